package dev.ephyra.server.http;

import dev.ephyra.api.operator.EventLog;
import dev.ephyra.api.operator.EventLog.Answer;
import dev.ephyra.api.operator.EventLog.Page;
import dev.ephyra.api.operator.EventQuery;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of Server-Sent Events. Reads a page, writes it, and reads the next one when the connection has room: a slow
 * client holds up nobody and fills no memory. Owned by the event loop of its connection.
 */
final class SseStream {
    /** Events of 700 B each are 45 KB, which is about what a connection may have unsent. */
    private static final int PAGE_EVENTS = 64;
    /** Below the 30 s or so after which proxies take a silent connection for dead. */
    static final long HEARTBEAT_MILLIS = 15_000;
    /** Unsent bytes up to which the next page is read. With that page, which is about as large, a client holds 128 KiB. */
    static final int MAX_UNSENT_BYTES = 64 << 10;
    /** Progress is seen in steps of this, so a client of 2 KB/s is slow and not stalled. */
    static final int SLICE_BYTES = 16 << 10;
    /** Without any progress for so long it is given up. */
    static final long STALL_MILLIS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(SseStream.class);

    private final EventLog log;
    private final StreamCount count;
    private final HttpTraffic traffic;
    private final Context loop;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Runnable ended;
    private EventQuery query;
    private CompletableFuture<Void> gone = new CompletableFuture<>();
    private long unsentBytes;
    private boolean waits;
    private long stallTimer;
    private boolean over;

    /** @param ended called when the response is complete and its connection may bring the next request */
    SseStream(
            EventLog log,
            EventQuery query,
            StreamCount count,
            HttpTraffic traffic,
            Context loop,
            HttpServerRequest request,
            Runnable ended) {
        this.log = log;
        this.query = query;
        this.count = count;
        this.traffic = traffic;
        this.loop = loop;
        this.request = request;
        this.response = request.response();
        this.ended = ended;
    }

    /** Begins, with a place in {@code count} that it gives back. */
    void start() {
        response.closeHandler(nothing -> release());
        if (response.closed()) {
            release();
            return;
        }
        response.setStatusCode(200).setChunked(true);
        response.putHeader("content-type", "text/event-stream");
        response.putHeader("cache-control", "no-store");
        // Some proxies collect answers before they pass them on, unless told.
        response.putHeader("x-accel-buffering", "no");
        traffic.received(request);
        traffic.sent(response, 0);
        write("retry: 2000\n\n");
        next();
    }

    private void next() {
        // A page that was read before the server began to end says nothing of what happened meanwhile.
        boolean last = count.isEnding();
        gone = new CompletableFuture<>();
        var _ = log.page(query, PAGE_EVENTS, HEARTBEAT_MILLIS, gone).handle((answer, failure) -> {
            loop.runOnContext(nothing -> took(answer, failure, last));
            return null;
        });
    }

    private void took(@Nullable Answer<Page> answer, @Nullable Throwable failure, boolean last) {
        if (over) {
            return;
        }
        if (answer instanceof Answer.Found<Page>(Page page)) {
            write(ServerSentEvents.of(page));
            query = query.after(page.next());
            boolean nothing = page.events().isEmpty() && !page.more();
            if (last && nothing) {
                end();
            } else {
                whenThereIsRoom();
            }
        } else {
            // The client comes back with the last id that it saw.
            LOG.warn("A stream of events ends early: {}", failure == null ? answer : failure.toString());
            end();
        }
    }

    private void whenThereIsRoom() {
        if (unsentBytes < MAX_UNSENT_BYTES) {
            next();
        } else {
            waits = true;
            armStall();
        }
    }

    private void armStall() {
        stallTimer = loop.owner()
                .setTimer(STALL_MILLIS, timer -> request.connection().close());
    }

    /** In slices, for what is written at once is reported as sent at once. */
    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        traffic.sentBody(bytes.length);
        for (int from = 0; from < bytes.length; from += SLICE_BYTES) {
            int size = Math.min(SLICE_BYTES, bytes.length - from);
            unsentBytes += size;
            var _ = response.write(Buffer.buffer(size).appendBytes(bytes, from, size))
                    .onComplete(sent -> left(size));
        }
    }

    /** The socket took {@code bytes}, or never will. */
    private void left(int bytes) {
        unsentBytes -= bytes;
        if (!waits || over) {
            return;
        }
        loop.owner().cancelTimer(stallTimer);
        if (unsentBytes < MAX_UNSENT_BYTES) {
            waits = false;
            next();
        } else {
            armStall();
        }
    }

    private void end() {
        release();
        var _ = response.end();
        ended.run();
    }

    private void release() {
        if (!over) {
            over = true;
            loop.owner().cancelTimer(stallTimer);
            count.remove();
            gone.complete(null);
        }
    }
}
