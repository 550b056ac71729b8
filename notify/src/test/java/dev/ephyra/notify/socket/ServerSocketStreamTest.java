package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.socket.ServerSocketOutput.Acknowledge;
import dev.ephyra.notify.socket.ServerSocketOutput.Close;
import dev.ephyra.notify.socket.ServerSocketOutput.HoldUntil;
import dev.ephyra.notify.socket.ServerSocketOutput.Log;
import dev.ephyra.notify.socket.ServerSocketOutput.OpenStream;
import dev.ephyra.notify.socket.ServerSocketOutput.Send;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import dev.ephyra.wire.delivery.Ack;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The part of a session that Fishjam does not have. */
final class ServerSocketStreamTest {
    private static final long QUIET = 5_000_000;

    private final ServerSocketSession session = authenticated("secret");

    @Test
    void opensAStreamAndLeavesTheAnswerToWhoKnowsTheLog() {
        send(session, notifications(request -> request.setMeta(true)));

        assertThat(drain(session)).singleElement().isInstanceOfSatisfying(OpenStream.class, open -> {
            assertThat(open.request().meta()).isTrue();
            assertThat(open.holdUntilNanos()).isEqualTo(QUIET);
        });
    }

    @Test
    void aConsumersTokenOpensItsStreamAndSaysSo() {
        ServerSocketSession consumer = session();
        send(consumer, auth("billing-token"));
        assertThat(drain(consumer))
                .anyMatch(output -> output instanceof Log(var level, String text)
                        && text.equals("Server WS authenticated as consumer billing."));

        send(consumer, notifications(request -> {}));
        assertThat(drain(consumer))
                .singleElement()
                .isInstanceOfSatisfying(
                        OpenStream.class,
                        open -> assertThat(open.request().consumer()).isEqualTo("billing"));

        // A notifier may subscribe again; it is answered again, as by Fishjam.
        send(consumer, notifications(request -> {}));
        assertThat(drain(consumer)).hasExactlyElementsOfTypes(HoldUntil.class, Send.class);
    }

    @Test
    void passesAcknowledgementsOnceThereIsAStream() {
        send(session, ack("x"));
        assertThat(drain(session)).endsWith(new Close(1003, "operation not allowed"));

        ServerSocketSession streaming = authenticated("secret");
        send(streaming, notifications(request -> request.setMaxUnacked(3).setMeta(true)));
        drain(streaming);
        send(streaming, ack("x"));
        assertThat(drain(streaming)).containsExactly(new Acknowledge("x"));
    }

    @Test
    void hasOneSubscriptionToNotificationsOfOneKind() {
        for (boolean streamFirst : new boolean[] {true, false}) {
            ServerSocketSession twice = authenticated("secret");
            send(twice, notifications(request -> request.setMeta(streamFirst)));
            drain(twice);
            send(twice, notifications(request -> request.setMeta(true)));
            assertThat(drain(twice))
                    .endsWith(new Close(
                            4400, "already subscribed to notifications: use a connection for each such subscription"));
        }
    }

    @Test
    void refusesToResumeMetrics() {
        SubscribeRequest metrics = SubscribeRequest.newBuilder()
                .setEventType(ServerMessage.EventType.EVENT_TYPE_METRICS)
                .setSnapshot(true)
                .build();
        send(session, ServerMessage.newBuilder().setSubscribeRequest(metrics).build());

        assertThat(drain(session))
                .endsWith(new Close(4400, "only notifications can be resumed, filtered or acknowledged"));
    }

    @Test
    void closesAClientThatSubscribesWithoutEnd() {
        for (int i = 0; i < ServerSocketSession.MAX_SUBSCRIPTIONS; i++) {
            send(session, notifications(request -> {}));
        }
        assertThat(drain(session)).noneMatch(Close.class::isInstance);

        send(session, notifications(request -> {}));

        assertThat(drain(session)).endsWith(new Close(4400, "too many subscriptions"));
    }

    @Test
    void aRefusalForgesNoLogLine() {
        send(session, notifications(request -> request.getFilterBuilder().addInclude("x\n00:00 [info] fine")));

        assertThat(drain(session)).allSatisfy(output -> {
            if (output instanceof Log(var level, String text)) {
                assertThat(text).doesNotContain("\n");
            }
        });
    }

    private record Tokens() implements TokenCheck {
        @Override
        public Verdict check(String token, String remoteAddress, long nowNanos) {
            return token.equals("wrong") ? Verdict.WRONG : Verdict.ACCEPTED;
        }

        @Override
        public Optional<String> consumer(String token) {
            return token.equals("billing-token") ? Optional.of("billing") : Optional.empty();
        }
    }

    private static ServerSocketSession session() {
        ServerSocketSession session = new ServerSocketSession(new Tokens(), "", "a", 0);
        drain(session);
        return session;
    }

    private static ServerSocketSession authenticated(String token) {
        ServerSocketSession session = session();
        send(session, auth(token));
        drain(session);
        return session;
    }

    private static void send(ServerSocketSession session, ServerMessage message) {
        session.onBinary(message.toByteArray(), 0);
    }

    private static List<ServerSocketOutput> drain(ServerSocketSession session) {
        List<ServerSocketOutput> outputs = new ArrayList<>();
        for (Optional<ServerSocketOutput> next = session.poll(); next.isPresent(); next = session.poll()) {
            outputs.add(next.get());
        }
        return outputs;
    }

    private static ServerMessage auth(String token) {
        return ServerMessage.newBuilder()
                .setAuthRequest(ServerMessage.AuthRequest.newBuilder().setToken(token))
                .build();
    }

    private static ServerMessage ack(String cursor) {
        return ServerMessage.newBuilder()
                .setAck(Ack.newBuilder().setCursor(cursor))
                .build();
    }

    private static ServerMessage notifications(Consumer<SubscribeRequest.Builder> change) {
        SubscribeRequest.Builder request =
                SubscribeRequest.newBuilder().setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION);
        change.accept(request);
        return ServerMessage.newBuilder().setSubscribeRequest(request).build();
    }
}
