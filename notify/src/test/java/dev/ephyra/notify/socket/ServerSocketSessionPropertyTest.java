package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.wire.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Whatever a client sends, and whenever, its session keeps to the protocol. */
final class ServerSocketSessionPropertyTest {
    @Property(tries = 200)
    void keepsToTheProtocolWhateverComes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int inputs) {
        Random random = new Random(seed);
        long nowNanos = random.nextLong();
        ServerSocketSession session = new ServerSocketSession(
                (token, _, _) -> token.isEmpty() ? TokenCheck.Verdict.WRONG : TokenCheck.Verdict.ACCEPTED,
                random.nextBoolean() ? "Python/3.13 websockets/10.4" : "",
                "a",
                nowNanos);
        List<ServerSocketOutput> outputs = drain(session);

        for (int i = 0; i < inputs; i++) {
            nowNanos += random.nextLong(20_000_000_000L);
            boolean closed = outputs.stream().anyMatch(ServerSocketOutput.Close.class::isInstance);
            input(session, random, nowNanos);
            List<ServerSocketOutput> more = drain(session);
            if (closed) {
                assertThat(more).isEmpty();
            }
            checkAnswers(more);
            outputs.addAll(more);
            assertThat(session.nextDeadlineNanos().isPresent())
                    .isEqualTo(outputs.stream().noneMatch(ServerSocketOutput.Close.class::isInstance));
        }

        assertThat(count(outputs, ServerSocketOutput.Close.class)).isLessThanOrEqualTo(1);
        assertThat(count(outputs, ServerSocketOutput.SubscribeNotifications.class)
                        + count(outputs, ServerSocketOutput.OpenStream.class))
                .isLessThanOrEqualTo(1);
        assertThat(count(outputs, ServerSocketOutput.SubscribeMetrics.class)).isLessThanOrEqualTo(1);
    }

    private static void input(ServerSocketSession session, Random random, long nowNanos) {
        switch (random.nextInt(12)) {
            case 0 -> session.onText(nowNanos);
            case 1 -> {
                byte[] garbage = new byte[random.nextInt(20)];
                random.nextBytes(garbage);
                session.onBinary(garbage, nowNanos);
            }
            case 2, 3 -> session.onBinary(auth(random.nextInt(4) == 0 ? "" : "t"), nowNanos);
            case 4, 5, 6, 7 -> session.onBinary(subscribe(1 + random.nextInt(2)), nowNanos);
            case 8 -> session.onBinary(stream(random), nowNanos);
            case 9 -> session.onPong(nowNanos);
            default -> session.onTime(nowNanos);
        }
    }

    /** Each answer to a subscription follows its subscription at once, and the log lines aside nothing follows a close. */
    private static void checkAnswers(List<ServerSocketOutput> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            switch (outputs.get(i)) {
                case ServerSocketOutput.SubscribeNotifications s -> assertAnswered(outputs, i);
                case ServerSocketOutput.SubscribeMetrics s -> assertAnswered(outputs, i);
                case ServerSocketOutput.HoldUntil s -> assertAnswered(outputs, i);
                case ServerSocketOutput.OpenStream s ->
                    assertThat(s.request().plain()).isFalse();
                case ServerSocketOutput.Acknowledge s -> assertThat(s.cursor()).isNotNull();
                case ServerSocketOutput.Close s -> assertThat(i).isEqualTo(outputs.size() - 1);
                case ServerSocketOutput.Send s -> assertThat(s.message()).isNotEmpty();
                case ServerSocketOutput.Ping s -> assertThat(outputs).hasSize(1);
                case ServerSocketOutput.Log s -> assertThat(s.text()).doesNotContain("\n");
            }
        }
    }

    private static void assertAnswered(List<ServerSocketOutput> outputs, int i) {
        assertThat(outputs.get(i + 1)).isInstanceOf(ServerSocketOutput.Send.class);
    }

    private static long count(List<ServerSocketOutput> outputs, Class<? extends ServerSocketOutput> kind) {
        return outputs.stream().filter(kind::isInstance).count();
    }

    private static List<ServerSocketOutput> drain(ServerSocketSession session) {
        List<ServerSocketOutput> outputs = new ArrayList<>();
        for (Optional<ServerSocketOutput> next = session.poll(); next.isPresent(); next = session.poll()) {
            outputs.add(next.get());
        }
        return outputs;
    }

    private static byte[] auth(String token) {
        return ServerMessage.newBuilder()
                .setAuthRequest(ServerMessage.AuthRequest.newBuilder().setToken(token))
                .build()
                .toByteArray();
    }

    private static byte[] stream(Random random) {
        return ServerMessage.newBuilder()
                .setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder()
                        .setEventTypeValue(1 + random.nextInt(2))
                        .setMeta(random.nextBoolean())
                        .setMaxUnacked(random.nextBoolean() ? 0 : random.nextInt(200_000)))
                .build()
                .toByteArray();
    }

    private static byte[] subscribe(int type) {
        return ServerMessage.newBuilder()
                .setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder().setEventTypeValue(type))
                .build()
                .toByteArray();
    }
}
