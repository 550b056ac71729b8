package dev.ephyra.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InputWatchTest {
    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void tellsOfTheEndAndNotOfWhatComesBefore() throws Exception {
        PipedOutputStream parent = new PipedOutputStream();
        PipedInputStream input = new PipedInputStream(parent);
        Thread watch = InputWatch.start(input, ended::countDown);
        parent.write("whatever a person types\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        parent.flush();
        while (input.available() > 0) {
            Thread.onSpinWait();
        }
        assertThat(ended.getCount()).isOne();
        assertThat(watch.isDaemon()).isTrue();

        parent.close();
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tellsOfAnInputThatEndedBefore() throws Exception {
        InputWatch.start(new ByteArrayInputStream(new byte[0]), ended::countDown);

        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void tellsOfAnInputThatCannotBeRead() throws Exception {
        InputWatch.start(
                new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("closed");
                    }

                    @Override
                    public int read(byte[] into, int from, int length) throws IOException {
                        throw new IOException("closed");
                    }
                },
                ended::countDown);

        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
