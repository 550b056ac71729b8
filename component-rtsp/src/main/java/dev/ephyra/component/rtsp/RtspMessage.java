package dev.ephyra.component.rtsp;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What comes over an RTSP connection. */
sealed interface RtspMessage {
    /**
     * An answer (RFC 2326 section 7).
     *
     * @param headers by names in lower case; several of one name in order
     */
    record Response(int status, String reason, Map<String, List<String>> headers, byte[] body) implements RtspMessage {
        /** The first header of a name, which is in lower case. */
        Optional<String> header(String name) {
            return headers.getOrDefault(name, List.of()).stream().findFirst();
        }

        /** All headers of a name, which is in lower case. */
        List<String> all(String name) {
            return headers.getOrDefault(name, List.of());
        }
    }

    /** A request of the server's own, which cameras send seldom. */
    record Request(String method, Map<String, List<String>> headers) implements RtspMessage {}

    /** A packet between messages (RFC 2326 section 10.12). */
    record Interleaved(int channel, byte[] packet) implements RtspMessage {}
}
