package dev.ephyra.room;

import static dev.ephyra.room.RoomFixture.ADA;
import static dev.ephyra.room.RoomFixture.BOB;
import static dev.ephyra.room.RoomFixture.EPOCH;
import static dev.ephyra.room.RoomFixture.FIRST;
import static dev.ephyra.room.RoomFixture.H264;
import static dev.ephyra.room.RoomFixture.PLAIN;
import static dev.ephyra.room.RoomFixture.ROOM;
import static dev.ephyra.room.RoomFixture.by;
import static dev.ephyra.room.RoomFixture.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RoomLifeTest {
    @Test
    void createsRoomUnderItsConfigAndEpoch() {
        RoomFixture room = new RoomFixture(0);

        Decision decision = room.run(new RoomCommand.CreateRoom(PLAIN, EPOCH));

        assertThat(decision)
                .isEqualTo(new Decision(List.of(new RoomEvent.RoomCreated(PLAIN, EPOCH)), new RoomAnswer.Accepted()));
        assertThat(room.state.isOpen()).isTrue();
        assertThat(room.state.config()).contains(PLAIN);
        assertThat(room.state.epoch()).contains(EPOCH);
        assertThat(room.state.snapshot())
                .isEqualTo(new RoomSnapshot(PLAIN, RoomFixture.EPOCH, 1, List.of(), List.of()));
    }

    @Test
    void refusesToCreateAnOpenRoom() {
        Decision decision = RoomFixture.open(PLAIN).run(new RoomCommand.CreateRoom(PLAIN, EPOCH));

        assertThat(decision).isEqualTo(new Decision(List.of(), new RoomAnswer.RoomAlreadyExists()));
    }

    @Test
    void deletesEachPeerWithItsTracksThenEachComponentWithItsTracksThenTheRoom() {
        RoomFixture room = RoomFixture.open(H264);
        room.add(BOB);
        room.add(ADA);
        room.connect(ADA, FIRST);
        room.events(new RoomCommand.AddTrack(by(ADA), video("a2")));
        room.events(new RoomCommand.AddTrack(by(ADA), video("a1")));
        ComponentId file = new ComponentId("file");
        room.events(new RoomCommand.AddComponent(file, ComponentType.FILE, "{}", false));
        room.events(new RoomCommand.AddTrack(by(file), video("f")));

        List<RoomEvent> events = room.events(new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED));

        assertThat(events)
                .containsExactly(
                        new RoomEvent.TrackRemoved(by(ADA), video("a1")),
                        new RoomEvent.TrackRemoved(by(ADA), video("a2")),
                        new RoomEvent.PeerDeleted(ADA, EndReason.ROOM_DELETED),
                        new RoomEvent.PeerDeleted(BOB, EndReason.ROOM_DELETED),
                        new RoomEvent.TrackRemoved(by(file), video("f")),
                        new RoomEvent.ComponentRemoved(file, EndReason.ROOM_DELETED),
                        new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED));
        assertThat(room.state.isEnded()).isTrue();
    }

    @Test
    void drainsLikeADeleteWithItsOwnReason() {
        RoomFixture room = RoomFixture.withAda(PLAIN);

        List<RoomEvent> events = room.events(new RoomCommand.DeleteRoom(EndReason.DRAINED));

        assertThat(events)
                .containsExactly(
                        new RoomEvent.PeerDeleted(ADA, EndReason.DRAINED),
                        new RoomEvent.RoomDeleted(EndReason.DRAINED));
    }

    @ParameterizedTest
    @EnumSource(
            value = EndReason.class,
            names = {"ROOM_DELETED", "DRAINED"},
            mode = EnumSource.Mode.EXCLUDE)
    void doesNotDeleteForAnyOtherReason(EndReason reason) {
        RoomFixture room = RoomFixture.open(PLAIN);

        assertThatThrownBy(() -> room.run(new RoomCommand.DeleteRoom(reason))).isInstanceOf(BrokenInvariant.class);
    }

    @Test
    void crashTellsOfNothingButTheRoom() {
        RoomFixture room = RoomFixture.withAda(PLAIN, video("t"));

        List<RoomEvent> events = room.events(new RoomCommand.CrashRoom(EndReason.ROOM_CRASHED, "lost count"));

        assertThat(events).containsExactly(new RoomEvent.RoomCrashed(EndReason.ROOM_CRASHED, "lost count"));
        assertThat(room.state.isEnded()).isTrue();
        assertThat(room.state.peers()).isEmpty();
        assertThat(room.state.trackCount()).isZero();
        assertThat(room.state.nextDeadlineNanos()).isEqualTo(OptionalLong.empty());
    }

    @Test
    void endedRoomRemembersWhatItWasAndTakesNothing() {
        RoomFixture room = RoomFixture.withAda(PLAIN);
        room.events(new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED));

        for (RoomCommand command : everyKindOfCommand()) {
            assertThat(room.run(command)).isEqualTo(new Decision(List.of(), new RoomAnswer.RoomNotFound()));
        }
        assertThat(room.state.config()).contains(PLAIN);
        assertThat(room.state.epoch()).contains(EPOCH);
        assertThatThrownBy(room.state::snapshot).isInstanceOf(BrokenInvariant.class);
    }

    @Test
    void absentRoomTakesNothingButItsCreation() {
        RoomFixture room = new RoomFixture(0);

        for (RoomCommand command : everyKindOfCommand()) {
            if (!(command instanceof RoomCommand.CreateRoom)) {
                assertThat(room.run(command)).isEqualTo(new Decision(List.of(), new RoomAnswer.RoomNotFound()));
            }
        }
        assertThat(room.state.lifecycle()).isEqualTo(new RoomLifecycle.Absent());
        assertThat(room.state.config()).isEmpty();
        assertThat(room.state.epoch()).isEmpty();
    }

    @Test
    void isCreatedUnderItsOwnIdOnly() {
        RoomState other = RoomState.absent(new RoomId("other"));

        assertThat(ROOM).isNotEqualTo(other.id());
        assertThatThrownBy(() -> RoomDecider.decide(other, new RoomCommand.CreateRoom(PLAIN, EPOCH), new Moment(0, 0)))
                .isInstanceOf(BrokenInvariant.class);
    }

    private static List<RoomCommand> everyKindOfCommand() {
        ComponentId component = new ComponentId("c");
        TrackId track = new TrackId("t");
        List<RoomCommand> commands = List.of(
                new RoomCommand.CreateRoom(PLAIN, EPOCH),
                new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED),
                new RoomCommand.AddPeer(ADA, true),
                new RoomCommand.DeletePeer(ADA),
                new RoomCommand.ConnectPeer(ADA, FIRST),
                new RoomCommand.AddComponent(component, ComponentType.FILE, "{}", false),
                new RoomCommand.DeleteComponent(component),
                new RoomCommand.SubscribeComponent(component, List.of()),
                new RoomCommand.DialPhone(component, "1"),
                new RoomCommand.EndCall(component),
                new RoomCommand.UpdatePeerMetadata(ADA, FIRST, Metadata.NONE),
                new RoomCommand.DisconnectPeer(ADA, FIRST, EndReason.LEFT),
                new RoomCommand.AddTrack(by(ADA), video("t")),
                new RoomCommand.UpdateTrackMetadata(by(ADA), track, Metadata.NONE),
                new RoomCommand.RemoveTrack(by(ADA), track),
                new RoomCommand.CrashPeer(ADA, ""),
                new RoomCommand.CrashComponent(component, CrashCause.INTERNAL, ""),
                new RoomCommand.FinishComponent(component),
                new RoomCommand.CrashRoom(EndReason.ROOM_CRASHED, ""),
                new RoomCommand.ExpireTimers());
        assertThat(commands).hasSize(kinds());
        return commands;
    }

    private static int kinds() {
        return RoomCommand.Request.class.getPermittedSubclasses().length
                + RoomCommand.Fact.class.getPermittedSubclasses().length;
    }
}
