package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReorderBufferTest {
    private final ReorderBuffer packets = new ReorderBuffer();

    private void add(int sequenceNumber, int bytes, long nowNanos) {
        packets.add(new ReorderBuffer.Packet(sequenceNumber & 0xffff, 0, false, new byte[bytes], nowNanos));
    }

    private List<Integer> polled(long nowNanos) {
        List<Integer> numbers = new ArrayList<>();
        for (Optional<ReorderBuffer.Packet> next = packets.poll(nowNanos);
                next.isPresent();
                next = packets.poll(nowNanos)) {
            numbers.add(next.get().sequenceNumber());
        }
        return numbers;
    }

    @Test
    void aHoleIsWaitedForUntilItsTimeIsOver() {
        add(1, 10, 0);
        add(3, 10, 0);
        assertThat(polled(0)).containsExactly(1);
        assertThat(polled(ReorderBuffer.LONGEST_WAIT_NANOS - 1)).isEmpty();
        assertThat(polled(ReorderBuffer.LONGEST_WAIT_NANOS)).containsExactly(3);
        add(2, 10, ReorderBuffer.LONGEST_WAIT_NANOS);
        assertThat(polled(ReorderBuffer.LONGEST_WAIT_NANOS)).isEmpty();
    }

    @Test
    void largePacketsBehindAHoleAreFew() {
        add(1, 10, 0);
        assertThat(polled(0)).containsExactly(1);
        add(3, 60_000, 0);
        add(4, 60_000, 0);
        assertThat(polled(0)).isEmpty();
        add(5, 60_000, 0);
        assertThat(polled(0)).containsExactly(3, 4, 5);
        // What is gone counts no more.
        add(7, 60_000, 0);
        add(8, 60_000, 0);
        assertThat(polled(0)).isEmpty();
        packets.restart();
        add(100, 10, 0);
        add(102, 60_000, 0);
        add(103, 60_000, 0);
        assertThat(polled(0)).containsExactly(100);
    }

    /** However they overtake each other within its bounds, all come, once, in their order, also over the wrap. */
    @Property(tries = 300)
    void bringsBackAnyOrder(@ForAll long seed) {
        packets.restart();
        Random random = new Random(seed);
        int first = random.nextInt(1 << 16);
        List<Integer> sent = new ArrayList<>();
        List<Integer> polled = new ArrayList<>();
        add(first, 1, 0);
        sent.add(first);
        for (int block = 0; block < 20; block++) {
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                order.add((first + 1 + block * 16 + i) & 0xffff);
            }
            sent.addAll(order);
            Collections.shuffle(order, random);
            for (int number : order) {
                add(number, random.nextInt(1_500), 0);
                if (random.nextBoolean()) {
                    add(number, 3, 0);
                }
                polled.addAll(polled(0));
            }
        }

        assertThat(polled).isEqualTo(sent);
        assertThat(packets.isWaiting()).isFalse();
    }
}
