package dev.ephyra.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PrintedLineTest {
    private static final Duration LATE = Duration.ofMillis(100);
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void aLineIsThereAndThenTheEnd() throws IOException {
        Process process = new ProcessBuilder("echo", "ready").start();
        try (var output = process.inputReader()) {
            assertThat(PrintedLine.await(process, output, SOON)).contains("ready");
            assertThat(PrintedLine.await(process, output, SOON)).isEmpty();
        }
    }

    @Test
    void aProcessThatSaysNothingIsEnded() throws IOException, InterruptedException {
        // Waits for input, of which there is none.
        Process process = new ProcessBuilder("cat").start();
        try (var output = process.inputReader()) {
            assertThat(PrintedLine.await(process, output, LATE)).isEmpty();
            assertThat(process.waitFor()).isNotZero();
        }
    }
}
