package dev.ephyra.room;

import static dev.ephyra.room.RoomFixture.H264;
import static dev.ephyra.room.RoomFixture.PLAIN;
import static dev.ephyra.room.RoomFixture.by;
import static dev.ephyra.room.RoomFixture.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ComponentScenarioTest {
    private static final ComponentId ONE = new ComponentId("one");
    private static final ComponentId TWO = new ComponentId("two");

    @ParameterizedTest
    @EnumSource(ComponentType.class)
    void addsComponentSilentlyAndShowsIt(ComponentType type) {
        RoomFixture room = RoomFixture.open(H264);

        List<RoomEvent> events = room.events(new RoomCommand.AddComponent(ONE, type, "{\"a\":1}", false));

        assertThat(events).containsExactly(new RoomEvent.ComponentAdded(ONE, type, "{\"a\":1}", false));
        assertThat(events.getFirst().isNotified()).isFalse();
        assertThat(room.state.roomSeq()).isEqualTo(1);
        assertThat(room.state.snapshot().components())
                .containsExactly(new RoomSnapshot.ComponentSnapshot(ONE, type, "{\"a\":1}", List.of()));
    }

    @ParameterizedTest
    @EnumSource(
            value = ComponentType.class,
            names = {"HLS", "RTSP", "RECORDING"})
    void needsH264BeforeAnythingElse(ComponentType type) {
        RoomConfig vp8 = RoomFixture.config(OptionalInt.empty(), Optional.of(VideoCodec.VP8), 0, 0);
        RoomCommand add = new RoomCommand.AddComponent(ONE, type, "{}", false);

        assertThat(RoomFixture.open(vp8).answer(add)).isEqualTo(new RoomAnswer.IncompatibleCodec());
        assertThat(RoomFixture.open(PLAIN).answer(add)).isEqualTo(new RoomAnswer.IncompatibleCodec());
    }

    @ParameterizedTest
    @EnumSource(
            value = ComponentType.class,
            names = {"FILE", "SIP"})
    void needsNoCodec(ComponentType type) {
        RoomAnswer answer = RoomFixture.open(PLAIN).answer(new RoomCommand.AddComponent(ONE, type, "{}", false));

        assertThat(answer).isEqualTo(new RoomAnswer.Accepted());
    }

    @ParameterizedTest
    @EnumSource(ComponentType.class)
    void takesOneHlsAndOneRecordingComponentButManyOthers(ComponentType type) {
        RoomFixture room = RoomFixture.open(H264);
        add(room, ONE, type, false);

        RoomAnswer answer = room.answer(new RoomCommand.AddComponent(TWO, type, "{}", false));

        boolean one = type == ComponentType.HLS || type == ComponentType.RECORDING;
        assertThat(answer).isEqualTo(one ? new RoomAnswer.ComponentsLimitReached(type) : new RoomAnswer.Accepted());
    }

    @Test
    void doesNotTakeAComponentIdTwice() {
        RoomFixture room = RoomFixture.open(PLAIN);
        add(room, ONE, ComponentType.FILE, false);

        assertThatThrownBy(() -> add(room, ONE, ComponentType.FILE, false)).isInstanceOf(BrokenInvariant.class);
    }

    @Test
    void deletingRemovesTracksThenTheComponent() {
        RoomFixture room = fileWithTwoTracks();

        assertThat(room.events(new RoomCommand.DeleteComponent(ONE)))
                .containsExactly(
                        new RoomEvent.TrackRemoved(by(ONE), video("t1")),
                        new RoomEvent.TrackRemoved(by(ONE), video("t2")),
                        new RoomEvent.ComponentRemoved(ONE, EndReason.KICKED));
        assertThat(room.answer(new RoomCommand.DeleteComponent(ONE))).isEqualTo(new RoomAnswer.ComponentNotFound());
    }

    @Test
    void finishingRemovesTracksThenTheComponent() {
        assertThat(fileWithTwoTracks().events(new RoomCommand.FinishComponent(ONE)))
                .containsExactly(
                        new RoomEvent.TrackRemoved(by(ONE), video("t1")),
                        new RoomEvent.TrackRemoved(by(ONE), video("t2")),
                        new RoomEvent.ComponentRemoved(ONE, EndReason.FINISHED));
    }

    @Test
    void crashRemovesTracksThenTellsOfTheCrashAndComponentIsGone() {
        RoomFixture room = fileWithTwoTracks();

        assertThat(room.events(new RoomCommand.CrashComponent(ONE, CrashCause.INTERNAL, "bad file")))
                .containsExactly(
                        new RoomEvent.TrackRemoved(by(ONE), video("t1")),
                        new RoomEvent.TrackRemoved(by(ONE), video("t2")),
                        new RoomEvent.ComponentCrashed(ONE, CrashCause.INTERNAL, "bad file"));
        assertThat(room.state.components()).isEmpty();
        assertThat(room.answer(new RoomCommand.CrashComponent(ONE, CrashCause.INTERNAL, "")))
                .isEqualTo(new RoomAnswer.ComponentNotFound());
        assertThat(room.answer(new RoomCommand.FinishComponent(ONE))).isEqualTo(new RoomAnswer.ComponentNotFound());
    }

    @Test
    void subscribesManualComponentToUncheckedOriginsOnceEach() {
        RoomFixture room = RoomFixture.open(H264);
        add(room, ONE, ComponentType.HLS, true);

        assertThat(room.events(new RoomCommand.SubscribeComponent(ONE, List.of("y", "x", "y"))))
                .containsExactly(new RoomEvent.ComponentSubscribed(ONE, List.of("x", "y")));
        assertThat(room.events(new RoomCommand.SubscribeComponent(ONE, List.of("z", "x"))))
                .containsExactly(new RoomEvent.ComponentSubscribed(ONE, List.of("z")));
        assertThat(room.run(new RoomCommand.SubscribeComponent(ONE, List.of("x"))))
                .isEqualTo(Decision.unchanged());
        assertThat(room.state.component(ONE)).hasValueSatisfying(hls -> {
            assertThat(hls.manualSubscribe()).isTrue();
            assertThat(hls.origins()).containsExactly("x", "y", "z");
        });
    }

    @Test
    void refusesSubscriptionsOfWhatDoesNotTakeThem() {
        RoomFixture room = RoomFixture.open(H264);
        add(room, ONE, ComponentType.RECORDING, false);
        add(room, TWO, ComponentType.FILE, false);

        assertThat(room.answer(new RoomCommand.SubscribeComponent(ONE, List.of("x"))))
                .isEqualTo(new RoomAnswer.SubscribeModeAuto());
        assertThat(room.answer(new RoomCommand.SubscribeComponent(TWO, List.of("x"))))
                .isEqualTo(new RoomAnswer.NotSubscribable());
        assertThat(room.answer(new RoomCommand.SubscribeComponent(new ComponentId("no"), List.of("x"))))
                .isEqualTo(new RoomAnswer.ComponentNotFound());
    }

    @Test
    void dialsAndHangsUpFromSipComponentsOnly() {
        RoomFixture room = RoomFixture.open(PLAIN);
        add(room, ONE, ComponentType.SIP, false);
        add(room, TWO, ComponentType.FILE, false);

        assertThat(room.events(new RoomCommand.DialPhone(ONE, "+481")))
                .containsExactly(new RoomEvent.PhoneDialed(ONE, "+481"));
        assertThat(room.events(new RoomCommand.EndCall(ONE))).containsExactly(new RoomEvent.CallEnded(ONE));
        assertThat(room.answer(new RoomCommand.DialPhone(TWO, "+481"))).isEqualTo(new RoomAnswer.NotSipComponent());
        assertThat(room.answer(new RoomCommand.EndCall(TWO))).isEqualTo(new RoomAnswer.NotSipComponent());
        assertThat(room.answer(new RoomCommand.EndCall(new ComponentId("no"))))
                .isEqualTo(new RoomAnswer.ComponentNotFound());
    }

    private static RoomFixture fileWithTwoTracks() {
        RoomFixture room = RoomFixture.open(PLAIN);
        add(room, ONE, ComponentType.FILE, false);
        room.events(new RoomCommand.AddTrack(by(ONE), video("t2")));
        room.events(new RoomCommand.AddTrack(by(ONE), video("t1")));
        return room;
    }

    private static void add(RoomFixture room, ComponentId id, ComponentType type, boolean manual) {
        room.events(new RoomCommand.AddComponent(id, type, "{}", manual));
    }
}
