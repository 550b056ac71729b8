package dev.ephyra.sdk.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Who saw a signed request and sends it again within its time can change the headers that nobody signs, and gains nothing by it. */
class ForgedHeadersTest {
    private static final String SECRET = "no prefix, so that both signatures have one key";
    private static final long NOW = 1_764_028_800;

    private final Webhooks webhooks = Webhooks.verifiedBy(WebhookVerifier.of(SECRET)
            .withClock(Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC))
            .standardOnly());
    private final WebhookDeduplicator seen = WebhookDeduplicator.inMemory(100);
    private final List<Notification> handled = new ArrayList<>();

    @Test
    void anotherEventIdIsNotBelieved() throws Exception {
        byte[] body = created().build().toByteArray();
        Map<String, String> headers = signed("e1", body);
        receive(body, headers);

        for (String eventId : List.of("e2", "e1/0", "")) {
            headers.put("x-fishjam-event-id", eventId);
            receive(body, headers);
        }
        headers.remove("x-fishjam-event-id");
        receive(body, headers);

        assertThat(handled).hasSize(1);
        assertThat(handled.get(0).event().map(EventIdentity::eventId)).contains("e1");
    }

    @Test
    void aReplayThatNobodyAskedForIsNotBelieved() throws Exception {
        byte[] body = created().build().toByteArray();
        Map<String, String> headers = signed("e1", body);
        receive(body, headers);

        headers.put("x-fishjam-replay", "true");
        receive(body, headers);
        headers.put("x-fishjam-attempt", "7");
        headers.put("x-fishjam-room-seq", "many");
        receive(body, headers);

        assertThat(handled).hasSize(1);
    }

    @Test
    void theBodyIsBelievedBeforeEveryHeader() throws Exception {
        byte[] body = created()
                .setMeta(EventMeta.newBuilder().setEventId("e1"))
                .build()
                .toByteArray();
        receive(body, signed("e1", body));
        // As if it was signed for another purpose: even so the body says which event it is.
        receive(body, signed("e2", body));

        assertThat(handled).hasSize(1);
    }

    private void receive(byte[] body, Map<String, String> headers) throws Exception {
        seen.handle(webhooks.receive(body, WebhookHeaders.of(headers::get)), handled::add);
    }

    private static ServerMessage.Builder created() {
        return ServerMessage.newBuilder()
                .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("blue"));
    }

    /** The headers of the one event that the body is about. */
    private static Map<String, String> signed(String eventId, byte[] body) throws GeneralSecurityException {
        Map<String, String> headers = new TreeMap<>();
        headers.put("webhook-id", eventId);
        headers.put("webhook-timestamp", Long.toString(NOW));
        headers.put(
                "webhook-signature",
                "v1,"
                        + Base64.getEncoder()
                                .encodeToString(
                                        hmac((eventId + "." + NOW + ".").getBytes(StandardCharsets.UTF_8), body)));
        headers.put("x-fishjam-signature-256", "sha256=" + HexFormat.of().formatHex(hmac(body)));
        headers.put("x-fishjam-event-id", eventId);
        headers.put("x-fishjam-room-seq", "1");
        headers.put("x-fishjam-room-epoch", "x");
        return headers;
    }

    private static byte[] hmac(byte[]... parts) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }
}
