package dev.ephyra.sdk.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WebhookDeduplicatorTest {
    private final WebhookDeduplicator seen = WebhookDeduplicator.inMemory(2);
    private final List<String> handled = new ArrayList<>();

    @Test
    void handlesAnEventOnceHoweverOftenItComes() throws Exception {
        assertThat(handle(webhook("w1", false, event("e1")))).isEqualTo(WebhookDeduplicator.Outcome.HANDLED);
        assertThat(handle(webhook("w1", false, event("e1")))).isEqualTo(WebhookDeduplicator.Outcome.HANDLED);
        handle(webhook("halves", false, event("e2"), event("e1")));

        assertThat(handled).containsExactly("e1", "e2");
    }

    @Test
    void handlesAgainWhatFailedAndNothingElseOfItsBatch() {
        ReceivedWebhook batch = webhook("w", false, event("e1"), event("e2"));
        assertThatThrownBy(() -> seen.handle(batch, notification -> {
                    handled.add(notification.event().orElseThrow().eventId());
                    if (handled.size() == 2) {
                        throw new IOException("disk full");
                    }
                }))
                .isInstanceOf(IOException.class);

        assertThat(handled).containsExactly("e1", "e2");
        handleAll(batch);
        assertThat(handled).containsExactly("e1", "e2", "e2");
    }

    @Test
    void tellsTheMembersOfABatchWithoutIdentitiesApart() {
        ReceivedWebhook batch = webhook("w", false, bare(), bare());

        handleAll(batch);
        handleAll(batch);

        assertThat(handled).containsExactly("bare", "bare");
    }

    @Test
    void doesNotKnowWhatHasNoIdsAtAll() {
        ReceivedWebhook fishjam = new ReceivedWebhook(Optional.empty(), List.of(bare()), 1, false, Optional.empty());

        handleAll(fishjam);
        handleAll(fishjam);

        assertThat(handled).hasSize(2);
    }

    /** A dead letter that is requeued is new to a receiver that failed; a replay of what it handled is not. */
    @Test
    void handlesWhatSomebodyAskedForIfItIsNew() {
        handleAll(webhook("w", false, event("e1")));
        handleAll(webhook("w", true, event("e1")));
        handleAll(webhook("w", true, event("e2")));

        assertThat(handled).containsExactly("e1", "e2");
    }

    @Test
    void knowsWhatComesAloneWithAndWithoutAnIdentity() {
        handleAll(webhook("e1", false, bare()));
        handleAll(webhook("e1", false, event("e1")));

        assertThat(handled).containsExactly("bare");
    }

    @Test
    void answersBusyWhileTheSameEventIsUnderWay() throws Exception {
        ReceivedWebhook webhook = webhook("w", false, event("e1"));
        List<WebhookDeduplicator.Outcome> inner = new ArrayList<>();

        seen.handle(webhook, notification -> inner.add(seen.handle(webhook, again -> handled.add("twice"))));

        assertThat(inner).containsExactly(WebhookDeduplicator.Outcome.UNDER_WAY);
        assertThat(handled).isEmpty();
        assertThat(WebhookDeduplicator.Outcome.UNDER_WAY.status()).isEqualTo(503);
    }

    @Test
    void forgetsTheOldest() {
        for (String id : List.of("e1", "e2", "e3", "e3", "e1")) {
            handleAll(webhook(id, false, event(id)));
        }

        assertThat(handled).containsExactly("e1", "e2", "e3", "e1");
    }

    private void handleAll(ReceivedWebhook webhook) {
        try {
            handle(webhook);
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
    }

    private WebhookDeduplicator.Outcome handle(ReceivedWebhook webhook) throws Exception {
        return seen.handle(
                webhook,
                notification ->
                        handled.add(notification.event().map(e -> e.eventId()).orElse("bare")));
    }

    private static ReceivedWebhook webhook(String id, boolean replay, Notification... notifications) {
        return new ReceivedWebhook(Optional.of(id), List.of(notifications), 1, replay, Optional.empty());
    }

    private static Notification event(String id) {
        return Notification.of(ServerMessage.newBuilder()
                        .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("a"))
                        .setMeta(EventMeta.newBuilder().setEventId(id))
                        .build())
                .get(0);
    }

    private static Notification bare() {
        return Notification.of(ServerMessage.newBuilder()
                        .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("a"))
                        .build())
                .get(0);
    }
}
