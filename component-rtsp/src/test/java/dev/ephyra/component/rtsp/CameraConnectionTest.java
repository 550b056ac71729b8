package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentLife;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Connections that do not come about; those that do are in {@link RtspMediaTest}. */
@Execution(ExecutionMode.CONCURRENT)
class CameraConnectionTest {
    private final RecordingRoom room = new RecordingRoom();

    private void open(int port) throws CameraUnreachable, ComponentFailure, IOException, InterruptedException {
        String uri = "rtsp://127.0.0.1:" + port + "/live";
        try (CameraPort media = new CameraPort(0)) {
            CameraConnection.open(
                            InetAddress.getLoopbackAddress(),
                            RtspAddress.parse(uri),
                            RunningComponent.options(uri),
                            new CameraConnection.Wish(Optional.of(media), true),
                            room::alive)
                    .close();
        }
    }

    @Test
    void whereNobodyListensNobodyIsReached() throws IOException {
        int port;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }

        assertThatThrownBy(() -> open(port))
                .isInstanceOf(CameraUnreachable.class)
                .hasMessageStartingWith("No connection: ");
    }

    @Test
    void aConnectionThatIsNeverMadeIsGivenUpInTime() throws IOException {
        try (Overrun full = new Overrun()) {
            long beganNanos = System.nanoTime();

            assertThatThrownBy(() -> open(full.port()))
                    .isInstanceOf(CameraUnreachable.class)
                    .hasMessage("No connection in time");
            assertThat(Duration.ofNanos(System.nanoTime() - beganNanos)).isGreaterThan(Duration.ofSeconds(4));
            assertThat(room.longestSilence()).isLessThan(Duration.ofNanos(ComponentLife.HANG_NANOS));
        }
    }

    @Test
    void whoeverIsNotWantedAnyMoreStopsConnecting() throws Exception {
        try (Overrun full = new Overrun()) {
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread connecting = Thread.ofPlatform().start(() -> {
                try {
                    open(full.port());
                    end.complete(new AssertionError("connected"));
                } catch (CameraUnreachable | ComponentFailure | IOException | InterruptedException broken) {
                    end.complete(broken);
                }
            });
            connecting.interrupt();

            assertThat(end.get(4, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        }
    }

    /** A listener whose queue is full, so that the system answers no further SYN. */
    private static final class Overrun implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<SocketChannel> waiting = new ArrayList<>();

        private Overrun() throws IOException {
            for (int count = 0; count < 4; count++) {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
                waiting.add(channel);
            }
        }

        private int port() {
            return listener.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
            listener.close();
        }
    }
}
