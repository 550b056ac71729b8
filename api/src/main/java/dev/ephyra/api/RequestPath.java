package dev.ephyra.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The segments of a request's path, percent-decoded (RFC 3986 section 2.1). Empty segments are left out, so that
 * {@code //room/} is {@code /room}: the JavaScript SDK and Fishjam's dashboard send such paths.
 */
public record RequestPath(List<String> segments) {
    /** Reads a raw path; empty if an escape is broken or does not spell UTF-8. */
    public static Optional<RequestPath> parse(String raw) {
        List<String> segments = new ArrayList<>(6);
        int start = 0;
        while (start < raw.length()) {
            int slash = raw.indexOf('/', start);
            int end = slash < 0 ? raw.length() : slash;
            if (end > start) {
                Optional<String> segment = decode(raw.substring(start, end));
                if (segment.isEmpty()) {
                    return Optional.empty();
                }
                segments.add(segment.get());
            }
            start = end + 1;
        }
        return Optional.of(new RequestPath(segments));
    }

    private static Optional<String> decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return Optional.of(segment);
        }
        byte[] raw = segment.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                decoded.put(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            decoded.put((byte) ((high << 4) | low));
            i += 2;
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
