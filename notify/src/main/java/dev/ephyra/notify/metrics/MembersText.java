package dev.ephyra.notify.metrics;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Members of one JSON object while they are written, without its braces. Owned by whoever writes. */
final class MembersText {
    /** One decimal: as exact as a second of counting is. */
    private static final long RATE_PARTS = 10;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final JsonStringEncoder JSON = JsonStringEncoder.getInstance();

    private final StringBuilder text = new StringBuilder();

    /** A name as it stands before a member's colon. */
    static byte[] name(String name) {
        StringBuilder quoted = new StringBuilder();
        quote(name, quoted);
        return quoted.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void quote(String value, StringBuilder to) {
        to.append('"');
        JSON.quoteAsString(value, to);
        to.append('"');
    }

    private StringBuilder member(String name) {
        if (!text.isEmpty()) {
            text.append(',');
        }
        quote(name, text);
        return text.append(':');
    }

    /** A value that is JSON already. */
    void json(String name, String json) {
        member(name).append(json);
    }

    /** All of another object. */
    void all(MembersText members) {
        text.append(text.isEmpty() || members.isEmpty() ? "" : ",").append(members.text);
    }

    void object(String name, MembersText members) {
        member(name).append('{').append(members.text).append('}');
    }

    void text(Measure measure, String value) {
        member(measure.key());
        quote(value, text);
    }

    /** The numbers and short texts of {@code now}, and how fast counts have grown in {@code elapsedNanos}. */
    void measured(Measured now, Measured before, long elapsedNanos) {
        for (Map.Entry<Measure, String> told : now.texts().entrySet()) {
            if (told.getKey().kind() != Measure.Kind.DESCRIPTION) {
                text(told.getKey(), told.getValue());
            }
        }
        for (Map.Entry<Measure, Long> counted : now.numbers().entrySet()) {
            Measure measure = counted.getKey();
            member(measure.key()).append(counted.getValue().longValue());
            if (elapsedNanos > 0 && measure.kind() == Measure.Kind.RATED) {
                double seconds = elapsedNanos / NANOS_PER_SECOND;
                decimal(measure.key() + "-per-second", growth(measure, now, before) / seconds);
            }
        }
    }

    /** A track that began anew under its label counts from 0. */
    static long growth(Measure measure, Measured now, Measured before) {
        long count = now.number(measure);
        long earlier = before.number(measure);
        return count < earlier ? count : count - earlier;
    }

    /** @param value at least 0 */
    void decimal(String name, double value) {
        long parts = Math.round(value * RATE_PARTS);
        member(name).append(parts / RATE_PARTS).append('.').append(parts % RATE_PARTS);
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** In bytes. */
    int length() {
        return utf8Bytes(text);
    }

    /** In UTF-8; half of a surrogate pair becomes a question mark. */
    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static int utf8Bytes(CharSequence value) {
        int bytes = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            // Each half of a surrogate pair counts 2, together 4.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
