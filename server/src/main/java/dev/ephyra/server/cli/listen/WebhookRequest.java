package dev.ephyra.server.cli.listen;

import dev.ephyra.notify.body.Body;
import dev.ephyra.notify.body.EventHeaders;
import dev.ephyra.notify.body.ProtoJson;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.lane.Gap;
import dev.ephyra.notify.record.Rfc3339;
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
record WebhookRequest(ReceivedEvent event, Gap gap, Body body, Instant firstAttempt) {
    static WebhookRequest of(ForwardedRooms.Next next, BodyFormat format, Instant now) {
        ReceivedEvent event = next.event();
        Body body = switch (format) {
            case PROTOBUF -> new Body(event.notification().toByteArray(), Body.PROTOBUF);
            case JSON, FISHJAM_JSON -> new Body(ProtoJson.bytes(event.message()), Body.JSON);
        };
        return new WebhookRequest(event, next.gap(), body, now);
    }

    /** The headers of attempt {@code number}, counted from 1, which begins now. */
    Map<String, String> headers(int number, Signer signer, Instant now) {
        EventMeta meta = event.meta();
        SignatureHeaders signed = signer.sign(meta.getEventId(), now.getEpochSecond(), body.bytes(), micros(now));
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", body.contentType());
        headers.put(SignatureHeaders.LEGACY, signed.legacy());
        headers.put(SignatureHeaders.ID, meta.getEventId());
        headers.put(SignatureHeaders.TIMESTAMP, Long.toString(now.getEpochSecond()));
        headers.put(SignatureHeaders.STANDARD, signed.standard());
        headers.put(EventHeaders.EVENT_ID, meta.getEventId());
        headers.put(EventHeaders.ROOM_SEQ, Long.toUnsignedString(meta.getRoomSeq()));
        headers.put(EventHeaders.ROOM_EPOCH, meta.getRoomEpoch());
        headers.put(EventHeaders.PREV_SEQ, Long.toUnsignedString(meta.getPrevSeq()));
        headers.put(EventHeaders.ATTEMPT, Integer.toString(number));
        headers.put(EventHeaders.FIRST_ATTEMPT_AT, Rfc3339.millis(micros(firstAttempt)));
        headers.put(EventHeaders.CURSOR, meta.getCursor());
        headers.put(EventHeaders.OCCURRED_AT, Rfc3339.micros(meta.getOccurredAtMicros()));
        if (!gap.isNone()) {
            headers.put(EventHeaders.GAP, gap.header());
        }
        if (!meta.getReason().isEmpty()) {
            headers.put(EventHeaders.REASON, meta.getReason());
        }
        if (meta.getReplay()) {
            headers.put(EventHeaders.REPLAY, "true");
        }
        if (meta.getTest()) {
            headers.put(EventHeaders.TEST, "true");
        }
        return headers;
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }
}
