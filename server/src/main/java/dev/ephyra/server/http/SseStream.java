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
    /** Half of 64 KiB in 10 s is 3 KB/s, below any link that is one. */
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
        if (!response.writeQueueFull()) {
            next();
            return;
        }
        long stalled = loop.owner()
                .setTimer(STALL_MILLIS, timer -> request.connection().close());
        response.drainHandler(nothing -> {
            loop.owner().cancelTimer(stalled);
            if (!over) {
                next();
            }
        });
    }

    private void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        traffic.sentBody(bytes.length);
        var _ = response.write(Buffer.buffer(bytes));
    }

    private void end() {
        release();
        var _ = response.end();
        ended.run();
    }

    private void release() {
        if (!over) {
            over = true;
            count.remove();
            gone.complete(null);
        }
    }
}
