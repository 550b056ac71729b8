package dev.ephyra.bench.load;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.bench.ScenarioFailure;
import java.nio.ByteBuffer;
import org.assertj.core.api.Assertions;

class FrameReaderFuzzTest {
    private static final class Bounds implements FrameReader.Sink {
        @Override
        public void message(ByteBuffer bytes, int offset, int length) {
            Assertions.assertThat(offset + length).isLessThanOrEqualTo(bytes.limit());
        }

        @Override
        public void ping() {}
    }

    @FuzzTest(maxDuration = "30s")
    void readsOrFailsOnAnyBytes(byte[] data) {
        FrameReader reader = new FrameReader(new Bounds(), 64 * 1024);
        try {
            reader.read(ByteBuffer.wrap(data));
        } catch (ScenarioFailure refused) {
            Assertions.assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
