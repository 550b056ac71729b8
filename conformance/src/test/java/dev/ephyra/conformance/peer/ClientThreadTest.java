package dev.ephyra.conformance.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.webrtc.connection.client.VideoShapes;
import org.junit.jupiter.api.Test;

class ClientThreadTest {
    @Test
    void aThreadThatBrokeSaysWhyAndCanBeClosed() {
        IllegalStateException why = new IllegalStateException("a test");
        try (ClientThread thread = new ClientThread(1, VideoShapes.CAMERA)) {
            assertThat(thread.ask(() -> 7)).isEqualTo(7);

            thread.later(() -> {
                throw why;
            });

            assertThatThrownBy(() -> thread.ask(() -> 7))
                    .isInstanceOf(AssertionError.class)
                    .hasCause(why);
            assertThatThrownBy(() -> thread.ask(() -> 7)).hasCause(why);
        }
    }

    @Test
    void aQuestionThatFailsDoesNotBreakTheThread() {
        IllegalStateException why = new IllegalStateException("a test");
        try (ClientThread thread = new ClientThread(1, VideoShapes.CAMERA)) {
            assertThatThrownBy(() -> thread.ask(() -> {
                        throw why;
                    }))
                    .hasCause(why);
            assertThat(thread.ask(() -> 7)).isEqualTo(7);
        }
    }
}
