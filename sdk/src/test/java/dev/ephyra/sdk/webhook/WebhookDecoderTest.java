package dev.ephyra.sdk.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.sdk.TrackType;
import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.notification.RoomNotification;
import dev.ephyra.sdk.notification.ServerNotification;
import dev.ephyra.sdk.notification.TrackInfo;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.NotificationBatch;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookDecoderTest {
    private static final Optional<String> NONE = Optional.empty();
    private static final Optional<String> JSON = Optional.of("application/json; charset=utf-8");
    private static final String EPHYRA =
            "{\"meta\":{\"eventId\":\"e1\",\"roomSeq\":\"7\",\"roomEpoch\":\"x\",\"occurredAtMicros\":\"1764028800123456\","
                    + "\"counts\":{\"peers\":3},\"test\":true,\"later\":[1]},"
                    + "\"trackAdded\":{\"roomId\":\"blue\",\"peerId\":\"p\",\"track\":{\"id\":\"t\",\"type\":\"TRACK_TYPE_VIDEO\","
                    + "\"metadata\":\"{}\"}}}";

    @Test
    void readsProtobufSingleAndBatch() {
        ServerMessage one = created("a");
        ServerMessage batch = ServerMessage.newBuilder()
                .setNotificationBatch(
                        NotificationBatch.newBuilder().addNotifications(one).addNotifications(created("b")))
                .build();

        assertThat(contents(one.toByteArray(), Optional.of("application/x-protobuf")))
                .containsExactly(new RoomNotification.RoomCreated("a"));
        assertThat(contents(batch.toByteArray(), NONE))
                .containsExactly(new RoomNotification.RoomCreated("a"), new RoomNotification.RoomCreated("b"));
    }

    @Test
    void readsTheEnvelopeOfJellyfishWithAndWithoutItsContentType() {
        byte[] body = "{\"notification\":\"R\\u0006\\n\\u0004blue\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(contents(body, JSON)).containsExactly(new RoomNotification.RoomCreated("blue"));
        assertThat(contents(body, NONE)).containsExactly(new RoomNotification.RoomCreated("blue"));
    }

    @Test
    void readsTheEnvelopeThatHoldsNoText() {
        String body =
                "{\"notification\":\"\",\"notificationBase64\":\"UgYKBGJsdWU=\",\"meta\":{\"eventId\":\"e1\",\"roomSeq\":\"3\"}}";

        Notification read = WebhookDecoder.decode(bytes(body), JSON).get(0);

        assertThat(read.content()).isEqualTo(new RoomNotification.RoomCreated("blue"));
        assertThat(read.event().orElseThrow().roomSeq()).isEqualTo(3);
    }

    @Test
    void readsTheJsonOfEphyra() {
        Notification read = WebhookDecoder.decode(bytes(EPHYRA), JSON).get(0);

        assertThat(read.content())
                .isEqualTo(new RoomNotification.TrackAdded(
                        "blue",
                        new RoomNotification.Publisher(Optional.of("p"), Optional.empty()),
                        new TrackInfo("t", TrackType.VIDEO, "{}")));
        EventIdentity event = read.event().orElseThrow();
        assertThat(event.eventId()).isEqualTo("e1");
        assertThat(event.occurredAt()).isEqualTo(Instant.parse("2025-11-25T00:00:00.123456Z"));
        assertThat(event.counts().orElseThrow().peers()).isEqualTo(3);
        assertThat(event.test()).isTrue();
    }

    @Test
    void readsABatchOfEphyrasJson() {
        String body = "{\"notificationBatch\":{\"notifications\":[{\"roomCreated\":{\"roomId\":\"a\"}},"
                + "{\"peerDisconnected\":{\"roomId\":\"a\",\"peerId\":\"p\"}}]}}";

        assertThat(contents(bytes(body), JSON)).hasSize(2);
    }

    @Test
    void namesAndEnumsOfALaterServerDoNoHarm() {
        String body = "{\"roomCreated\":{\"roomId\":\"a\",\"colour\":5},\"new\":{},\"trackAdded\":null}";
        String track = "{\"trackAdded\":{\"track\":{\"type\":\"TRACK_TYPE_SMELL\"}}}";

        assertThat(contents(bytes(body), JSON)).containsExactly(new RoomNotification.RoomCreated("a"));
        assertThat(((RoomNotification.TrackAdded) contents(bytes(track), JSON).get(0))
                        .track()
                        .type())
                .isEqualTo(TrackType.UNKNOWN);
        assertThat(contents(bytes("{}"), JSON)).containsExactly(new ServerNotification.Unknown(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "{\"notification\":5}",
                "{\"notification\":\"R\\u0006\"}",
                "{\"notification\":\"\",\"notificationBase64\":\"!\"}",
                "{\"roomCreated\":5}",
                "{\"roomCreated\":{\"roomId\":5}}",
                "{\"meta\":{\"roomSeq\":\"x\"}}",
                "{\"meta\":{\"counts\":{\"peers\":99999999999}}}",
                "{\"notificationBatch\":{\"notifications\":5}}",
                "{\"notificationBatch\":{\"notifications\":[null]}}"
            })
    void refusesWhatNoServerSends(String body) {
        assertThatThrownBy(() -> WebhookDecoder.decode(bytes(body), JSON))
                .isInstanceOf(MalformedWebhookException.class);
    }

    @Test
    void refusesOrReadsEveryTruncation() {
        for (int length = 1; length < EPHYRA.length(); length++) {
            byte[] cut = Arrays.copyOf(bytes(EPHYRA), length);
            assertThatThrownBy(() -> WebhookDecoder.decode(cut, NONE)).isInstanceOf(MalformedWebhookException.class);
        }
        byte[] whole = created("blue").toByteArray();
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> WebhookDecoder.decode(cut, NONE)).isInstanceOf(MalformedWebhookException.class);
        }
    }

    @Test
    void takesTheIdentityFromHeadersWhereTheBodyHasNone() {
        TreeMap<String, List<String>> headers = new TreeMap<>();
        headers.put("webhook-id", List.of("e1"));
        headers.put("x-fishjam-event-id", List.of("e1"));
        headers.put("x-fishjam-room-seq", List.of("5"));
        headers.put("x-fishjam-room-epoch", List.of("x"));
        headers.put("x-fishjam-prev-seq", List.of("2"));
        headers.put("x-fishjam-occurred-at", List.of("2026-11-25T07:45:02.684193Z"));
        headers.put("x-fishjam-reason", List.of("network_lost"));
        headers.put("x-fishjam-attempt", List.of("3"));
        headers.put("x-fishjam-gap", List.of("seq=3-4;reason=dead_letter"));

        ReceivedWebhook received =
                Webhooks.unverified().receive(created("a").toByteArray(), WebhookHeaders.of(headers));

        EventIdentity event = received.notifications().get(0).event().orElseThrow();
        assertThat(event.roomSeq()).isEqualTo(5);
        assertThat(event.prevSeq()).isEqualTo(2);
        assertThat(event.reason()).contains("network_lost");
        assertThat(event.occurredAt()).isEqualTo(Instant.parse("2026-11-25T07:45:02.684193Z"));
        assertThat(received.id()).contains("e1");
        assertThat(received.attempt()).isEqualTo(3);
        assertThat(received.gap()).contains(new WebhookGap(3, 4, "dead_letter"));
    }

    @Test
    void believesNoHeaderThatIsWrong() {
        TreeMap<String, List<String>> headers = new TreeMap<>();
        headers.put("webhook-id", List.of("e1"));
        headers.put("x-fishjam-event-id", List.of("e1"));
        headers.put("x-fishjam-room-seq", List.of("5-9"));
        headers.put("x-fishjam-attempt", List.of("-3"));
        headers.put("x-fishjam-gap", List.of("everything"));

        ReceivedWebhook received =
                Webhooks.unverified().receive(created("a").toByteArray(), WebhookHeaders.of(headers));

        assertThat(received.notifications().get(0).event()).isEmpty();
        assertThat(received.attempt()).isEqualTo(1);
        assertThat(received.gap()).isEmpty();
    }

    private static List<ServerNotification> contents(byte[] body, Optional<String> contentType) {
        return WebhookDecoder.decode(body, contentType).stream()
                .map(Notification::content)
                .toList();
    }

    private static ServerMessage created(String room) {
        return ServerMessage.newBuilder()
                .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId(room))
                .build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
