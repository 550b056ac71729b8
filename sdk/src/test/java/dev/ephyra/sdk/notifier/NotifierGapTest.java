package dev.ephyra.sdk.notifier;

import static dev.ephyra.sdk.notifier.SessionProbe.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.EventsExpired;
import dev.ephyra.wire.delivery.MissingRange;
import dev.ephyra.wire.delivery.RetentionBlocked;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a session tells of what does not come or comes twice, and where it goes on. */
class NotifierGapTest {
    private final SessionProbe probe = new SessionProbe(SessionProbe.options(8));

    @Test
    void deliversOnceWhatComesAgainWithANumberInItsRoomOrWithout() {
        probe.start();
        probe.ready("c0", false);
        ServerMessage.Builder ofNoRoom = ServerMessage.newBuilder()
                .setRetentionBlocked(RetentionBlocked.getDefaultInstance())
                .setMeta(EventMeta.newBuilder().setEventId("e1").setCursor("c1"));
        ServerMessage.Builder withoutIdentity = ServerMessage.newBuilder()
                .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("plain"));
        for (int again = 0; again < 2; again++) {
            probe.receive(ofNoRoom);
            probe.notify("a", 1, "c2");
            probe.notify("a", 2, "c3");
            probe.notify("b", 1, "c4");
            probe.receive(withoutIdentity);
        }

