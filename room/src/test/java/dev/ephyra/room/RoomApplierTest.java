package dev.ephyra.room;

import static dev.ephyra.room.RoomFixture.ADA;
import static dev.ephyra.room.RoomFixture.EPOCH;
import static dev.ephyra.room.RoomFixture.FIRST;
import static dev.ephyra.room.RoomFixture.H264;
import static dev.ephyra.room.RoomFixture.PLAIN;
import static dev.ephyra.room.RoomFixture.SECOND;
import static dev.ephyra.room.RoomFixture.by;
import static dev.ephyra.room.RoomFixture.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoomApplierTest {
    private static final ComponentId FILE = new ComponentId("file");

    @Test
    void numbersOnlyEventsThatHaveANotification() {
        RoomState state = RoomState.absent(RoomFixture.ROOM);
        assertThat(state.nextRoomSeq()).isEqualTo(1);

        RoomApplier.apply(state, new RoomEvent.RoomCreated(H264, EPOCH), new Moment(0, 0));
        assertThat(state.roomSeq()).isEqualTo(1);
        RoomApplier.apply(state, new RoomEvent.ComponentAdded(FILE, ComponentType.FILE, "{}", false), new Moment(0, 0));
        assertThat(state.roomSeq()).isEqualTo(1);
        RoomApplier.apply(state, new RoomEvent.PeerAdded(ADA, true), new Moment(0, 0));
        assertThat(state.roomSeq()).isEqualTo(2);
    }

    @Test
    void occurrenceNeverGoesBackWithTheWallClock() {
        RoomState state = RoomState.absent(RoomFixture.ROOM);
        RoomApplier.apply(state, new RoomEvent.RoomCreated(PLAIN, EPOCH), new Moment(0, 900));

        assertThat(state.occurredAtMicros(new Moment(1, 500))).isEqualTo(900);
        RoomApplier.apply(state, new RoomEvent.PeerAdded(ADA, true), new Moment(1, 500));
        assertThat(state.occurredAtMicros(new Moment(2, 899))).isEqualTo(900);
        assertThat(state.occurredAtMicros(new Moment(2, 901))).isEqualTo(901);
    }

    @ParameterizedTest
    @MethodSource("impossibleEvents")
    void refusesWhatCannotFollow(RoomEvent event) {
        RoomFixture room = RoomFixture.withAda(PLAIN, video("t"));
        room.events(new RoomCommand.AddComponent(FILE, ComponentType.FILE, "{}", false));
        room.events(new RoomCommand.AddTrack(by(FILE), video("f")));

        assertThatThrownBy(() -> RoomApplier.apply(room.state, event, room.now()))
                .isInstanceOf(BrokenInvariant.class);
    }

    static Stream<RoomEvent> impossibleEvents() {
        PeerId nobody = new PeerId("nobody");
        ComponentId nothing = new ComponentId("nothing");
        return Stream.of(
                new RoomEvent.RoomCreated(PLAIN, EPOCH),
                new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED),
                new RoomEvent.PeerAdded(ADA, true),
                new RoomEvent.PeerDeleted(ADA, EndReason.KICKED),
                new RoomEvent.PeerDeleted(ADA, EndReason.ROOM_DELETED),
                new RoomEvent.PeerDeleted(nobody, EndReason.KICKED),
                new RoomEvent.PeerConnected(ADA, SECOND),
                new RoomEvent.PeerConnected(nobody, SECOND),
                new RoomEvent.PeerDisconnected(nobody, EndReason.LEFT),
                new RoomEvent.PeerCrashed(ADA, ""),
                new RoomEvent.PeerMetadataUpdated(nobody, Metadata.NONE),
                new RoomEvent.TrackAdded(by(ADA), video("t")),
                new RoomEvent.TrackAdded(by(ADA), video("f")),
                new RoomEvent.TrackAdded(by(nobody), video("u")),
                new RoomEvent.TrackMetadataUpdated(by(ADA), video("u")),
                new RoomEvent.TrackMetadataUpdated(
                        by(ADA), new Track(new TrackId("t"), TrackType.AUDIO, Metadata.NONE)),
                new RoomEvent.TrackRemoved(by(ADA), video("t", "1")),
                new RoomEvent.TrackRemoved(by(FILE), video("t")),
                new RoomEvent.ComponentAdded(FILE, ComponentType.FILE, "{}", false),
                new RoomEvent.ComponentRemoved(FILE, EndReason.KICKED),
                new RoomEvent.ComponentCrashed(FILE, CrashCause.INTERNAL, ""),
                new RoomEvent.ComponentSubscribed(nothing, List.of("x")),
                new RoomEvent.PhoneDialed(nothing, "1"),
                new RoomEvent.CallEnded(nothing));
    }

    @Test
    void refusesEventsOfADisconnectedPeer() {
        RoomFixture room = RoomFixture.withAda(PLAIN);
        room.disconnect(ADA, FIRST);

        assertThatThrownBy(() ->
                        RoomApplier.apply(room.state, new RoomEvent.PeerDisconnected(ADA, EndReason.LEFT), room.now()))
                .isInstanceOf(BrokenInvariant.class);
        assertThatThrownBy(() -> RoomApplier.apply(
                        room.state, new RoomEvent.PeerMetadataUpdated(ADA, Metadata.NONE), room.now()))
                .isInstanceOf(BrokenInvariant.class);
    }

    @Test
    void refusesAConnectedPeerDeletedWhileItsRoomStays() {
        RoomFixture room = RoomFixture.withAda(PLAIN);

        assertThatThrownBy(() ->
                        RoomApplier.apply(room.state, new RoomEvent.PeerDeleted(ADA, EndReason.TIMEOUT), room.now()))
                .isInstanceOf(BrokenInvariant.class);
    }

    @Test
    void refusesAnythingOutsideTheLifeOfARoom() {
        RoomEvent event = new RoomEvent.PeerAdded(ADA, true);
        RoomState absent = RoomState.absent(RoomFixture.ROOM);
        RoomFixture ended = RoomFixture.open(PLAIN);
        ended.events(new RoomCommand.DeleteRoom(EndReason.DRAINED));

        assertThatThrownBy(() -> RoomApplier.apply(absent, event, new Moment(0, 0)))
                .isInstanceOf(BrokenInvariant.class);
        assertThatThrownBy(() -> RoomApplier.apply(ended.state, event, ended.now()))
                .isInstanceOf(BrokenInvariant.class);
        assertThatThrownBy(() -> RoomApplier.apply(ended.state, new RoomEvent.RoomCreated(PLAIN, EPOCH), ended.now()))
                .isInstanceOf(BrokenInvariant.class);
    }

    @Test
    void refusesAClockThatGoesBack() {
        RoomFixture room = RoomFixture.open(PLAIN);
        room.waitSeconds(5);
        room.add(ADA);
        room.waitSeconds(-1);

        assertThatThrownBy(() -> room.add(new PeerId("late"))).isInstanceOf(BrokenInvariant.class);
    }
}
