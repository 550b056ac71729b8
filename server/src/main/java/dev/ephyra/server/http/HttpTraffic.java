package dev.ephyra.server.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Bytes of HTTP requests and answers since the start, WebSocket frames left out, as Fishjam counts them: bodies as they are,
 * heads as they would be written without what the library adds. Thread-safe.
 */
public final class HttpTraffic {
    /** {@code "GET " + path + " HTTP/1.1\r\n"} without the path, and the empty line behind the head. */
    private static final int REQUEST_LINE_BYTES = 17;
    /** {@code "HTTP/1.1 200 OK\r\n"} and the empty line. */
    private static final int STATUS_LINE_BYTES = 19;
    /** {@code ": "} and {@code "\r\n"}. */
    private static final int HEADER_BYTES = 4;

    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    void received(HttpServerRequest request) {
        received.add(REQUEST_LINE_BYTES + request.uri().length() + headers(request.headers()) + request.bytesRead());
    }

    void sent(HttpServerResponse response, int bodyBytes) {
        sent.add(STATUS_LINE_BYTES + headers(response.headers()) + bodyBytes);
    }

    /** A part of a body that is written bit by bit. */
    void sentBody(int bytes) {
        sent.add(bytes);
    }

    private static long headers(MultiMap headers) {
        long bytes = 0;
        for (Map.Entry<String, String> header : headers) {
            bytes += header.getKey().length() + header.getValue().length() + HEADER_BYTES;
        }
        return bytes;
    }

    public long receivedBytes() {
        return received.sum();
    }

    public long sentBytes() {
        return sent.sum();
    }
}
