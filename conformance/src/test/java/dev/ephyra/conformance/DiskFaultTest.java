package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.PeerSocketClient;
import dev.ephyra.testkit.RestAnswer;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder that is full or read-only: a small file system in memory, mounted in a mount namespace of the
 * server's own, so that nothing is left behind. Needs the right to mount, which a container's root has.
 */
class DiskFaultTest {
    // Journal extents are 8 MiB, written ahead: room for the first and the small store, then the filler takes the rest.
    private static final String SIZE = "size=24m";
    // 60 KB a change, twice in its record; the extent is full after some 70. One change in 50 ms is taken, the rooms
    // between are small: some seconds, and some thousand rooms on a fast machine.
    private static final String METADATA = "x".repeat(60_000);
    private static final int CHANGES = 50_000;
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    Path home;

    @BeforeAll
    static void mayMount() throws IOException, InterruptedException {
        Program mount = Program.run(
                List.of("unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"), Map.of(), Duration.ofSeconds(10));
        assumeTrue(mount.exitCode() == 0, "may not mount: " + mount.output());
    }

    @Test
    void aReadOnlyFolderStopsTheStartWithAMessageThatNamesIt() throws IOException {
        ServerOptions options = mounted("ro");

        try (ServerProcess server = ServerProcess.launch(options)) {
            assertThat(server.exitCode(SOON)).isNotZero();
            assertThat(server.log()).contains(options.data().toString()).doesNotContain("\tat ");
        }
    }

    @Test
    void aFullDiskRefusesChangesAndHealsByItself() throws IOException {
        ServerOptions options = mounted(SIZE);
        try (ServerProcess server = ServerProcess.start(options);
                RestClient rest = server.rest();
                ServerSocketClient subscriber = ServerSocketClient.subscribed(server.port())) {
            Path inside = Path.of("/proc/" + server.pid() + "/root" + options.data());
            Path filler = inside.resolve("filler");
            fill(filler);

            List<String> acknowledged = new ArrayList<>();
            RestAnswer refused = createUntilRefused(server, rest, acknowledged);
            assertThat(refused.status()).as(server.logTail()).isEqualTo(503);
            assertThat(rest.get("/health").status()).isIn(200, 503);
            assertThat(server.log()).doesNotContain("\tat ");

            Files.delete(filler);
            server.await(
                    "healed",
                    SOON,
                    () -> rest.createRoom("{\"roomId\":\"healed\"}").isSuccess());
            subscriber.awaitNotification(Notification.roomCreated("healed"), SOON);
            for (String room : acknowledged) {
                assertThat(rest.get("/room/" + room).status()).as(room).isEqualTo(200);
            }
            assertThat(new TreeSet<>(subscriber.notifications().stream()
                            .map(Notification::roomId)
                            .toList()))
                    .containsAll(acknowledged);
        }
    }

    /** A peer changes its metadata and rooms are created, until a room is refused. */
    private static RestAnswer createUntilRefused(ServerProcess server, RestClient rest, List<String> acknowledged)
            throws IOException {
        rest.createRoom("{\"roomId\":\"filling\"}");
        String token = rest.addPeer("filling").data().path("token").asText();
        try (PeerSocketClient peer = PeerSocketClient.authenticated(server.port(), token)) {
            peer.sendMediaEvent("{\"type\":\"connect\",\"data\":{\"metadata\":null}}");
            for (int i = 0; i < CHANGES; i++) {
                peer.sendMediaEvent(
                        "{\"type\":\"updateEndpointMetadata\",\"data\":{\"metadata\":\"" + METADATA + i + "\"}}");
                RestAnswer answer = rest.createRoom("{\"roomId\":\"full-" + i + "\"}");
                if (!answer.isSuccess()) {
                    return answer;
                }
                acknowledged.add("full-" + i);
            }
        }
        throw new AssertionError(CHANGES + " changes did not fill the disk");
    }

    /** Takes all space that is left. */
    private static void fill(Path filler) throws IOException {
        byte[] zeros = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(filler)) {
            for (int i = 0; i < 1 << 16; i++) {
                out.write(zeros);
            }
        } catch (IOException full) {
            assertThat(Files.size(filler)).isPositive();
        }
    }

    private ServerOptions mounted(String mountOptions) throws IOException {
        ServerOptions options = ServerOptions.in(home);
        Files.createDirectories(options.data());
        return options.launchedBy(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o " + mountOptions + " none \"$0\" && exec \"$@\"",
                options.data().toString());
    }
}
