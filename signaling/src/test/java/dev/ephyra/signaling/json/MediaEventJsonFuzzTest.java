package dev.ephyra.signaling.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.room.Metadata;
import dev.ephyra.signaling.PeerCommand;
import java.nio.charset.StandardCharsets;

class MediaEventJsonFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyTextBecomesACommand(byte[] bytes) {
        PeerCommand command = MediaEventJson.decode(new String(bytes, StandardCharsets.UTF_8));

        if (command instanceof PeerCommand.Connect(Metadata metadata)) {
            assertThat(JsonText.metadata(metadata.json())).contains(metadata);
        }
    }
}
