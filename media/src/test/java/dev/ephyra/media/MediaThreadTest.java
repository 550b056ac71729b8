package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MediaThreadTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final MediaThread thread;
    private final CountDownLatch isDone = new CountDownLatch(1);

    MediaThreadTest() throws IOException {
        MediaSocket socket = MediaPort.open(new MediaSettings(HERE, 0, 0, HERE, OptionalInt.empty(), 1))
                .getFirst();
        thread = new MediaThread(0, socket, null, new HandOverQueue(2));
        thread.start(new SimulatedEngine().loop);
    }

    @AfterEach
    void close() throws IOException {
        thread.close();
    }

    @Test
    void anEndIsTakenWhenNothingElseIs() throws InterruptedException {
        CountDownLatch isHeld = new CountDownLatch(1);
        thread.offer((_, _) -> await(isHeld));
        while (thread.offer((_, _) -> {})) {
            assertThat(isDone.getCount()).isEqualTo(1);
        }
        thread.offerAnyway((_, _) -> isDone.countDown());
        isHeld.countDown();

        assertThat(isDone.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskThatBreaksTakesNoOthersWithIt() throws InterruptedException {
        CountDownLatch isHeld = new CountDownLatch(1);
        thread.offer((_, _) -> await(isHeld));
        thread.offer((_, _) -> {
            throw new IllegalStateException("broken");
        });
        thread.offer((_, _) -> {
            throw new StackOverflowError("too deep");
        });
        thread.offer((_, _) -> isDone.countDown());
        isHeld.countDown();

        assertThat(isDone.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