        assertThat(probe.all(SessionOutput.Deliver.class))
                .extracting(delivery -> delivery.step().subject())
                .containsExactly(
                        "RetentionBlocked e1",
                        "PeerAdded a1 of room a",
                        "PeerAdded a2 of room a",
                        "PeerAdded b1 of room b",
                        "RoomCreated of room plain",
                        "RoomCreated of room plain");
    }

    @Test
    void tellsOfALogThatWasReplacedAndGoesOnBehindIt() {
        probe.session.start(Optional.of("old"), 0);
        probe.ready("d0", false);
        probe.drain();

        SessionOutput.Missing missing = probe.all(SessionOutput.Missing.class).get(0);
        assertThat(((Gap.Log) missing.gap()).reason()).isEqualTo(Gap.Reason.UNKNOWN_CURSOR);
        assertThat(probe.all(SessionOutput.Save.class)).isEmpty();
        probe.done(missing.step());
        probe.advance(SECOND);
        assertThat(saved()).isEqualTo("d0");
    }

    @Test
    void tellsOfWhatExpiredAndOfWhatIsDamaged() {
        probe.session.start(Optional.of("c1"), 0);
        probe.session.connected(0);
        probe.receive(ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance()));
        probe.receive(expired("c9", "c5"));

        // The server would go on at c9; c6 to c9 are kept, and asked for.
        Gap.Log expired = (Gap.Log) gaps().get(0);
        assertThat(expired)
                .isEqualTo(new Gap.Log(Gap.Reason.EXPIRED, Optional.of("c2"), Optional.of("c5"), OptionalLong.of(4)));
        assertThat(probe.states()).noneMatch(NotifierState.Ready.class::isInstance);
        probe.advance(SECOND);
        probe.ready("c5", true);
        assertThat(resumed()).isEqualTo("c5");
        assertThat(probe.states()).contains(new NotifierState.Ready(true, false));
        assertThat(saved()).as("nothing before the gap is handled").isNull();
        probe.all(SessionOutput.Missing.class).forEach(missing -> probe.done(missing.step()));
        probe.advance(SECOND);
        assertThat(saved()).isEqualTo("c5");

        probe.receive(damaged());
        assertThat(((Gap.Log) gaps().get(1)).reason()).isEqualTo(Gap.Reason.CORRUPTED);
        probe.session.ended(1006, "", probe.now);
        probe.advance(2 * SECOND);
        probe.ready("c12", true);
        assertThat(resumed()).isEqualTo("c12");
    }

    @Test
    void tellsOfAllThatASnapshotPassesOver() {
        SessionProbe snapshots =
                new SessionProbe(new SessionOptions("token", true, false, EventFilter.all(), true, "", 8));
        snapshots.session.start(Optional.of("c1"), 0);
        snapshots.ready("c0", true);
        snapshots.session.ended(1006, "", snapshots.now);
        snapshots.advance(SECOND);
        snapshots.session.connected(0);
        snapshots.receive(
                ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance()));
        snapshots.receive(expired("c9", "c5"));

        assertThat(snapshots.all(SessionOutput.Missing.class).get(0).gap())
                .isEqualTo(new Gap.Log(Gap.Reason.EXPIRED, Optional.of("c2"), Optional.of("c9"), OptionalLong.of(4)));
        assertThat(snapshots.states()).contains(new NotifierState.Ready(true, false));
    }

    @Test
    void asksForAnotherSnapshotWhenSomethingIsMissingOfTheLog() {
        SessionProbe snapshots =
                new SessionProbe(new SessionOptions("token", true, false, EventFilter.all(), true, "name", 8));
        snapshots.session.start(Optional.of("c1"), 0);
        snapshots.ready("c1", true);
        snapshots.receive(damaged());
        snapshots.advance(SECOND);
        for (int attempt = 0; attempt < 2; attempt++) {
            // Cut before the snapshot is there, it asks for one again, and tells of nothing new.
            snapshots.ready("c20", false);
            assertThat(snapshots
                            .sent(ServerMessage::hasSubscribeRequest)
                            .orElseThrow()
                            .getSubscribeRequest())
                    .matches(request -> request.hasResumeCursor()
                            && request.getResumeCursor().isEmpty());
            snapshots.session.ended(1006, "", snapshots.now);
            snapshots.advance(8 * SECOND);
        }
        assertThat(snapshots.all(SessionOutput.Missing.class)).hasSize(1);
    }

    @Test
    void tellsOnceOfALossOfAllRooms() {
        probe.start();
        probe.ready("c0", false);
        probe.notify("a", 1, "c1");
        probe.notify("b", 1, "c2");
        probe.receive(damaged());
        probe.notify("a", 5, "c13");
        probe.notify("b", 7, "c14");
        probe.notify("b", 9, "c16");

        assertThat(gaps()).hasSize(2);
        assertThat(gaps().get(1)).isEqualTo(new Gap.Room("b", "b", 8, 8));
    }

    @Test
    void tellsOfAHoleInARoomBeforeWhatFollowsIt() {
        probe.start();
        probe.ready("c0", false);
        probe.notify("a", 1, "c1");
        probe.notify("a", 4, "c4");
        probe.notify("a", 4, "c4");

        List<SessionOutput> told = probe.outputs.stream()
                .filter(output -> output instanceof SessionOutput.Deliver || output instanceof SessionOutput.Missing)
                .toList();
        assertThat(told).hasSize(3);
        assertThat(((SessionOutput.Missing) told.get(1)).gap()).isEqualTo(new Gap.Room("a", "a", 2, 3));
    }

    private @Nullable String saved() {
        List<SessionOutput.Save> all = probe.all(SessionOutput.Save.class);
        return all.isEmpty() ? null : all.get(all.size() - 1).cursor();
    }

    private String resumed() {
        return probe.sent(ServerMessage::hasSubscribeRequest)
                .orElseThrow()
                .getSubscribeRequest()
                .getResumeCursor();
    }

    private List<Gap> gaps() {
        return probe.all(SessionOutput.Missing.class).stream()
                .map(SessionOutput.Missing::gap)
                .toList();
    }

    private static ServerMessage.Builder expired(String head, String last) {
        return ServerMessage.newBuilder()
                .setSubscribeResponse(ServerMessage.SubscribeResponse.newBuilder()
                        .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION)
                        .setCursor(head)
                        .setOldestCursor(last)
                        .setMissing(MissingRange.newBuilder()
                                .setFromCursor("c2")
                                .setToCursor(last)
                                .setRecords(4)));
    }

    private static ServerMessage.Builder damaged() {
        return ServerMessage.newBuilder()
                .setEventsExpired(EventsExpired.newBuilder()
                        .setFromCursor("c10")
                        .setToCursor("c12")
                        .setCause("log_corruption"));
    }
}
