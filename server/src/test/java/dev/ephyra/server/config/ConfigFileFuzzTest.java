package dev.ephyra.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

class ConfigFileFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void refusesInOneLineWhateverItCannotTake(byte[] bytes) {
        SettingsResult result = SettingsReader.read(Map.of(), "f", new String(bytes, StandardCharsets.UTF_8));

        if (result instanceof SettingsResult.Rejected(String message)) {
            assertThat(message.lines()).hasSize(1);
        }
    }
}
