package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentLife;
import dev.ephyra.component.rtsp.camera.CameraRequest;
import dev.ephyra.component.rtsp.camera.ScriptedCamera;
import java.io.IOException;
import java.net.DatagramSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A camera for each test method, and what is asked of the component that it is for. */
abstract class CameraScene {
    static final Duration SOON = Duration.ofSeconds(20);
    static final int PACKETS = 20;
    static final int SEQUENCE_SET_ALONE = 24;
    static final int KEY_SLICE = 5;
    static final int SLICE = 1;

    ScriptedCamera camera;

    @BeforeEach
    void begin() throws IOException {
        camera = new ScriptedCamera();
    }

    @AfterEach
    void end() {
        camera.close();
    }

    RunningComponent start() {
        return RunningComponent.start(RunningComponent.options(camera.uri()));
    }

    List<CameraRequest> asked(String method) {
        return camera.requests().stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }

    String transport() {
        return asked("SETUP").getLast().header("transport");
    }

    /** Everything that a session may not do to the component. */
    static void assertLives(RunningComponent component) {
        assertThat(component.hasEnded()).isFalse();
        assertThat(component.room.published()).hasSize(1);
        assertThat(component.room.longestSilence()).isLessThan(Duration.ofNanos(ComponentLife.HANG_NANOS));
    }

    static int freePort() throws IOException {
        try (DatagramSocket probe = new DatagramSocket(0)) {
            return probe.getLocalPort();
        }
    }

    /** The camera's media by UDP to this port. */
    RtspOptions options(int port, Duration reconnectDelay) {
        return new RtspOptions(camera.uri(), port, reconnectDelay, Duration.ofSeconds(15), true);
    }
}
