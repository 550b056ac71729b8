package dev.ephyra.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.room.CrashCause;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ComponentMemoryTest {
    static final int STEP = Reservation.STEP_BYTES;

    private final ComponentMemory memory = new ComponentMemory(10L * STEP);

    @Test
    void whatOneTakesIsMissingForOthersUntilItEnds() throws ComponentFailure {
        ComponentMemory.Share first = memory.share();
        MemoryShare second = memory.share();
        first.take(6L * STEP);
        second.take(4L * STEP);
        assertThatThrownBy(() -> second.take(1))
                .isInstanceOfSatisfying(
                        ComponentFailure.class,
                        failure -> assertThat(failure.crashCause()).isEqualTo(CrashCause.NO_RESOURCE))
                .hasMessage("There is too little memory left for it: 0 MiB are for all components of this server");
        assertThat(memory.reserved()).isEqualTo(10L * STEP);

        first.close();

        assertThat(memory.reserved()).isEqualTo(4L * STEP);
        second.take(6L * STEP);
        assertThat(memory.reserved()).isEqualTo(10L * STEP);
    }

    @Test
    void theFirstStepIsOfWhatEachHasAnyway() throws ComponentFailure {
        Reservation buffer = new Reservation(memory.share(), 3);
        buffer.grow(STEP);
        assertThat(memory.reserved()).isZero();
        buffer.grow(STEP + 1);
        assertThat(memory.reserved()).isEqualTo(3L * STEP);
        buffer.grow(STEP);
        assertThat(memory.reserved()).isEqualTo(3L * STEP);
        assertThatThrownBy(() -> buffer.grow(5L * STEP)).isInstanceOf(ComponentFailure.class);
        assertThat(memory.reserved()).isEqualTo(3L * STEP);
    }

    /** Whatever buffers do, the sum is right, and below its limit. */
    @Property(tries = 200)
    void theSumIsThatOfAllBuffers(@ForAll @Size(max = 60) List<@IntRange(max = 6 * STEP) Integer> sizes) {
        ComponentMemory.Share[] shares = {memory.share(), memory.share(), memory.share()};
        Reservation[] buffers = {
            new Reservation(shares[0], 1), new Reservation(shares[1], 1), new Reservation(shares[2], 2)
        };
        long[] held = new long[3];
        for (int i = 0; i < sizes.size(); i++) {
            int at = i % 3;
            try {
                buffers[at].grow(sizes.get(i));
                held[at] = Math.max(held[at], taken(sizes.get(i)) * (at == 2 ? 2 : 1));
            } catch (ComponentFailure none) {
                assertThat(held[0] + held[1] + held[2] - held[at] + taken(sizes.get(i)) * (at == 2 ? 2 : 1))
                        .isGreaterThan(10L * STEP);
            }
            assertThat(memory.reserved()).isEqualTo(held[0] + held[1] + held[2]);
        }
        for (ComponentMemory.Share share : shares) {
            share.close();
        }
        assertThat(memory.reserved()).isZero();
    }

    private static long taken(int bytes) {
        return bytes <= STEP ? 0 : (bytes - 1L) / STEP * STEP;
    }
}
