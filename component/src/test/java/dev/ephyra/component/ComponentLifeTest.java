package dev.ephyra.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ComponentLifeTest {
    private static final Track FIRST = track("a");
    private static final Track SECOND = track("b");

    private final ComponentLife life = new ComponentLife(List.of(FIRST), 0);

    private static Track track(String id) {
        return new Track(new TrackId(id), TrackType.VIDEO, Metadata.NONE);
    }

    @Test
    void tellsOfTracksThatTheRoomDoesNotKnow() {
        life.alive(1);
        life.published(FIRST);
        life.published(SECOND);
        life.unpublished(SECOND.id());

        assertThat(life.drain())
                .containsExactly(
                        new ComponentOutput.TrackAdded(SECOND),
                        new ComponentOutput.CloseTrack(SECOND.id()),
                        new ComponentOutput.TrackRemoved(SECOND.id()));
    }

    @Test
    void finishesOnceAndClosesWhatIsOpen() {
        life.alive(1);
        life.finished();

        assertThat(life.drain())
                .containsExactly(new ComponentOutput.CloseTrack(FIRST.id()), new ComponentOutput.Finished());
        assertThat(life.hasEnded()).isTrue();
    }

    @Test
    void crashesWithTheReasonOfItsThread() {
        life.alive(1);
        life.failed(new ComponentOutput.Crashed(CrashCause.SOURCE_UNAVAILABLE, "no such file"));

        assertThat(life.drain())
                .containsExactly(
                        new ComponentOutput.CloseTrack(FIRST.id()),
                        new ComponentOutput.Crashed(CrashCause.SOURCE_UNAVAILABLE, "no such file"));
        assertThat(life.hasEnded()).isTrue();
    }

    @Test
    void thatNeverBeginsCrashesAtItsDeadline() {
        life.onTime(ComponentLife.START_DEADLINE_NANOS - 1);
        assertThat(life.drain()).isEmpty();

        life.onTime(ComponentLife.START_DEADLINE_NANOS);

        assertThat(life.drain())
                .containsExactly(
                        new ComponentOutput.CloseTrack(FIRST.id()),
                        new ComponentOutput.Crashed(CrashCause.HUNG, "It did not begin within 10 s"),
                        new ComponentOutput.Interrupt());
    }

    @Test
    void thatHangsCrashesAndIsInterruptedAndThenLeftAlone() {
        life.alive(1_000);
        life.onTime(1_000 + ComponentLife.HANG_NANOS);
        assertThat(life.drain())
                .containsExactly(
                        new ComponentOutput.CloseTrack(FIRST.id()),
                        new ComponentOutput.Crashed(CrashCause.HUNG, "It made no progress for 5 s"),
                        new ComponentOutput.Interrupt());

        long interrupted = 1_000 + ComponentLife.HANG_NANOS;
        life.onTime(interrupted + ComponentLife.STOP_DEADLINE_NANOS - 1);
        assertThat(life.hasEnded()).isFalse();
        life.onTime(interrupted + ComponentLife.STOP_DEADLINE_NANOS);

        assertThat(life.drain()).containsExactly(new ComponentOutput.Abandon());
        assertThat(life.hasEnded()).isTrue();
    }

    @Test
    void whatWasPausedIsNoSilence() {
        long hour = 3_600_000_000_000L;
        life.alive(1_000);
        life.paused(hour, 2_000 + hour);
        life.onTime(999 + hour + ComponentLife.HANG_NANOS);
        assertThat(life.drain()).isEmpty();
        life.onTime(1_000 + hour + ComponentLife.HANG_NANOS);
        assertThat(life.drain()).contains(new ComponentOutput.Interrupt());

        long interrupted = 1_000 + hour + ComponentLife.HANG_NANOS;
        life.paused(hour, interrupted + hour);
        life.onTime(interrupted + hour + ComponentLife.STOP_DEADLINE_NANOS - 1);

        assertThat(life.hasEnded()).isFalse();
    }

    @Test
    void aPauseGivesNobodyMoreThanHasPassed() {
        life.alive(5_000);
        life.paused(4_000, 6_000);
        life.onTime(6_000 + ComponentLife.HANG_NANOS);

        assertThat(life.drain()).contains(new ComponentOutput.Crashed(CrashCause.HUNG, "It made no progress for 5 s"));
    }

    @Test
    void aTurnThatComesLateIsAPause() {
        Pauses pauses = new Pauses(7);

        assertThat(pauses.turn(7 + Pauses.LATE_NANOS - 1)).isZero();
        assertThat(pauses.turn(6 + 3 * Pauses.LATE_NANOS)).isEqualTo(2 * Pauses.LATE_NANOS);
        assertThat(pauses.turn(7 + 3 * Pauses.LATE_NANOS)).isZero();
    }

    @Test
    void signsOfLifePutTheDeadlineOff() {
        for (long now = 0; now < 10 * ComponentLife.HANG_NANOS; now += ComponentLife.HANG_NANOS - 1) {
            life.alive(now);
            life.onTime(now + ComponentLife.HANG_NANOS - 1);
        }

        assertThat(life.drain()).isEmpty();
    }

    @Test
    void saysNothingOnceTheRoomHasEndedIt() {
        life.alive(1);
        life.stop(2);
        assertThat(life.drain())
                .containsExactly(new ComponentOutput.CloseTrack(FIRST.id()), new ComponentOutput.Interrupt());

        life.published(SECOND);
        life.unpublished(FIRST.id());
        life.failed(new ComponentOutput.Crashed(CrashCause.INTERNAL, "interrupted"));

        assertThat(life.drain()).containsExactly(new ComponentOutput.CloseTrack(SECOND.id()));
        assertThat(life.hasEnded()).isTrue();
    }

    /** Whatever happens: one end at most, nothing said behind it, and no track of which media stay open. */
    @Property(tries = 2_000)
    void endsAtMostOnceAndKeepsNoTrack(@ForAll long seed) {
        Random random = new Random(seed);
        ComponentLife any = new ComponentLife(List.of(FIRST), 0);
        Set<TrackId> open = new HashSet<>(Set.of(FIRST.id()));
        List<ComponentOutput> outputs = new ArrayList<>();
        long now = 0;
        for (int step = 0; step < 30 && !any.hasEnded(); step++) {
            now += random.nextLong(ComponentLife.HANG_NANOS);
            Track track = random.nextBoolean() ? FIRST : SECOND;
            switch (random.nextInt(12)) {
                case 0 -> any.finished();
                case 1 -> any.failed(new ComponentOutput.Crashed(CrashCause.INTERNAL, "x"));
                case 2 -> any.stop(now);
                case 3, 4 -> {
                    open.add(track.id());
                    any.published(track);
                }
                case 5, 6 -> any.unpublished(track.id());
                case 7, 8 -> any.onTime(now);
                default -> any.alive(now);
            }
            for (ComponentOutput output : any.drain()) {
                outputs.add(output);
                if (output instanceof ComponentOutput.CloseTrack(TrackId closed)) {
                    open.remove(closed);
                }
            }
        }
        if (!any.hasEnded()) {
            any.finished();
            any.drain().stream()
                    .peek(outputs::add)
                    .filter(ComponentOutput.CloseTrack.class::isInstance)
                    .forEach(output -> open.remove(((ComponentOutput.CloseTrack) output).track()));
        }

        List<ComponentOutput> told = outputs.stream()
                .filter(output -> !(output instanceof ComponentOutput.CloseTrack)
                        && !(output instanceof ComponentOutput.Interrupt)
                        && !(output instanceof ComponentOutput.Abandon))
                .toList();
        List<ComponentOutput> endings = told.stream()
                .filter(output ->
                        output instanceof ComponentOutput.Finished || output instanceof ComponentOutput.Crashed)
                .toList();
        assertThat(endings).hasSizeLessThanOrEqualTo(1);
        assertThat(endings).isSubsetOf(told.isEmpty() ? List.of() : List.of(told.getLast()));
        assertThat(open).isEmpty();
    }
}
