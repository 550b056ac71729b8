package dev.ephyra.testkit;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import dev.ephyra.wire.delivery.Ack;
import dev.ephyra.wire.delivery.EventMeta;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One connection with a resumable subscription. It keeps what it is told in order, knows the cursor to resume from, and can
 * stop reading. Owned by one test thread; messages are added by the reader of its socket.
 */
public final class StreamClient implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final Inbox<ServerMessage> told = new Inbox<>();
    private final CompletableFuture<SubscribeResponse> response = new CompletableFuture<>();
    private final RawWebSocket socket;

    private StreamClient(int port) throws IOException {
        socket = RawWebSocket.connect(port, ServerSocketClient.PATH, this::receive);
    }

    /** Connects with the server's token, subscribes to notifications as {@code request} says and waits for the answer. */
    public static StreamClient open(int port, Consumer<SubscribeRequest.Builder> request) throws IOException {
        return open(port, ServerProcess.TOKEN, request);
    }

    /** The same with any token. */
    public static StreamClient open(int port, String token, Consumer<SubscribeRequest.Builder> request)
            throws IOException {
        StreamClient client = new StreamClient(port);
        SubscribeRequest.Builder subscribe =
                SubscribeRequest.newBuilder().setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION);
        request.accept(subscribe);
        client.socket.sendBinary(ServerSocketClient.authRequest(token).toByteArray());
        client.socket.sendBinary(ServerMessage.newBuilder()
                .setSubscribeRequest(subscribe)
                .build()
                .toByteArray());
        client.response();
        return client;
    }

    /** The answer to the subscription. */
    public SubscribeResponse response() {
        try {
            return response.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unanswered) {
            throw new AssertionError("the subscription was not answered", unanswered);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** Everything after the answer: snapshots, notifications, what was lost. */
    public List<ServerMessage> told() {
        return told.all();
    }

    /** Waits until the condition holds over everything told. */
    public void await(String what, Duration within, Predicate<List<ServerMessage>> condition) {
        if (!told.await(within, condition)) {
            List<ServerMessage> all = told.all();
            throw new AssertionError(what + " was not told within " + within + "; told " + all.size() + ", at last: "
                    + all.subList(Math.max(0, all.size() - 5), all.size()));
        }
    }

    /** Where to go on: behind the last notification told, or where the subscription began. */
    public String cursor() {
        Optional<String> last = told.all().reversed().stream()
                .filter(ServerMessage::hasMeta)
                .map(ServerMessage::getMeta)
                .map(EventMeta::getCursor)
                .findFirst();
        return last.orElseGet(() -> response().getCursor());
    }

    public void acknowledge(String cursor) throws IOException {
        socket.sendBinary(ServerMessage.newBuilder()
                .setAck(Ack.newBuilder().setCursor(cursor))
                .build()
                .toByteArray());
    }

    public RawWebSocket socket() {
        return socket;
    }

    /** Drops the connection without a word. */
    @Override
    public void close() {
        socket.close();
    }

    private void receive(byte[] payload) {
        try {
            ServerMessage message = ServerMessage.parseFrom(payload);
            if (message.hasSubscribeResponse()) {
                response.complete(message.getSubscribeResponse());
            } else if (!message.hasAuthenticated()) {
                told.add(message);
            }
        } catch (InvalidProtocolBufferException undecodable) {
            throw new AssertionError("the server sent no ServerMessage", undecodable);
        }
    }
}
