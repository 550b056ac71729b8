package dev.ephyra.component.rtsp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Cuts what a camera sends into messages and interleaved packets (RFC 2326 sections 4, 7 and 10.12). Sans-IO; owned by one
 * thread.
 */
final class RtspReader {
    /** Of the head of a message: 100 headers; cameras send ten. */
    static final int MAX_HEAD_BYTES = 16 * 1024;

    /** Of a body: a description has one or two kilobytes. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    private static final int INTERLEAVED = '$';
    private static final int INTERLEAVED_HEADER_BYTES = 4;
    private static final String VERSION = "RTSP/1.";

    private byte[] buffer = new byte[8 * 1024];
    private int start;
    private int end;

    /** Takes what came. */
    void append(byte[] bytes, int length) {
        if (buffer.length - end < length) {
            int kept = end - start;
            byte[] next = kept + length > buffer.length ? new byte[Integer.highestOneBit(kept + length) * 2] : buffer;
            System.arraycopy(buffer, start, next, 0, kept);
            buffer = next;
            start = 0;
            end = kept;
        }
        System.arraycopy(bytes, 0, buffer, end, length);
        end += length;
    }

    /**
     * The next whole message, if it is there; to be asked until it is empty.
     *
     * @throws MalformedRtsp if what came is none; nothing can be read any more
     */
    Optional<RtspMessage> next() throws MalformedRtsp {
        while (start < end && (buffer[start] == '\r' || buffer[start] == '\n')) {
            start++;
        }
        if (start == end) {
            return Optional.empty();
        }
        return buffer[start] == INTERLEAVED ? interleaved() : message();
    }

    private Optional<RtspMessage> interleaved() {
        if (end - start < INTERLEAVED_HEADER_BYTES) {
            return Optional.empty();
        }
        int length = ((buffer[start + 2] & 0xff) << 8) | (buffer[start + 3] & 0xff);
        if (end - start < INTERLEAVED_HEADER_BYTES + length) {
            return Optional.empty();
        }
        int channel = buffer[start + 1] & 0xff;
        int from = start + INTERLEAVED_HEADER_BYTES;
        start = from + length;
        return Optional.of(new RtspMessage.Interleaved(channel, Arrays.copyOfRange(buffer, from, start)));
    }

    private Optional<RtspMessage> message() throws MalformedRtsp {
        int headEnd = headEnd();
        if (headEnd < 0) {
            if (end - start > MAX_HEAD_BYTES) {
                throw new MalformedRtsp("the head of a message has more than " + MAX_HEAD_BYTES + " bytes");
            }
            return Optional.empty();
        }
        String head = new String(buffer, start, headEnd - start, StandardCharsets.UTF_8);
        List<String> lines = head.lines().toList();
        Map<String, List<String>> headers = headers(lines);
        int bodyLength = bodyLength(headers);
        int bodyStart = headEnd;
        if (end - bodyStart < bodyLength) {
            return Optional.empty();
        }
        byte[] body = Arrays.copyOfRange(buffer, bodyStart, bodyStart + bodyLength);
        start = bodyStart + bodyLength;
        return Optional.of(message(lines.getFirst(), headers, body));
    }

    /** Behind the empty line, or -1; lines end as they like. */
    private int headEnd() {
        int last = Math.min(end, start + MAX_HEAD_BYTES);
        for (int i = start; i < last; i++) {
            if (buffer[i] != '\n') {
                continue;
            }
            if (i + 1 < last && buffer[i + 1] == '\n') {
                return i + 2;
            }
            if (i + 2 < last && buffer[i + 1] == '\r' && buffer[i + 2] == '\n') {
                return i + 3;
            }
        }
        return -1;
    }

    private static Map<String, List<String>> headers(List<String> lines) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            // What has no colon is no header; cameras get by with worse.
            if (colon > 0) {
                headers.computeIfAbsent(
                                line.substring(0, colon).strip().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static int bodyLength(Map<String, List<String>> headers) throws MalformedRtsp {
        List<String> given = headers.getOrDefault("content-length", List.of("0"));
        int length;
        try {
            length = Integer.parseInt(given.getFirst());
        } catch (NumberFormatException _) {
            throw new MalformedRtsp("a Content-Length is no number");
        }
        if (length < 0 || length > MAX_BODY_BYTES) {
            throw new MalformedRtsp("a body has more than " + MAX_BODY_BYTES + " bytes");
        }
        return length;
    }

    private static RtspMessage message(String first, Map<String, List<String>> headers, byte[] body)
            throws MalformedRtsp {
        String[] words = first.split(" ", 3);
        if (words.length >= 2 && words[0].startsWith(VERSION)) {
            try {
                return new RtspMessage.Response(
                        Integer.parseInt(words[1]), words.length > 2 ? words[2] : "", headers, body);
            } catch (NumberFormatException _) {
                throw new MalformedRtsp("a status is no number");
            }
        }
        if (words.length == 3 && words[2].startsWith(VERSION)) {
            return new RtspMessage.Request(words[0], headers);
        }
        throw new MalformedRtsp("what came is no RTSP");
    }
}
