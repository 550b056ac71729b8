package dev.ephyra.server.webhook;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.body.BatchId;
import dev.ephyra.notify.body.Body;
import dev.ephyra.notify.body.EventHeaders;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.Gap;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.Rfc3339;
import dev.ephyra.notify.signature.SignatureHeaders;
import dev.ephyra.notify.signature.Signer;
import dev.ephyra.server.Version;
import dev.ephyra.server.webhook.OutgoingPost.Header;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The headers of one POST: who says what, which event it is, and that it is us. Pure. */
final class PostHeaders {
    private static final CharSequence USER_AGENT = HttpHeaders.createOptimized("Ephyra/" + Version.NUMBER);
    private static final CharSequence PROTOBUF = HttpHeaders.createOptimized(Body.PROTOBUF);
    private static final CharSequence WEBHOOK_ID = HttpHeaders.createOptimized(SignatureHeaders.ID);
    private static final CharSequence WEBHOOK_TIMESTAMP = HttpHeaders.createOptimized(SignatureHeaders.TIMESTAMP);
    private static final CharSequence WEBHOOK_SIGNATURE = HttpHeaders.createOptimized(SignatureHeaders.STANDARD);
    private static final CharSequence LEGACY_SIGNATURE = HttpHeaders.createOptimized(SignatureHeaders.LEGACY);
    private static final CharSequence EVENT_ID = HttpHeaders.createOptimized(EventHeaders.EVENT_ID);
    private static final CharSequence ROOM_SEQ = HttpHeaders.createOptimized(EventHeaders.ROOM_SEQ);
    private static final CharSequence ROOM_EPOCH = HttpHeaders.createOptimized(EventHeaders.ROOM_EPOCH);
    private static final CharSequence PREV_SEQ = HttpHeaders.createOptimized(EventHeaders.PREV_SEQ);
    private static final CharSequence ATTEMPT = HttpHeaders.createOptimized(EventHeaders.ATTEMPT);
    private static final CharSequence FIRST_ATTEMPT_AT = HttpHeaders.createOptimized(EventHeaders.FIRST_ATTEMPT_AT);
    private static final CharSequence CURSOR = HttpHeaders.createOptimized(EventHeaders.CURSOR);
    private static final CharSequence OCCURRED_AT = HttpHeaders.createOptimized(EventHeaders.OCCURRED_AT);
    private static final CharSequence REASON = HttpHeaders.createOptimized(EventHeaders.REASON);
    private static final CharSequence GAP = HttpHeaders.createOptimized(EventHeaders.GAP);
    private static final CharSequence REPLAY = HttpHeaders.createOptimized(EventHeaders.REPLAY);
    private static final CharSequence TEST = HttpHeaders.createOptimized(EventHeaders.TEST);
    private static final CharSequence YES = HttpHeaders.createOptimized("true");

    private PostHeaders() {}

    /**
     * What is sent.
     *
     * @param members one, or those of a batch
     * @param attempt from 1
     * @param replay whether somebody asked for it again
     */
    record Letter(
            Endpoint endpoint, List<Item> members, int attempt, long firstAttemptMicros, Gap gap, boolean replay) {}

    /** Each has its place here, so that nothing of an endpoint's own can stand for one of ours. */
    static List<Header> of(Letter letter, Body body, Optional<Signer> signer, UUID logEpoch, long nowMicros) {
        List<Header> headers = new ArrayList<>(20);
        letter.endpoint().headers().forEach((name, value) -> headers.add(new Header(name, value)));
        headers.add(new Header(HttpHeaders.USER_AGENT, USER_AGENT));
        boolean protobuf = body.contentType().equals(Body.PROTOBUF);
        headers.add(new Header(HttpHeaders.CONTENT_TYPE, protobuf ? PROTOBUF : body.contentType()));
        String webhookId = webhookId(letter);
        sign(headers, webhookId, body, signer, nowMicros);
        identify(headers, letter, logEpoch);
        headers.add(new Header(ATTEMPT, Integer.toString(letter.attempt())));
        headers.add(new Header(FIRST_ATTEMPT_AT, Rfc3339.millis(letter.firstAttemptMicros())));
        if (!letter.gap().isNone()) {
            headers.add(new Header(GAP, letter.gap().header()));
        }
        if (letter.replay()) {
            headers.add(new Header(REPLAY, YES));
        }
        return headers;
    }

    private static String webhookId(Letter letter) {
        JournalRecord first = letter.members().getFirst().record();
        JournalRecord last = letter.members().getLast().record();
        UUID id = letter.members().size() == 1
                ? first.eventId()
                : BatchId.of(letter.endpoint().id(), first, last);
        return id.toString();
    }

    private static void sign(
            List<Header> headers, String webhookId, Body body, Optional<Signer> signer, long nowMicros) {
        long timestampSeconds = TimeUnit.MICROSECONDS.toSeconds(nowMicros);
        headers.add(new Header(WEBHOOK_ID, webhookId));
        headers.add(new Header(WEBHOOK_TIMESTAMP, Long.toString(timestampSeconds)));
        if (signer.isPresent()) {
            SignatureHeaders signed = signer.get().sign(webhookId, timestampSeconds, body.bytes(), nowMicros);
            headers.add(new Header(LEGACY_SIGNATURE, signed.legacy()));
            headers.add(new Header(WEBHOOK_SIGNATURE, signed.standard()));
        }
    }

    private static void identify(List<Header> headers, Letter letter, UUID logEpoch) {
        Item first = letter.members().getFirst();
        Item last = letter.members().getLast();
        long firstSeq = first.record().roomSeq();
        if (letter.members().size() == 1) {
            headers.add(new Header(EVENT_ID, first.record().eventId().toString()));
            headers.add(new Header(ROOM_SEQ, Long.toString(firstSeq)));
            if (!first.facts().reason().isEmpty()) {
                headers.add(new Header(REASON, first.facts().reason()));
            }
        } else {
            headers.add(new Header(ROOM_SEQ, firstSeq + "-" + last.record().roomSeq()));
        }
        headers.add(new Header(ROOM_EPOCH, first.record().roomEpoch().toString()));
        headers.add(new Header(PREV_SEQ, Long.toString(first.prevSeq())));
        headers.add(
                new Header(CURSOR, Cursor.of(logEpoch, last.record().offset()).text()));
        headers.add(new Header(OCCURRED_AT, Rfc3339.micros(first.record().occurredAtMicros())));
        if (first.facts().context().test()) {
            headers.add(new Header(TEST, YES));
        }
    }
}
