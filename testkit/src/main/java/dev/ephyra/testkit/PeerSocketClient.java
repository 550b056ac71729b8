package dev.ephyra.testkit;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.PeerMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * A peer without media, in the JSON dialect: it authenticates, sends media events as text and keeps what it is told.
 * Owned by one test thread.
 */
public final class PeerSocketClient implements AutoCloseable {
    public static final String PATH = "/socket/peer/websocket";
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Inbox<PeerMessage> inbox = new Inbox<>();
    private final RawWebSocket socket;

    private PeerSocketClient(int port) throws IOException {
        socket = RawWebSocket.connect(port, PATH, this::receive);
    }

    /** Connects, and sends nothing. */
    public static PeerSocketClient connect(int port) throws IOException {
        return new PeerSocketClient(port);
    }

    /** Connects and waits until the token was accepted. */
    public static PeerSocketClient authenticated(int port, String token) throws IOException {
        return authenticated(port, token, "");
    }

    /** The same of a client that names its version, which says its dialect. */
    public static PeerSocketClient authenticated(int port, String token, String sdkVersion) throws IOException {
        PeerSocketClient client = connect(port);
        client.sendToken(token, sdkVersion);
        client.await("authenticated", ANSWER, told -> told.stream().anyMatch(PeerMessage::hasAuthenticated));
        return client;
    }

    public void sendToken(String token) throws IOException {
        sendToken(token, "");
    }

    private void sendToken(String token, String sdkVersion) throws IOException {
        send(PeerMessage.newBuilder()
                .setAuthRequest(
                        PeerMessage.AuthRequest.newBuilder().setToken(token).setSdkVersion(sdkVersion))
                .build());
    }

    /** Waits for what it is told. */
    public void await(String what, Duration within, Predicate<List<PeerMessage>> condition) {
        if (!inbox.await(within, condition)) {
            throw new AssertionError("the peer was not told in time: " + what + "; told: " + inbox.all());
        }
    }

    /** A media event of the JSON dialect, such as {@code {"type":"connect","data":{"metadata":1}}}. */
    public void sendMediaEvent(String json) throws IOException {
        send(PeerMessage.newBuilder()
                .setMediaEvent(PeerMessage.MediaEvent.newBuilder().setData(json))
                .build());
    }

    public List<PeerMessage> messages() {
        return inbox.all();
    }

    public RawWebSocket socket() {
        return socket;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void send(PeerMessage message) throws IOException {
        socket.sendBinary(message.toByteArray());
    }

    private void receive(byte[] payload) {
        try {
            inbox.add(PeerMessage.parseFrom(payload));
        } catch (InvalidProtocolBufferException undecodable) {
            throw new AssertionError("the server sent no PeerMessage", undecodable);
        }
    }
}
