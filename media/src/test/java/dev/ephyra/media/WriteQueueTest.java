package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.media.WriteQueue.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
    private static final Waiting ANSWER = new Waiting.Answer(new byte[936]);
    private static final int SIZE = 1_000;

    private final AtomicLong bytesOfAll = new AtomicLong();
    private final WriteQueue queue = new WriteQueue(bytesOfAll);

    private static int fill(WriteQueue queue) {
        int taken = 0;
        while (queue.offer(ANSWER)) {
            taken++;
        }
        return taken;
    }

    @Test
    void takesSoMuchAndAgainWhatWasTakenOut() {
        assertThat(fill(queue)).isEqualTo(WriteQueue.MAX_BYTES_WITH_ANSWERS / SIZE);
        assertThat(queue.poll()).isSameAs(ANSWER);
        assertThat(queue.offer(ANSWER)).isTrue();
        assertThat(queue.offer(ANSWER)).isFalse();
    }

    @Test
    void allTogetherTakeSoMuch() {
        List<WriteQueue> queues = new ArrayList<>();
        int taken = 1;
        while (taken > 0) {
            WriteQueue another = new WriteQueue(bytesOfAll);
            queues.add(another);
            taken = fill(another);
        }
        assertThat(bytesOfAll.get()).isBetween(WriteQueue.MAX_BYTES_OF_ALL - SIZE, WriteQueue.MAX_BYTES_OF_ALL);

        queues.forEach(WriteQueue::close);
        assertThat(bytesOfAll.get()).isZero();
        assertThat(queue.offer(ANSWER)).isTrue();
    }

    @Test
    void takesNothingOnceItIsClosed() {
        queue.offer(ANSWER);
        queue.close();

        assertThat(queue.offer(ANSWER)).isFalse();
        assertThat(queue.poll()).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }
}
