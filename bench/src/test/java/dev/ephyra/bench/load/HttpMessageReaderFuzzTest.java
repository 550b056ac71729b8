package dev.ephyra.bench.load;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import org.assertj.core.api.Assertions;

class HttpMessageReaderFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void readsOrRefusesAnyBytes(byte[] data) {
        HttpMessageReader reader = new HttpMessageReader();
        reader.feed(ByteBuffer.wrap(data));
        int messages = 0;
        while (reader.next()) {
            messages++;
            Assertions.assertThat(reader.bodyLength()).isNotNegative();
            Assertions.assertThat(reader.status()).isNotNegative();
            Assertions.assertThat(reader.pathNumber()).isNotNegative();
        }
        Assertions.assertThat(messages).isLessThanOrEqualTo(data.length / 4);
    }
}
