package dev.ephyra.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Random commands, compared with {@link RoomModel} and heard by {@link RoomWitness}. */
class RoomPropertyTest {
    /** One try's room, its twin that is applied to by itself, its model and its witness. */
    private static final class Run {
        final RoomState state = RoomState.absent(RoomFixture.ROOM);
        final RoomState twin = RoomState.absent(RoomFixture.ROOM);
        final RoomWitness witness = new RoomWitness();
        final RoomModel model;
        Moment now = new Moment(5, 1_000);

        Run(int peerlessSeconds, int disconnectedSeconds) {
            model = new RoomModel(4, peerlessSeconds, disconnectedSeconds, now.nanos());
            RoomConfig config =
                    RoomFixture.config(OptionalInt.of(4), Optional.empty(), peerlessSeconds, disconnectedSeconds);
            decideAndApply(new RoomCommand.CreateRoom(config, RoomFixture.EPOCH));
        }

        Decision decideAndApply(RoomCommand command) {
            List<Object> before = everythingOf(state);
            Decision decision = RoomDecider.decide(state, command, now);
            assertThat(RoomDecider.decide(state, command, now)).isEqualTo(decision);
            assertThat(everythingOf(state)).isEqualTo(before);
            for (RoomEvent event : decision.events()) {
                if (event.isNotified()) {
                    witness.hear(event, state.nextRoomSeq(), state.occurredAtMicros(now));
                }
                RoomApplier.apply(state, event, now);
            }
            RoomApplier.applyAll(twin, decision.events(), now);
            assertThat(everythingOf(twin)).isEqualTo(everythingOf(state));
            return decision;
        }
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void tellsWhatTheModelTells(
            @ForAll("timeouts") int peerlessSeconds,
            @ForAll("timeouts") int disconnectedSeconds,
            @ForAll("steps") List<Step> steps) {
        Run run = new Run(peerlessSeconds, disconnectedSeconds);

        for (Step step : steps) {
            run.now = step.after(run.now);
            RoomCommand command = step.command(run.state);
            List<String> expected = run.model.tell(command, run.now.nanos());
            Decision decision = run.decideAndApply(command);

            assertThat(linesOf(decision)).as("%s", command).isEqualTo(expected);
            assertThat(run.state.isEnded()).isEqualTo(run.model.isEnded());
            if (!run.model.isEnded()) {
                assertThat(RoomModel.shown(run.state.snapshot())).isEqualTo(run.model.shown());
            }
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void timersFireAtTheirDeadlineAndNeverBefore(
            @ForAll("timeouts") int peerlessSeconds,
            @ForAll("timeouts") int disconnectedSeconds,
            @ForAll("steps") List<Step> steps) {
        Run run = new Run(peerlessSeconds, disconnectedSeconds);
        for (Step step : steps) {
            run.decideAndApply(step.command(run.state));
            run.now = step.after(run.now);
        }

        run.decideAndApply(new RoomCommand.ExpireTimers());
        while (run.state.nextDeadlineNanos().isPresent()) {
            long deadlineNanos = run.state.nextDeadlineNanos().getAsLong();
            assertThat(deadlineNanos).isGreaterThan(run.now.nanos());
            run.now = new Moment(deadlineNanos - 1, 0);
            assertThat(run.decideAndApply(new RoomCommand.ExpireTimers()).events())
                    .isEmpty();
            run.now = new Moment(deadlineNanos, 0);
            assertThat(run.decideAndApply(new RoomCommand.ExpireTimers()).events())
                    .isNotEmpty();
        }
    }

    private static List<String> linesOf(Decision decision) {
        return decision.events().stream()
                .flatMap(e -> RoomLines.line(e).stream())
                .toList();
    }

    /** All that can be read of a room. */
    private static List<Object> everythingOf(RoomState state) {
        List<Object> all = new ArrayList<>();
        all.add(state.lifecycle());
        all.add(state.nextDeadlineNanos());
        all.add(state.peerlessDeadlineNanos());
        all.add(state.roomSeq());
        all.add(state.occurredAtMicros(new Moment(0, 0)));
        all.add(state.textChars());
        all.add(state.trackCount());
        all.add(state.connectedPeers());
        state.peers().values().forEach(peer -> {
            all.add(peer.snapshot());
            all.add(peer.connection());
            all.add(peer.isMetadataAnnounced());
        });
        state.components().values().forEach(component -> all.add(component.snapshot()));
        return all;
    }

    @Provide
    Arbitrary<Integer> timeouts() {
        return Arbitraries.integers().between(0, 4);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> few = Arbitraries.integers().between(0, 5);
        Arbitrary<Integer> kinds = Arbitraries.integers().between(0, Step.KINDS - 1);
        Arbitrary<Integer> millis = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(0, 1_000)),
                Tuple.of(2, Arbitraries.integers().between(0, 3_000)));
        Arbitrary<Integer> wall = Arbitraries.integers().between(0, 10_000);
        return Combinators.combine(kinds, few, few, few, millis, wall)
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }
}
