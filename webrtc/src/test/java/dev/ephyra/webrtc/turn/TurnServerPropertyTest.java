package dev.ephyra.webrtc.turn;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Any sequence of what clients do against the plainest model: who has an allocation, and until when. */
class TurnServerPropertyTest {
    private static final int CLIENTS = 4;
    private static final InetSocketAddress FOREIGN = new InetSocketAddress("10.0.0.1", TurnFixture.OWN.getPort());

    private enum Action {
        ALLOCATE,
        REFRESH,
        RELEASE,
        PERMIT,
        BIND,
        PERMIT_FOREIGN,
        SEND,
        SWEEP,
        CLOSE
    }

    /** One step: time passes, then a client does something. */
    record Step(int seconds, int client, int action) {}

    @Property(tries = 200)
    void anAllocationLivesExactlyAsLongAsItIsWanted(@ForAll("steps") List<Step> steps) {
        TurnFixture fixture = new TurnFixture();
        List<TurnClient> clients = IntStream.range(0, CLIENTS)
                .mapToObj(number -> fixture.client("peer" + number))
                .toList();
        Map<TurnClient, Long> aliveUntil = new HashMap<>();
        long now = TurnFixture.START;
        for (Step step : steps) {
            now += step.seconds() * TurnFixture.SECOND;
            TurnClient client = clients.get(step.client());
            client.now = now;
            client.greeted();
            long at = now;
            aliveUntil.values().removeIf(until -> at - until >= 0);
            take(fixture, client, Action.values()[step.action()], aliveUntil, now);
        }
    }

    private static void take(
            TurnFixture fixture, TurnClient client, Action action, Map<TurnClient, Long> aliveUntil, long now) {
        boolean isAlive = aliveUntil.containsKey(client);
        switch (action) {
            case ALLOCATE -> {
                assertThat(TurnClient.errorCode(client.allocate())).isEqualTo(isAlive ? 437 : 0);
                aliveUntil.putIfAbsent(client, now + 600 * TurnFixture.SECOND);
            }
            case REFRESH -> {
                assertThat(TurnClient.errorCode(client.refresh(900))).isEqualTo(isAlive ? 0 : 437);
                aliveUntil.computeIfPresent(client, (key, until) -> now + 900 * TurnFixture.SECOND);
            }
            case RELEASE -> {
                assertThat(TurnClient.errorCode(client.refresh(0))).isEqualTo(isAlive ? 0 : 437);
                aliveUntil.remove(client);
            }
            case PERMIT ->
                assertThat(TurnClient.errorCode(client.permit(TurnFixture.OWN))).isEqualTo(isAlive ? 0 : 437);
            case BIND ->
                assertThat(TurnClient.errorCode(client.bind(0x4000, TurnFixture.OWN)))
                        .isEqualTo(isAlive ? 0 : 437);
            case PERMIT_FOREIGN ->
                assertThat(TurnClient.errorCode(client.permit(FOREIGN))).isEqualTo(isAlive ? 403 : 437);
            case SEND ->
                assertThat(client.send(client.indication(TurnFixture.OWN, new byte[] {1})))
                        .allSatisfy(output -> assertThat(isAlive).isTrue());
            case SWEEP -> {
                fixture.server.onTime(now);
                assertThat(fixture.server.drain())
                        .allSatisfy(output -> assertThat(output)
                                .isInstanceOfSatisfying(
                                        TurnOutput.Ended.class,
                                        ended -> assertThat(aliveUntil.keySet().stream()
                                                        .map(alive -> alive.tuple))
                                                .doesNotContain(
                                                        ended.allocation().client())));
                assertThat(fixture.server.nextDeadlineNanos().isPresent() || aliveUntil.isEmpty())
                        .isTrue();
            }
            case CLOSE -> {
                fixture.server.closed(client.tuple);
                fixture.server.drain();
                aliveUntil.remove(client);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(8, 0), Tuple.of(4, 10), Tuple.of(2, 299), Tuple.of(1, 600)),
                        Arbitraries.integers().between(0, CLIENTS - 1),
                        Arbitraries.integers().between(0, Action.values().length - 1))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }
}
