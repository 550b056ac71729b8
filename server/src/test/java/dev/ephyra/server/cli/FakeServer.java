package dev.ephyra.server.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.EventsExpired;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A server that answers REST as it is told and hands out notifications over a socket, resuming as a real one would. Its
 * state is changed under its lock, by the test's thread and by the event loop.
 */
final class FakeServer implements AutoCloseable {
    static final String TOKEN = "secret";
    static final UUID LOG = new UUID(1, 2);
    private static final UUID EPOCH = new UUID(3, 4);

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer http;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<byte[]> notifications = new CopyOnWriteArrayList<>();
    private final List<ServerMessage.SubscribeRequest> subscriptions = new CopyOnWriteArrayList<>();
    private final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    private final CountDownLatch subscribed = new CountDownLatch(1);
    private volatile boolean recovers = true;

    record Asked(String method, String uri, String authorization, String body) {}

    private record Answer(int status, String json) {}

    FakeServer() {
        http = vertx.createHttpServer()
                .webSocketHandler(this::open)
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .await();
    }

    int port() {
        return http.actualPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** From now on {@code method uri} is answered so. */
    void answers(String methodAndUri, int status, String json) {
        answers.put(methodAndUri, new Answer(status, json));
    }

    List<Asked> asked() {
        return List.copyOf(asked);
    }

    List<ServerMessage.SubscribeRequest> subscriptions() {
        return List.copyOf(subscriptions);
    }

    /** Waits until somebody has subscribed. */
    void awaitSubscription() throws InterruptedException {
        if (!subscribed.await(30, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody subscribed");
        }
    }

    /** From now on nothing is recovered. */
    void forgets() {
        recovers = false;
    }

    /** The cursor after so many notifications. */
    static String cursor(long offset) {
        return Cursor.of(LOG, offset).text();
    }

    /** Adds a notification, its meta behind the frozen bytes, and sends it to who is connected. */
    synchronized void notifies(ServerMessage content) {
        byte[] frame = frame(content, notifications.size() + 1L);
        notifications.add(frame);
        sockets.forEach(socket -> socket.writeBinaryMessage(Buffer.buffer(frame)));
    }

    /** Says, in the place of the next notification, that it cannot be read. */
    synchronized void loses() {
        String place = cursor(notifications.size() + 1L);
        byte[] frame = ServerMessage.newBuilder()
                .setEventsExpired(EventsExpired.newBuilder()
                        .setFromCursor(place)
                        .setToCursor(place)
                        .setCause("log_corruption"))
                .build()
                .toByteArray();
        notifications.add(frame);
        sockets.forEach(socket -> socket.writeBinaryMessage(Buffer.buffer(frame)));
    }

    /** As the socket sends it: field 1000 behind the frozen bytes. */
    static byte[] frame(ServerMessage content, long offset) {
        EventMeta meta = EventMeta.newBuilder()
                .setEventId(new UUID(7, offset).toString())
                .setRoomSeq(offset)
                .setRoomEpoch(EPOCH.toString())
                .setPrevSeq(offset - 1)
                .setCursor(cursor(offset))
                .setOccurredAtMicros(1_000_000L * offset)
                .build();
        byte[] field = ServerMessage.newBuilder().setMeta(meta).build().toByteArray();
        return Buffer.buffer(content.toByteArray()).appendBytes(field).getBytes();
    }

    static ServerMessage connected(String room, String peer) {
        return ServerMessage.newBuilder()
                .setPeerConnected(
                        ServerMessage.PeerConnected.newBuilder().setRoomId(room).setPeerId(peer))
                .build();
    }

    /** Closes every connection, as {@code 1001} when it stops. */
    synchronized void hangsUp(int code, String reason) {
        List<ServerWebSocket> open = new ArrayList<>(sockets);
        sockets.clear();
        open.forEach(socket -> socket.close((short) code, reason));
    }

    private void answer(HttpServerRequest request) {
        request.bodyHandler(body -> {
            asked.add(new Asked(
                    request.method().name(),
                    request.uri(),
                    Optional.ofNullable(request.getHeader("authorization")).orElse(""),
                    body.toString()));
            String key = request.method() + " " + request.uri();
            Answer answer = answers.getOrDefault(key, new Answer(404, "{\"errors\":\"no such thing\"}"));
            request.response()
                    .setStatusCode(answer.status())
                    .putHeader("content-type", "application/json")
                    .end(answer.json());
        });
    }

    private void open(ServerWebSocket socket) {
        socket.binaryMessageHandler(message -> {
            try {
                told(socket, ServerMessage.parseFrom(message.getBytes()));
            } catch (InvalidProtocolBufferException malformed) {
                socket.close((short) 1011);
            }
        });
    }

    private synchronized void told(ServerWebSocket socket, ServerMessage message) {
        if (message.hasAuthRequest()) {
            if (message.getAuthRequest().getToken().equals(TOKEN)) {
                send(socket, ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.newBuilder()));
            } else {
                socket.close((short) 1000, "invalid token");
            }
            return;
        }
        ServerMessage.SubscribeRequest request = message.getSubscribeRequest();
        if (request.getFilter().getIncludeList().contains("roomDeleted")
                && request.getFilter().getIncludeCount() == 1) {
            socket.close((short) 4400, "roomDeleted alone is not taken here");
            return;
        }
        Optional<Cursor> after = Cursor.parse(request.getResumeCursor());
        int from = after.map(cursor -> (int) cursor.offset()).orElse(notifications.size());
        send(
                socket,
                ServerMessage.newBuilder()
                        .setSubscribeResponse(ServerMessage.SubscribeResponse.newBuilder()
                                .setCursor(cursor(from))
                                .setRecovered(recovers)));
        notifications.stream().skip(from).forEach(frame -> socket.writeBinaryMessage(Buffer.buffer(frame)));
        sockets.add(socket);
        subscriptions.add(request);
        subscribed.countDown();
    }

    private static void send(ServerWebSocket socket, ServerMessage.Builder message) {
        socket.writeBinaryMessage(Buffer.buffer(message.build().toByteArray()));
    }

    @Override
    public void close() {
        http.close().await();
        vertx.close().await();
    }
}
