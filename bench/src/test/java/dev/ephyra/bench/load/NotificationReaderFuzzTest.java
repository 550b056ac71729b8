package dev.ephyra.bench.load;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.bench.ScenarioFailure;
import org.assertj.core.api.Assertions;

class NotificationReaderFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void readsOrFailsOnAnyBytes(byte[] data) {
        HttpMessageReader post = NotificationReaderTest.post(data);
        int end = post.bodyOffset() + post.bodyLength();
        try {
            NotificationReader.read(
                    post,
                    (room, bytes, offset, length) ->
                            Assertions.assertThat(offset + length).isBetween(post.bodyOffset(), end));
        } catch (ScenarioFailure refused) {
            Assertions.assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
