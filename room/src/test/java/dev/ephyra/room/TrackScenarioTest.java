package dev.ephyra.room;

import static dev.ephyra.room.RoomFixture.ADA;
import static dev.ephyra.room.RoomFixture.BOB;
import static dev.ephyra.room.RoomFixture.FIRST;
import static dev.ephyra.room.RoomFixture.PLAIN;
import static dev.ephyra.room.RoomFixture.SECOND;
import static dev.ephyra.room.RoomFixture.by;
import static dev.ephyra.room.RoomFixture.video;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrackScenarioTest {
    private static final TrackId TRACK = new TrackId("t");
    private static final Metadata PAUSED = new Metadata("{\"paused\":true}");

    @Test
    void publishesChangesAndRemovesATrack() {
        RoomFixture room = RoomFixture.withAda(PLAIN);

        assertThat(room.events(new RoomCommand.AddTrack(by(ADA), video("t"))))
                .containsExactly(new RoomEvent.TrackAdded(by(ADA), video("t")));
        assertThat(room.events(new RoomCommand.UpdateTrackMetadata(by(ADA), TRACK, PAUSED)))
                .containsExactly(new RoomEvent.TrackMetadataUpdated(by(ADA), video("t", PAUSED.json())));
        assertThat(room.state.snapshot().peers().getFirst().tracks()).containsExactly(video("t", PAUSED.json()));
        assertThat(room.events(new RoomCommand.RemoveTrack(by(ADA), TRACK)))
                .containsExactly(new RoomEvent.TrackRemoved(by(ADA), video("t", PAUSED.json())));
        assertThat(room.state.trackOwner(TRACK)).isEmpty();
    }

    @Test
    void sameTrackMetadataIsNoNews() {
        RoomFixture room = RoomFixture.withAda(PLAIN, video("t"));

        Decision decision = room.run(new RoomCommand.UpdateTrackMetadata(by(ADA), TRACK, Metadata.NONE));

        assertThat(decision).isEqualTo(Decision.unchanged());
    }

    @Test
    void takesATrackIdOnceInARoom() {
        RoomFixture room = RoomFixture.withAda(PLAIN, video("t"));
        room.add(BOB);
        room.connect(BOB, SECOND);

        assertThat(room.answer(new RoomCommand.AddTrack(by(ADA), video("t"))))
                .isEqualTo(new RoomAnswer.TrackAlreadyExists());
        assertThat(room.answer(new RoomCommand.AddTrack(by(BOB), video("t"))))
                .isEqualTo(new RoomAnswer.TrackAlreadyExists());
        assertThat(room.state.trackOwner(TRACK)).contains(by(ADA));
    }

    @Test
    void touchesTracksOfTheirOwnerOnly() {
        RoomFixture room = RoomFixture.withAda(PLAIN, video("t"));
        room.add(BOB);
        room.connect(BOB, SECOND);

        assertThat(room.answer(new RoomCommand.RemoveTrack(by(BOB), TRACK))).isEqualTo(new RoomAnswer.TrackNotFound());
        assertThat(room.answer(new RoomCommand.UpdateTrackMetadata(by(BOB), TRACK, PAUSED)))
                .isEqualTo(new RoomAnswer.TrackNotFound());
        assertThat(room.answer(new RoomCommand.RemoveTrack(by(new PeerId("nobody")), TRACK)))
                .isEqualTo(new RoomAnswer.TrackNotFound());
    }

    @Test
    void publishesForThoseWhoAreThereOnly() {
        RoomFixture room = RoomFixture.withAda(PLAIN);
        room.disconnect(ADA, FIRST);

        assertThat(room.answer(new RoomCommand.AddTrack(by(ADA), video("t"))))
                .isEqualTo(new RoomAnswer.StaleConnection());
        assertThat(room.answer(new RoomCommand.AddTrack(by(BOB), video("t")))).isEqualTo(new RoomAnswer.PeerNotFound());
        assertThat(room.answer(new RoomCommand.AddTrack(by(new ComponentId("c")), video("t"))))
                .isEqualTo(new RoomAnswer.ComponentNotFound());
        assertThat(room.state.trackCount()).isZero();
    }

    @Test
    void trackIdIsFreeAgainAfterItsPeerLeft() {
        RoomFixture room = RoomFixture.withAda(PLAIN, video("t"));
        room.disconnect(ADA, FIRST);
        room.connect(ADA, SECOND);

        assertThat(room.events(new RoomCommand.AddTrack(by(ADA), video("t"))))
                .containsExactly(new RoomEvent.TrackAdded(by(ADA), video("t")));
    }
}
