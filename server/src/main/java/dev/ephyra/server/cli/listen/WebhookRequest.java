package dev.ephyra.server.cli.listen;

import dev.ephyra.notify.body.Body;
import dev.ephyra.notify.body.ProtoJson;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.signature.SignatureHeaders;
import dev.ephyra.notify.signature.Signer;
import dev.ephyra.server.cli.client.ReceivedEvent;
import dev.ephyra.wire.delivery.EventMeta;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One notification as the POST that a server would make of it: the same body, the same headers. Immutable; made once for all
 * attempts, of which only the headers differ.
 *
 * @param body owned by this; nobody writes it
 */
record WebhookRequest(ReceivedEvent event, Body body, Instant firstAttempt) {
    static WebhookRequest of(ReceivedEvent event, BodyFormat format, Instant now) {
        Body body = switch (format) {
            case PROTOBUF -> new Body(event.notification().toByteArray(), Body.PROTOBUF);
            case JSON, FISHJAM_JSON -> new Body(ProtoJson.bytes(event.message()), Body.JSON);
        };
        return new WebhookRequest(event, body, now);
    }

    /** The headers of attempt {@code number}, counted from 1, which begins now. */
    Map<String, String> headers(int number, Signer signer, Instant now) {
        EventMeta meta = event.meta();
        SignatureHeaders signed = signer.sign(
                meta.getEventId(), now.getEpochSecond(), body.bytes(), ChronoUnit.MICROS.between(Instant.EPOCH, now));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", body.contentType());
        headers.put(SignatureHeaders.LEGACY, signed.legacy());
        headers.put(SignatureHeaders.ID, meta.getEventId());
        headers.put(SignatureHeaders.TIMESTAMP, Long.toString(now.getEpochSecond()));
        headers.put(SignatureHeaders.STANDARD, signed.standard());
        headers.put("x-fishjam-event-id", meta.getEventId());
        headers.put("x-fishjam-room-seq", Long.toUnsignedString(meta.getRoomSeq()));
        headers.put("x-fishjam-room-epoch", meta.getRoomEpoch());
        headers.put("x-fishjam-prev-seq", Long.toUnsignedString(meta.getPrevSeq()));
        headers.put("x-fishjam-attempt", Integer.toString(number));
        headers.put("x-fishjam-first-attempt-at", millis(firstAttempt));
        headers.put("x-fishjam-cursor", meta.getCursor());
        headers.put("x-fishjam-occurred-at", millis(Instant.EPOCH.plus(meta.getOccurredAtMicros(), ChronoUnit.MICROS)));
        if (!meta.getReason().isEmpty()) {
            headers.put("x-fishjam-reason", meta.getReason());
        }
        if (meta.getReplay()) {
            headers.put("x-fishjam-replay", "true");
        }
        if (meta.getTest()) {
            headers.put("x-fishjam-test", "true");
        }
        return headers;
    }

    /** RFC 3339 in UTC, always with milliseconds. */
    private static String millis(Instant time) {
        String text = time.truncatedTo(ChronoUnit.MILLIS).toString();
        return text.contains(".") ? text : text.replace("Z", ".000Z");
    }
}
