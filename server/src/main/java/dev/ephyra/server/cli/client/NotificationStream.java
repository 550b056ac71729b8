package dev.ephyra.server.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventFilter;
import dev.ephyra.wire.delivery.EventsExpired;
import dev.ephyra.wire.delivery.MissingRange;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The notifications of a server in their order, over an outgoing socket, across lost connections and restarts: each new
 * connection resumes after the last event that was handled, which is the one before the {@link #next} that is under way.
 * Owned by the thread of the command.
 */
public final class NotificationStream implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    /** The server pings every 30 s. */
    private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(90);

    private static final long FIRST_PAUSE_MILLIS = 250;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;

    private final ServerLocation location;
    private final EventFilter filter;
    private final HttpClient http;
    private final ArrayDeque<Received> ready = new ArrayDeque<>(2);
    private Optional<String> cursor;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private @Nullable Connection connection;

    private record Connection(WebSocket socket, SocketFeed feed) {}

    /** @param after where to start; empty for now on */
    public NotificationStream(ApiClient api, EventFilter filter, Optional<String> after) {
        this.location = api.location();
        this.http = api.http();
        this.filter = filter;
        this.cursor = after;
    }

    /** Connects for the first time. What fails now will not get better by itself. */
    public void open() throws ClientFailure, InterruptedException {
        try {
            connect();
        } catch (IOException unreachable) {
            throw ApiClient.unreachable(location, unreachable);
        }
    }

    /** Where to resume: after everything that was handled. Empty before {@link #open}, unless it was given. */
    public Optional<String> cursor() {
        return cursor;
    }

    /** Waits for what comes next; the event before counts as handled from now on. */
    public Received next() throws ClientFailure, InterruptedException {
        while (true) {
            Received waiting = ready.poll();
            if (waiting != null) {
                return waiting;
            }
            Connection current = connection;
            if (current == null) {
                reconnect();
            } else {
                receive(current);
            }
        }
    }

    private void receive(Connection current) throws ClientFailure, InterruptedException {
        switch (current.feed().take(current.socket(), SILENCE_TIMEOUT)) {
            case SocketFeed.Frame.Binary(byte[] bytes) -> notified(bytes);
            case SocketFeed.Frame.Closed(int code, String reason) -> {
                SocketEndings.refuseIfFinal(location, code, reason);
                lost(SocketEndings.text(code, reason));
            }
            case SocketFeed.Frame.Broken(String why) -> lost(why);
        }
    }

    private void notified(byte[] bytes) {
        try {
            ReceivedEvent event = ReceivedEvent.of(bytes);
            if (event.message().hasMeta()) {
                arrived(event.meta().getCursor(), new Received.Notified(event));
            } else if (event.message().hasEventsExpired()) {
                // Without the field it is no event of the journal but what stands in place of some.
                EventsExpired range = event.message().getEventsExpired();
                String why = range.getCause().equals("log_corruption") ? "cannot be read" : "are not kept any more";
                arrived(
                        range.getToCursor(),
                        new Received.Missing("Events from cursor " + range.getFromCursor() + " to "
                                + range.getToCursor() + " " + why));
            }
        } catch (InvalidProtocolBufferException malformed) {
            lost("the server sent no ServerMessage: " + malformed.getMessage());
        }
    }

    private void arrived(String place, Received received) {
        cursor = Optional.of(place);
        pauseMillis = FIRST_PAUSE_MILLIS;
        ready.add(received);
    }

    private void lost(String why) {
        Connection current = connection;
        if (current != null) {
            current.socket().abort();
        }
        connection = null;
        ready.add(new Received.Lost(why, pauseMillis));
    }

    private void reconnect() throws ClientFailure, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, 2 * pauseMillis);
        try {
            ready.add(new Received.Resumed());
            connect();
        } catch (IOException unreachable) {
            ready.clear();
            lost(String.valueOf(ApiClient.unreachable(location, unreachable).getMessage()));
        }
    }

    private void connect() throws IOException, ClientFailure, InterruptedException {
        SocketFeed feed = new SocketFeed();
        WebSocket socket =
                await(http.newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT).buildAsync(location.socket(), feed));
        try {
            send(
                    socket,
                    ServerMessage.newBuilder()
                            .setAuthRequest(
                                    ServerMessage.AuthRequest.newBuilder().setToken(location.token())));
            if (!answer(socket, feed).hasAuthenticated()) {
                throw new IOException("it did not say that the token is right");
            }
            send(socket, ServerMessage.newBuilder().setSubscribeRequest(subscription()));
            ServerMessage answer = answer(socket, feed);
            if (!answer.hasSubscribeResponse()) {
                throw new IOException("it did not answer the subscription");
            }
            subscribed(answer.getSubscribeResponse());
            connection = new Connection(socket, feed);
        } finally {
            if (connection == null) {
                socket.abort();
            }
        }
    }

    private ServerMessage.SubscribeRequest.Builder subscription() {
        ServerMessage.SubscribeRequest.Builder request = ServerMessage.SubscribeRequest.newBuilder()
                .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION)
                .setFilter(filter)
                .setMeta(true);
        cursor.ifPresent(request::setResumeCursor);
        return request;
    }

    private void subscribed(ServerMessage.SubscribeResponse answer) throws ClientFailure {
        if (answer.getCursor().isEmpty()) {
            throw new ClientFailure(
                    ClientFailure.Kind.FAILED,
                    "The server at " + location
                            + " knows no resumable subscriptions; it must be an Ephyra from 0.2 on");
        }
        if (cursor.isPresent() && !answer.getRecovered()) {
            ready.clear();
            ready.add(new Received.Missing(missing(answer.getMissing())));
        }
        cursor = Optional.of(answer.getCursor());
    }

    private static String missing(MissingRange range) {
        String many = range.getRecords() == 0 ? "Events" : "Up to " + range.getRecords() + " events";
        return many + " since the place to resume at are not kept any more, or it is a place of another log";
    }

    private static void send(WebSocket socket, ServerMessage.Builder message) throws IOException, InterruptedException {
        await(socket.sendBinary(ByteBuffer.wrap(message.build().toByteArray()), true));
    }

    private ServerMessage answer(WebSocket socket, SocketFeed feed)
            throws IOException, ClientFailure, InterruptedException {
        return switch (feed.take(socket, ANSWER_TIMEOUT)) {
            case SocketFeed.Frame.Binary(byte[] bytes) -> ServerMessage.parseFrom(bytes);
            case SocketFeed.Frame.Closed(int code, String reason) -> {
                SocketEndings.refuseIfFinal(location, code, reason);
                throw new IOException(SocketEndings.text(code, reason));
            }
            case SocketFeed.Frame.Broken(String why) -> throw new IOException(why);
        };
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new IOException("no answer within " + ANSWER_TIMEOUT.toSeconds() + " s", late);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof WebSocketHandshakeException refused) {
                int status = refused.getResponse().statusCode();
                throw new IOException("it answered " + status + " to the opening of the socket", refused);
            }
            if (failed.getCause() instanceof IOException broken) {
                throw broken;
            }
            throw new IOException(failed.getCause());
        }
    }

    @Override
    public void close() {
        Connection current = connection;
        if (current != null) {
            // Uninterruptible: the user who asked for the end must not make it look like a broken connection.
            current.socket()
                    .sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .completeOnTimeout(current.socket(), 1, TimeUnit.SECONDS)
                    .exceptionally(_ -> current.socket())
                    .join();
        }
        connection = null;
    }
}
