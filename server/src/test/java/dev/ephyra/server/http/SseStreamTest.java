package dev.ephyra.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.api.operator.EventLog;
import dev.ephyra.api.operator.EventQuery;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.server.events.EventHistory;
import dev.ephyra.server.events.EventWorld;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams and long polls over a real port and a real journal. */
@Timeout(20)
final class SseStreamTest {
    private static final String PATH = "/ephyra/v1/events";

    @TempDir
    Path folder;

    private EventWorld world;
    private EdgeFixture edge;

    @BeforeEach
    void open() throws Exception {
        world = new EventWorld(folder);
        EventHistory history = world.history();
        edge = new EdgeFixture(history.forRequests(), history.forStreams());
    }

    @AfterEach
    void close() throws Exception {
        edge.close();
        world.close();
    }

    private Socket stream(String query, String headers) throws IOException {
        Socket socket = edge.connect();
        String head = "GET " + PATH + query + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                + EdgeFixture.AUTHORIZATION + headers + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    @Test
    void bringsWhatHappensFromNowOn() throws Exception {
        world.create("before");

        try (Socket socket = stream("", "")) {
            String head = EdgeFixture.readUntil(socket, "retry: 2000\n\n");
            await(() -> world.history().waitingStreams(), 1);
            long seen = world.create("a");
            String first = EdgeFixture.readUntil(socket, "}}\n\n");

            assertThat(head)
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("content-type: text/event-stream", "cache-control: no-store")
                    .doesNotContain("access-control");
            assertThat(first)
                    .contains(
                            "id: " + world.cursor(seen).text() + "\nevent: roomCreated\ndata: {\"eventId\":",
                            "\"room\":\"a\"")
                    .doesNotContain("before");
        }
    }

    @Test
    void resumesAfterLastEventId() throws Exception {
        world.create("a");
        long seen = world.peerAdded("a");
        world.peerAdded("a");
        world.delete("a");

        try (Socket socket = stream(
                "?type=peerAdded,roomDeleted",
                "Last-Event-ID: " + world.cursor(seen).text() + "\r\n")) {
            String events = EdgeFixture.readUntil(socket, "\"reason\":\"room_deleted\"");

            assertThat(events)
                    .contains("id: " + world.cursor(seen + 1).text() + "\nevent: peerAdded\n")
                    .contains("id: " + world.cursor(seen + 2).text() + "\nevent: roomDeleted\n")
                    .doesNotContain("\"roomSeq\":2,");
        }
    }

    @Test
    void tellsOfForeignCursorAndGoesOnFromTheHead() throws Exception {
        world.create("a");
        String foreign = Cursor.of(new UUID(1, 2), 1).text();

        try (Socket socket = stream("", "Last-Event-ID: " + foreign + "\r\n")) {
            String gap = EdgeFixture.readUntil(socket, "}\n\n");
            world.peerAdded("a");
            String event = EdgeFixture.readUntil(socket, "}}\n\n");

            assertThat(gap)
                    .contains("event: gap\ndata: {\"recovered\":false,\"oldest\":\""
                            + world.cursor(0).text());
            assertThat(event).contains("event: peerAdded").doesNotContain("roomCreated");
        }
    }

    @Test
    void refusesStreamBeyondTheLimitAndGivesItsPlaceBack() throws Exception {
        try (Socket one = stream("", "");
                Socket other = stream("", "")) {
            EdgeFixture.readUntil(one, "retry");
            EdgeFixture.readUntil(other, "retry");
            try (Socket third = stream("", "Connection: close\r\n")) {
                assertThat(EdgeFixture.readAll(third))
                        .startsWith("HTTP/1.1 503")
                        .contains("retry-after: 5");
            }
        }
        await(() -> edge.streams.open(), 0);
        try (Socket again = stream("", "")) {
            assertThat(EdgeFixture.readUntil(again, "retry")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void endsStreamsWhenTheServerDrainsAndBringsWhatThereIsFirst() throws Exception {
        try (Socket socket = stream("?since=2020-01-01T00:00:00Z", "")) {
            EdgeFixture.readUntil(socket, "retry");
            world.create("a");
            world.delete("a");
            edge.streams.end();
            world.history().drain();

            // The last chunk of a chunked body (RFC 9112 section 7.1).
            assertThat(EdgeFixture.readUntil(socket, "\r\n0\r\n\r\n")).contains("event: roomDeleted");
        }
        try (Socket late = stream("", "Connection: close\r\n")) {
            assertThat(EdgeFixture.readAll(late)).startsWith("HTTP/1.1 503");
        }
    }

    @Test
    void refusesStreamWithoutToken() throws Exception {
        String answer = edge.exchange("GET " + PATH
                + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 401").contains("{\"errors\":\"Missing token\"}");
    }

    @Test
    void longPollAnswersWhenSomethingHappens() throws Exception {
        long head = world.create("a");
        String query = "?wait=60&room=b&after=" + world.cursor(head).text();

        try (Socket socket = edge.connect()) {
            String request = EdgeFixture.request("GET " + PATH + query, "", "");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            world.peerAdded("a");
            world.create("b");

            assertThat(EdgeFixture.readAll(socket))
                    .startsWith("HTTP/1.1 200")
                    .contains("\"type\":\"roomCreated\",\"room\":\"b\"")
                    .doesNotContain("\"room\":\"a\"");
        }
    }

    @Test
    void longPollOfClientThatWentIsGivenUp() throws Exception {
        long head = world.create("a");
        try (Socket socket = edge.connect()) {
            String line = "GET " + PATH + "?wait=60&after=" + world.cursor(head).text();
            socket.getOutputStream().write(EdgeFixture.request(line, "", "").getBytes(StandardCharsets.ISO_8859_1));
            await(() -> world.history().waitingPolls(), 1);
        }
        await(() -> world.history().waitingPolls(), 0);

        assertThat(world.history().waitingPolls()).isZero();
    }

    @Test
    void readsNoFurtherForClientThatDoesNotRead() throws Exception {
        EndlessLog log = new EndlessLog();
        EdgeFixture endless = new EdgeFixture(world.history().forRequests(), log);
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), endless.port()));
            String head = "GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                    + EdgeFixture.AUTHORIZATION + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            EdgeFixture.readUntil(socket, "retry");
            int seen = -1;
            // Each turn is a round trip through the one event loop, so that it has done what it could.
            for (int still = 0; still < 50; still = seen == log.pages.get() ? still + 1 : 0) {
                seen = log.pages.get();
                endless.exchange(EdgeFixture.request("GET /nothing", "", ""));
            }

            assertThat(seen)
                    .as("pages of 1 MiB: one, and what the kernel takes")
                    .isLessThan(10);
        } finally {
            endless.close();
        }
    }

    /** There is always another page, of 64 events of 16 KiB. */
    private static final class EndlessLog implements EventLog {
        private final AtomicInteger pages = new AtomicInteger();
        private final LoggedEvent event =
                new LoggedEvent(Cursor.of(new UUID(1, 2), 1), EventType.PEER_ADDED, "x".repeat(16 << 10));

        @Override
        public CompletionStage<Answer<Page>> page(
                EventQuery query, int max, long waitMillis, CompletionStage<Void> gone) {
            pages.incrementAndGet();
            Page page = new Page(
                    Collections.nCopies(64, event), event.cursor(), event.cursor(), true, Optional.empty(), true);
            return CompletableFuture.completedFuture(new Answer.Found<>(page));
        }

        @Override
        public CompletionStage<Answer<Page>> ofRoom(
                String room, Optional<UUID> epoch, Optional<Cursor> after, int max) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Answer<LoggedEvent>> find(UUID eventId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Answer<Range>> range(EventQuery.Start start, OptionalLong untilMicros) {
            throw new UnsupportedOperationException();
        }
    }

    private static void await(IntSupplier figure, int value) {
        while (figure.getAsInt() != value) {
            Thread.onSpinWait();
        }
    }
}
