package dev.ephyra.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.ice.IcePeer.Port;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Any sequence of checks, silences and restarts against the plainest model of it. */
class IceLiteAgentPropertyTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int PORTS = 20;

    /** One step: time passes, then a check of a generation, or a restart. */
    record Step(int seconds, int port, boolean nominates, int generation, boolean restarts) {}

    private final Map<Path, Long> checked = new HashMap<>();
    private int newest;
    private int lastNominatedWith;

    @Property(tries = 300)
    void aPathIsVerifiedExactlyWhileItsChecksAreFresh(@ForAll("steps") List<Step> steps) {
        // One instance serves all tries.
        checked.clear();
        newest = 0;
        lastNominatedWith = 0;
        IceLiteAgent agent = new IceLiteAgent(generation(0), 0);
        long now = 0;
        for (Step step : steps) {
            now += step.seconds() * SECOND;
            take(agent, step, now);
            forget(now);
            assertThat(agent.drain()).hasSizeLessThanOrEqualTo(5);
            assertThat(verified(agent)).isEqualTo(checked.keySet());
            assertThat(agent.selected().stream())
                    .allSatisfy(path -> assertThat(checked).containsKey(path));
            assertThat(agent.nextDeadlineNanos().orElse(Long.MAX_VALUE)).isGreaterThan(now);
        }
    }

    private void take(IceLiteAgent agent, Step step, long now) {
        if (step.restarts()) {
            agent.onTime(now);
            newest++;
            agent.restart(generation(newest), now);
            return;
        }
        int generation = Math.min(step.generation(), newest);
        byte[] check = check(generation, step.nominates());
        Path path = Port.of(1 + step.port());
        agent.receive(check, 0, check.length, path, now);
        if (generation == newest || generation == lastNominatedWith) {
            forget(now);
            remember(agent, path, now);
            lastNominatedWith = generation == newest && step.nominates() ? newest : lastNominatedWith;
        }
    }

    private void remember(IceLiteAgent agent, Path path, long now) {
        checked.put(path, now);
        if (checked.size() > IceLiteAgent.MAX_PATHS) {
            // Which of several equally old ones goes is not the model's business, only that the selected one stays.
            checked.keySet().retainAll(verified(agent));
            assertThat(checked).hasSize(IceLiteAgent.MAX_PATHS).containsKey(path);
        }
    }

    private void forget(long now) {
        checked.values().removeIf(at -> now - at >= IceLiteAgent.CONSENT_NANOS);
    }

    private static Set<Path> verified(IceLiteAgent agent) {
        return IntStream.range(1, PORTS + 1)
                .mapToObj(Port::of)
                .filter(agent::isVerified)
                .collect(Collectors.toSet());
    }

    private static byte[] check(int generation, boolean nominates) {
        IcePeer peer = new IcePeer(generation(generation), "peer");
        return nominates ? peer.nomination() : peer.check();
    }

    private static IceCredentials generation(int number) {
        return new IceCredentials("ufrag" + number, "passwordpassword123456" + number);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(Tuple.of(8, 0), Tuple.of(4, 3), Tuple.of(1, 29)),
                        Arbitraries.integers().between(0, PORTS - 1),
                        Arbitraries.of(true, false, false),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.frequency(Tuple.of(1, true), Tuple.of(12, false)))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }
}
