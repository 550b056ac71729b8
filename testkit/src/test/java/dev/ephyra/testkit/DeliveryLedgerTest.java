package dev.ephyra.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.wire.ServerMessage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryLedgerTest {
    private static final ServerMessage CREATED = ServerMessage.newBuilder()
            .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("r"))
            .build();
    private static final ServerMessage ADDED = ServerMessage.newBuilder()
            .setPeerAdded(ServerMessage.PeerAdded.newBuilder().setRoomId("r").setPeerId("p"))
            .build();
    private static final ServerMessage DELETED = ServerMessage.newBuilder()
            .setRoomDeleted(ServerMessage.RoomDeleted.newBuilder().setRoomId("r"))
            .build();

    private final DeliveryLedger ledger = new DeliveryLedger();

    @Test
    void keepsAWholeLifeInItsOrder() {
        ledger.accept(post(1, 0, CREATED, true));
        ledger.accept(post(2, 1, ADDED, true));
        ledger.accept(post(3, 2, DELETED, true));

        assertThat(ledger.verdict()).isEqualTo(new DeliveryLedger.Verdict(3, 3, 0, 0, 0, List.of()));
        assertThat(ledger.byRoom().get("r"))
                .containsExactly(
                        Notification.roomCreated("r"), Notification.peerAdded("r", "p"), Notification.roomDeleted("r"));
    }

    @Test
    void countsWhatWasRefusedAsARetryAndWhatWasAcceptedAsADuplicate() {
        ledger.accept(post(1, 0, CREATED, false));
        ledger.accept(post(1, 0, CREATED, true));
        ledger.fault();
        ledger.accept(post(1, 0, CREATED, true));

        assertThat(ledger.verdict().retried()).isEqualTo(1);
        assertThat(ledger.verdict().duplicated()).isEqualTo(1);
        assertThat(ledger.verdict().broken()).isEmpty();
    }

    @Test
    void findsADuplicateThatNoFaultExplains() {
        ledger.accept(post(1, 0, CREATED, true));
        ledger.accept(post(1, 0, CREATED, true));

        assertThat(ledger.verdict().broken()).singleElement().asString().startsWith("I4");
    }

    @Test
    void acceptsTheLastPostAgainAfterAFaultAndNothingBeforeIt() {
        ledger.accept(post(1, 0, CREATED, true));
        ledger.accept(post(2, 1, ADDED, true));
        ledger.fault();
        ledger.accept(post(2, 1, ADDED, true));
        assertThat(ledger.verdict().broken()).isEmpty();

        ledger.accept(post(1, 0, CREATED, true));
        assertThat(ledger.verdict().broken()).singleElement().asString().startsWith("I4");
    }

    @Test
    void acceptsABatchAgainInPieces() {
        ledger.accept(post(1, 0, CREATED, true));
        ledger.accept(batch(2, 1, ADDED, DELETED));
        ledger.fault();
        ledger.accept(post(2, 1, ADDED, true));
        ledger.accept(post(3, 2, DELETED, true));

        assertThat(ledger.verdict().duplicated()).isEqualTo(2);
        assertThat(ledger.verdict().broken()).isEmpty();
    }

    @Test
    void findsALaterNumberThatCameFirst() {
        ledger.accept(post(1, 0, CREATED, true));
        ledger.accept(post(3, 1, DELETED, true));
        ledger.accept(post(2, 1, ADDED, true));

        assertThat(ledger.verdict().reordered()).isEqualTo(1);
    }

    @Test
    void findsAHoleThatNobodyAnnounced() {
        ledger.accept(post(1, 0, CREATED, true));
        ledger.accept(post(3, 2, DELETED, true));

        assertThat(ledger.verdict().broken()).singleElement().asString().startsWith("I2");
    }

    @Test
    void acceptsAHoleThatIsAnnounced() {
        ledger.accept(post(1, 0, CREATED, true));
        WebhookPost announced = post(3, 1, DELETED, true);
        Map<String, String> headers = new HashMap<>(announced.headers());
        headers.put("x-fishjam-gap", "seq=2-2;reason=dead_letter");
        ledger.accept(new WebhookPost("/", headers, announced.body(), true));

        assertThat(ledger.verdict().broken()).isEmpty();
    }

    @Test
    void findsOneIdWithTwoBodies() {
        ledger.accept(post(1, 0, CREATED, false));
        ledger.accept(new WebhookPost("/", post(1, 0, CREATED, true).headers(), ADDED.toByteArray(), true));

        assertThat(ledger.verdict().broken()).isNotEmpty().allMatch(text -> text.startsWith("I3"));
    }

    @Test
    void findsWhatFollowsTheEndOfARoom() {
        ledger.accept(post(1, 0, CREATED, true));
        ledger.accept(post(2, 1, DELETED, true));
        ledger.accept(post(3, 2, ADDED, true));

        assertThat(ledger.verdict().broken()).singleElement().asString().startsWith("I5");
    }

    private static WebhookPost batch(long seq, long prev, ServerMessage... members) {
        ServerMessage batch = ServerMessage.newBuilder()
                .setNotificationBatch(
                        ServerMessage.NotificationBatch.newBuilder().addAllNotifications(List.of(members)))
                .build();
        Map<String, String> headers = new HashMap<>(post(seq, prev, batch, true).headers());
        headers.put("webhook-id", "batch-" + seq);
        return new WebhookPost("/", headers, batch.toByteArray(), true);
    }

    private static WebhookPost post(long seq, long prev, ServerMessage message, boolean accepted) {
        return new WebhookPost(
                "/",
                Map.of(
                        "webhook-id",
                        "id-" + seq,
                        "x-fishjam-room-epoch",
                        "e",
                        "x-fishjam-room-seq",
                        Long.toString(seq),
                        "x-fishjam-prev-seq",
                        Long.toString(prev)),
                message.toByteArray(),
                accepted);
    }
}
