package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HandOverQueueTest {
    private static final int PRODUCERS = 3;
    private static final int EACH = 2_000;
    private static final MediaPath PATH = new UdpPath(new InetSocketAddress(7));

    @Test
    void whatDoesNotFitIsRefusedUntilSomethingIsTaken() {
        HandOverQueue queue = new HandOverQueue(4);
        HostedConnection connection = DirectoryTest.connection(1);
        byte[] bytes = {9, 1, 2, 3};
        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer(connection, PATH, bytes, 1, 3, i)).isTrue();
        }
        assertThat(queue.offer(connection, PATH, bytes, 1, 3, 4)).isFalse();

        HandOverQueue.Datagram first = Objects.requireNonNull(queue.peek());
        assertThat(first.connection()).isSameAs(connection);
        assertThat(first.path()).isSameAs(PATH);
        assertThat(first.readNanos()).isZero();
        assertThat(Arrays.copyOf(first.bytes, first.length())).containsExactly(1, 2, 3);
        queue.release();
        assertThat(queue.offer(null, PATH, bytes, 0, 4, 5)).isTrue();
        assertThat(queue.offer(null, PATH, bytes, 0, 4, 6)).isFalse();
    }

    @Test
    void whatIsTooLongIsRefusedAndInNobodysWay() {
        HandOverQueue queue = new HandOverQueue(2);
        byte[] bytes = new byte[MediaSocket.MAX_DATAGRAM_BYTES + 1];
        assertThat(queue.offer(null, PATH, bytes, 0, bytes.length, 0)).isFalse();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.offer(null, PATH, bytes, 1, bytes.length - 1, 0)).isTrue();
        assertThat(queue.peek()).isNotNull();
    }

    @Test
    void aRingHasAPowerOfTwoOfPlaces() {
        for (int places : new int[] {0, 1, 3, HandOverQueue.MAX_WAITING * 2}) {
            assertThatThrownBy(() -> new HandOverQueue(places)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Against the plainest queue there is. */
    @Property(tries = 200)
    void isAQueue(@ForAll long seed) {
        Random random = new Random(seed);
        HandOverQueue tested = new HandOverQueue(8);
        Queue<byte[]> model = new ArrayDeque<>();
        for (int i = 0; i < 500; i++) {
            if (random.nextInt(5) < 3) {
                byte[] datagram = new byte[random.nextInt(40)];
                random.nextBytes(datagram);
                boolean fits = model.size() < 8;
                assertThat(tested.offer(null, PATH, datagram, 0, datagram.length, i))
                        .isEqualTo(fits);
                if (fits) {
                    model.add(datagram);
                }
            } else {
                HandOverQueue.Datagram next = tested.peek();
                byte[] expected = model.poll();
                assertThat(next == null).isEqualTo(expected == null);
                if (next != null) {
                    assertThat(Arrays.copyOf(next.bytes, next.length())).isEqualTo(expected);
                    tested.release();
                }
            }
            assertThat(tested.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    /** What several threads put in at once comes out once, whole, and of each thread in its order. */
    @Test
    @Timeout(60)
    void losesAndMixesNothingAmongThreads() {
        HandOverQueue queue = new HandOverQueue(64);
        for (int producer = 0; producer < PRODUCERS; producer++) {
            int number = producer;
            Thread.ofPlatform().start(() -> produce(queue, number));
        }
        int[] taken = new int[PRODUCERS];
        for (int i = 0; i < PRODUCERS * EACH; i++) {
            HandOverQueue.Datagram next = queue.peek();
            while (next == null) {
                Thread.onSpinWait();
                next = queue.peek();
            }
            ByteBuffer datagram = ByteBuffer.wrap(next.bytes, 0, next.length());
            int producer = datagram.getInt();
            assertThat(datagram.getInt()).isEqualTo(taken[producer]++);
            while (datagram.hasRemaining()) {
                assertThat(datagram.getInt()).isEqualTo(producer);
                assertThat(datagram.getInt()).isEqualTo(taken[producer] - 1);
            }
            queue.release();
        }
        assertThat(queue.isEmpty()).isTrue();
    }

    /** The same numbers all over: a datagram made of two would show. */
    private static void produce(HandOverQueue queue, int producer) {
        ByteBuffer datagram = ByteBuffer.allocate(64);
        for (int i = 0; i < EACH; i++) {
            datagram.clear();
            while (datagram.hasRemaining()) {
                datagram.putInt(producer).putInt(i);
            }
            while (!queue.offer(null, PATH, datagram.array(), 0, 64, i)) {
                Thread.onSpinWait();
            }
        }
    }
}
