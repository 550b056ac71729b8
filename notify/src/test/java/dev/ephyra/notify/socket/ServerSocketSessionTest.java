package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.socket.ServerSocketOutput.Close;
import dev.ephyra.notify.socket.ServerSocketOutput.HoldUntil;
import dev.ephyra.notify.socket.ServerSocketOutput.Level;
import dev.ephyra.notify.socket.ServerSocketOutput.Log;
import dev.ephyra.notify.socket.ServerSocketOutput.Ping;
import dev.ephyra.notify.socket.ServerSocketOutput.Send;
import dev.ephyra.notify.socket.ServerSocketOutput.SubscribeMetrics;
import dev.ephyra.notify.socket.ServerSocketOutput.SubscribeNotifications;
import dev.ephyra.wire.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServerSocketSessionTest {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000 * MILLISECOND;

    /** A monotonic clock may start anywhere; the sums must survive its overflow. */
    private static final long START = Long.sum(Long.MAX_VALUE, -10 * SECOND);

    private final ServerSocketSession session = session("WebSockex");

    @Test
    void authenticatesWithTheBytesThatSdksExpect() {
        drain(session);

        session.onBinary(auth("secret"), START);

        byte[] authenticated = {0x32, 0x00};
        List<ServerSocketOutput> outputs = drain(session);
        assertThat(outputs.getFirst()).isEqualTo(new Log(Level.INFO, "Server WS authenticated."));
        assertThat(((Send) outputs.getLast()).message()).isEqualTo(authenticated);
        assertThat(outputs).hasSize(2);
    }

    @Test
    void saysThatAConnectionCame() {
        assertThat(drain(session))
                .containsExactly(new Log(Level.INFO, "New incoming server WebSocket connection, accepting"));
    }

    @Test
    void refusesAWrongToken() {
        drain(session);

        session.onBinary(auth("Secret"), START);

        assertThat(drain(session))
                .containsExactly(
                        warning("Authentication failed, reason: invalid token. Closing the connection."),
                        new Close(1000, "invalid token"));
        assertThat(session.nextDeadlineNanos()).isEqualTo(OptionalLong.empty());
    }

    @Test
    void refusesAnAddressThatFailedTooOften() {
        ServerSocketSession limited =
                new ServerSocketSession((_, _, _) -> TokenCheck.Verdict.TOO_MANY_FAILURES, "", "a", START);
        drain(limited);

        limited.onBinary(auth("secret"), START);

        assertThat(drain(limited)).endsWith(new Close(1013, "too many failed attempts"));
    }

    @Test
    void refusesAFirstMessageThatIsNotAuthRequestEvenIfEmpty() {
        for (byte[] first : List.of(new byte[0], subscribe(1))) {
            ServerSocketSession fresh = session("");
            drain(fresh);

            fresh.onBinary(first, START);

            assertThat(drain(fresh))
                    .containsExactly(
                            warning("Received message on server WS that is not auth_request."
                                    + " Closing the connection."),
                            new Close(1000, "invalid auth request"));
        }
    }

    @Test
    void refusesTextBeforeAndAfterAuthentication() {
        ServerSocketSession authenticated = authenticated("");
        drain(session);

        session.onText(START);
        authenticated.onText(START);

        List<ServerSocketOutput> refusal = List.of(
                warning("Received unexpected message on server WS. Closing the connection."),
                new Close(1003, "operation not allowed"));
        assertThat(drain(session)).isEqualTo(refusal);
        assertThat(drain(authenticated)).isEqualTo(refusal);
    }

    @Test
    void refusesASecondAuthRequest() {
        ServerSocketSession authenticated = authenticated("");

        authenticated.onBinary(auth("secret"), START);

        assertThat(drain(authenticated)).endsWith(new Close(1003, "operation not allowed"));
    }

    @Test
    void closesWithoutReasonOnBytesThatAreNoMessage() {
        byte[] garbage = {(byte) 0xff, (byte) 0xff};
        ServerSocketSession authenticated = authenticated("");

        session.onBinary(garbage, START);
        authenticated.onBinary(garbage, START);

        assertThat(drain(session)).endsWith(new Close(1011, ""));
        assertThat(drain(authenticated)).endsWith(new Close(1011, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 99, -1})
    void closesWithoutReasonOnUnknownEventTypes(int type) {
        ServerSocketSession authenticated = authenticated("");

        authenticated.onBinary(subscribe(type), START);

        assertThat(drain(authenticated)).endsWith(new Close(1011, ""));
    }

    @Test
    void decodesNothingLargeFromStrangers() {
        session.onBinary(auth("s".repeat(4096)), START);

        assertThat(drain(session)).endsWith(new Close(1009, "message too big"));
    }

    @Test
    void answersPipelinedRequestsInOrder() {
        drain(session);

        session.onBinary(auth("secret"), START);
        session.onBinary(subscribe(1), START);
        session.onBinary(subscribe(2), START);

        List<ServerSocketOutput> outputs = drain(session);
        assertThat(kinds(outputs))
                .containsExactly("Log", "Send", "SubscribeNotifications", "Send", "SubscribeMetrics", "Send");
        assertThat(((Send) outputs.get(3)).message()).isEqualTo(response(1));
        assertThat(((Send) outputs.get(5)).message()).isEqualTo(response(2));
    }

    @Test
    void answersARepeatedSubscriptionWithoutSubscribingAgain() {
        ServerSocketSession authenticated = authenticated("");
        authenticated.onBinary(subscribe(1), START);
        drain(authenticated);

        authenticated.onBinary(subscribe(1), START + SECOND);

        List<ServerSocketOutput> outputs = drain(authenticated);
        assertThat(outputs.getFirst()).isEqualTo(new HoldUntil(START + SECOND + 5 * MILLISECOND));
        assertThat(((Send) outputs.getLast()).message()).isEqualTo(response(1));
    }

    @Test
    void holdsEventsForTwiceTheFirstGapAfterEachRequest() {
        ServerSocketSession authenticated = authenticated("");

        authenticated.onBinary(subscribe(1), START + 20 * MILLISECOND);
        authenticated.onBinary(subscribe(2), START + 60 * MILLISECOND);

        assertThat(drain(authenticated))
                .contains(
                        new SubscribeNotifications(START + 60 * MILLISECOND),
                        new SubscribeMetrics(START + 100 * MILLISECOND));
    }

    @Test
    void holdsLongerForPythonButNeverTooLong() {
        assertThat(QuietPeriod.nanos(0, "Python/3.12 websockets/10.4")).isEqualTo(100 * MILLISECOND);
        assertThat(QuietPeriod.nanos(80 * MILLISECOND, "Python/3.12 websockets/10.4"))
                .isEqualTo(160 * MILLISECOND);
        assertThat(QuietPeriod.nanos(0, "Python-urllib/3.12")).isEqualTo(5 * MILLISECOND);
        assertThat(QuietPeriod.nanos(Long.MAX_VALUE, "")).isEqualTo(500 * MILLISECOND);
        assertThat(QuietPeriod.nanos(-1, "")).isEqualTo(5 * MILLISECOND);
    }

    @Test
    void closesWhoDoesNotAuthenticateInFiveSeconds() {
        drain(session);

        session.onTime(START + 5 * SECOND - 1);
        assertThat(drain(session)).isEmpty();
        session.onTime(START + 5 * SECOND);

        assertThat(drain(session)).endsWith(new Close(1000, "unauthenticated"));
    }

    @Test
    void pingsEveryThirtySecondsWhoLives() {
        ServerSocketSession authenticated = authenticated("");

        for (int i = 1; i <= 10; i++) {
            long nowNanos = authenticated.nextDeadlineNanos().orElseThrow();
            assertThat(nowNanos - START).isEqualTo(i * 30L * SECOND);
            authenticated.onTime(nowNanos);
            assertThat(drain(authenticated)).containsExactly(new Ping());
            authenticated.onPong(nowNanos + MILLISECOND);
        }
    }

    @Test
    void closesWhoSendsNothingForSixtySeconds() {
        ServerSocketSession authenticated = authenticated("");

        authenticated.onTime(START + 30 * SECOND);
        authenticated.onTime(START + 60 * SECOND);

        assertThat(drain(authenticated)).startsWith(new Ping()).endsWith(new Close(1000, "timeout"));
    }

    @Test
    void ignoresEverythingAfterClosing() {
        session.onText(START);
        drain(session);

        session.onBinary(auth("secret"), START);
        session.onText(START);
        session.onTime(START + 1000 * SECOND);

        assertThat(drain(session)).isEmpty();
    }

    @Test
    void cannotBeMadeToForgeLogLines() {
        drain(session);

        session.onClosed(1000, "bye\n00:00:00.000 [info] all is well");

        assertThat(drain(session))
                .containsExactly(
                        new Log(Level.INFO, "Server WebSocket stopped 1000 bye?00:00:00.000 [info] all is well"));
    }

    private static ServerSocketSession session(String userAgent) {
        TokenCheck check =
                (token, _, _) -> token.equals("secret") ? TokenCheck.Verdict.ACCEPTED : TokenCheck.Verdict.WRONG;
        return new ServerSocketSession(check, userAgent, "127.0.0.1", START);
    }

    private static ServerSocketSession authenticated(String userAgent) {
        ServerSocketSession session = session(userAgent);
        session.onBinary(auth("secret"), START);
        drain(session);
        return session;
    }

    private static List<ServerSocketOutput> drain(ServerSocketSession session) {
        List<ServerSocketOutput> outputs = new ArrayList<>();
        for (Optional<ServerSocketOutput> next = session.poll(); next.isPresent(); next = session.poll()) {
            outputs.add(next.get());
        }
        return outputs;
    }

    private static List<String> kinds(List<ServerSocketOutput> outputs) {
        return outputs.stream().map(output -> output.getClass().getSimpleName()).toList();
    }

    private static Log warning(String text) {
        return new Log(Level.WARNING, text);
    }

    private static byte[] auth(String token) {
        return ServerMessage.newBuilder()
                .setAuthRequest(ServerMessage.AuthRequest.newBuilder().setToken(token))
                .build()
                .toByteArray();
    }

    private static byte[] subscribe(int type) {
        return ServerMessage.newBuilder()
                .setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder().setEventTypeValue(type))
                .build()
                .toByteArray();
    }

    private static byte[] response(int type) {
        return new byte[] {0x4a, 2, 8, (byte) type};
    }
}
