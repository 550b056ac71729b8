package dev.ephyra.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.wire.ServerMessage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private static final WebhookPost CREATED = post(
            "1",
            ServerMessage.newBuilder()
                    .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("r"))
                    .build());
    private static final WebhookPost DELETED = post(
            "2",
            ServerMessage.newBuilder()
                    .setRoomDeleted(ServerMessage.RoomDeleted.newBuilder().setRoomId("r"))
                    .build());

    @Test
    void countsARepetitionOnce() {
        Deliveries told = Deliveries.of(List.of(CREATED, CREATED, DELETED));

        assertThat(told.byRoom())
                .isEqualTo(Map.of("r", List.of(Notification.roomCreated("r"), Notification.roomDeleted("r"))));
        assertThat(told.repetitions()).isEqualTo(1);
        assertThat(told.violations()).isEmpty();
    }

    @Test
    void findsARepetitionAfterALaterNotification() {
        assertThat(Deliveries.of(List.of(CREATED, DELETED, CREATED)).violations())
                .hasSize(1);
    }

    @Test
    void findsOneIdWithTwoBodies() {
        WebhookPost forged = new WebhookPost("/", CREATED.headers(), DELETED.body(), true);

        assertThat(Deliveries.of(List.of(CREATED, forged)).violations()).isNotEmpty();
    }

    private static WebhookPost post(String id, ServerMessage message) {
        return new WebhookPost("/", Map.of("webhook-id", id), message.toByteArray(), true);
    }
}
