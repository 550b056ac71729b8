package dev.ephyra.testkit;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * A subscriber of the server socket that keeps everything it is told, in order. Owned by one test thread; messages
 * are added by the reader of its socket.
 */
public final class ServerSocketClient implements AutoCloseable {
    public static final String PATH = "/socket/server/websocket";
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Inbox<ServerMessage> inbox = new Inbox<>();
    private final RawWebSocket socket;

    private ServerSocketClient(int port, String path) throws IOException {
        socket = RawWebSocket.connect(port, path, this::receive);
    }

    /** Connects, and sends nothing. */
    public static ServerSocketClient connect(int port) throws IOException {
        return connect(port, PATH);
    }

    /** The same by another spelling of the path, with or without a query. */
    public static ServerSocketClient connect(int port, String path) throws IOException {
        return new ServerSocketClient(port, path);
    }

    /** Connects, authenticates and subscribes to notifications. */
    public static ServerSocketClient subscribed(int port) throws IOException {
        ServerSocketClient client = connect(port);
        client.authenticate(ServerProcess.TOKEN);
        client.subscribe(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION);
        return client;
    }

    public void send(ServerMessage message) throws IOException {
        socket.sendBinary(message.toByteArray());
    }

    /** Sends the token and waits for the answer. */
    public void authenticate(String token) throws IOException {
        send(authRequest(token));
        await("authenticated", ANSWER, told -> told.stream().anyMatch(ServerMessage::hasAuthenticated));
    }

    /** Subscribes and waits for the answer. */
    public void subscribe(ServerMessage.EventType type) throws IOException {
        send(subscribeRequest(type));
        await(
                "subscribed",
                ANSWER,
                told -> told.stream()
                        .anyMatch(m -> m.hasSubscribeResponse()
                                && m.getSubscribeResponse().getEventType() == type));
    }

    public static ServerMessage authRequest(String token) {
        return ServerMessage.newBuilder()
                .setAuthRequest(ServerMessage.AuthRequest.newBuilder().setToken(token))
                .build();
    }

    public static ServerMessage subscribeRequest(ServerMessage.EventType type) {
        return ServerMessage.newBuilder()
                .setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder().setEventType(type))
                .build();
    }

    /** Everything received, answers included. */
    public List<ServerMessage> messages() {
        return inbox.all();
    }

    /** Every notification of a room, in the order it came. */
    public List<Notification> notifications() {
        return inbox.all().stream().flatMap(m -> Notification.of(m).stream()).toList();
    }

    /** Waits until the condition holds over everything received. */
    public void await(String what, Duration within, Predicate<List<ServerMessage>> condition) {
        if (!inbox.await(within, condition)) {
            throw new AssertionError(what + " was not told within " + within + "; told: " + inbox.all());
        }
    }

    /** Waits for one notification. */
    public void awaitNotification(Notification wanted, Duration within) {
        await(
                wanted.toString(),
                within,
                told -> told.stream()
                        .anyMatch(m -> Notification.of(m).filter(wanted::equals).isPresent()));
    }

    public RawWebSocket socket() {
        return socket;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void receive(byte[] payload) {
        try {
            inbox.add(ServerMessage.parseFrom(payload));
        } catch (InvalidProtocolBufferException undecodable) {
            throw new AssertionError("the server sent no ServerMessage", undecodable);
        }
    }
}
