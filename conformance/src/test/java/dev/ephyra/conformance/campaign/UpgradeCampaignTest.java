package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.DeliveryLedger;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.WebhookSink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data of another version. The folder in the resources was made by 0.1.0 before lanes had endpoints, and killed: three rooms
 * were told of, one in part, three ended and three were open while the receiver was down.
 */
class UpgradeCampaignTest {
    /** Where the rooms of that folder send their notifications; below the ports that systems give to clients. */
    private static final int OLD_PORT = 28_741;

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int VERSION_AT = 8;
    private static final int CRC_AT = 40;
    private static final int COPY_BYTES = 512;

    @TempDir
    Path home;

    @CampaignRow(value = 41, fault = "start on the data of 0.1.0; on data of a newer version")
    void olderDataIsTakenUpAndNewerDataIsRefused(RowRecord row) throws Exception {
        DeliveryLedger ledger = new DeliveryLedger();
        ServerOptions options = ServerOptions.in(home);
        unpack(options.data());
        try (WebhookSink sink = new WebhookSink(OLD_PORT, ledger)) {
            try (ServerProcess server = ServerProcess.start(options);
                    RestClient rest = server.rest()) {
                long beganNanos = System.nanoTime();
                server.await("the rest", SOON, () -> rooms(ledger) >= rest().size());
                assertThat(kinds(ledger)).isEqualTo(rest());
                row.recovered(Duration.ofNanos(System.nanoTime() - beganNanos));
                assertThat(rest.get("/room").data()).isEmpty();
                assertThat(rest.createRoom("{\"roomId\":\"new\",\"webhookUrl\":\"" + sink.url("/new") + "\"}")
                                .status())
                        .isEqualTo(201);
                server.await("a new room", SOON, () -> kinds(ledger).containsKey("new"));
            }
            row.runs(1);
            row.judged(ledger);
            row.note("what the old version had delivered does not come again; a rolling upgrade needs a cluster");

            ofNewerVersion(options);
            try (ServerProcess refused = ServerProcess.launch(options)) {
                assertThat(refused.exitCode(SOON)).isNotZero();
                assertThat(refused.log()).contains("version").doesNotContain("\tat ");
            }
            row.runs(1);
        }
        assertThat(row.broken()).isEmpty();
    }

    /** Rooms whose end was told. */
    private static long rooms(DeliveryLedger ledger) {
        return ledger.byRoom().values().stream()
                .filter(told -> told.getLast().isRoomEnd())
                .count();
    }

    private static Map<String, List<String>> rest() {
        List<String> ended = List.of("room_created", "peer_added", "peer_deleted", "room_deleted");
        List<String> open = List.of("room_created", "peer_added", "room_crashed");
        return Map.of(
                "half",
                List.of("peer_added", "room_crashed"),
                "ended-0",
                ended,
                "ended-1",
                ended,
                "ended-2",
                ended,
                "open-0",
                open,
                "open-1",
                open,
                "open-2",
                open);
    }

    private static Map<String, List<String>> kinds(DeliveryLedger ledger) {
        Map<String, List<String>> kinds = new HashMap<>();
        ledger.byRoom()
                .forEach((room, told) ->
                        kinds.put(room, told.stream().map(Notification::kind).toList()));
        return kinds;
    }

    private static void unpack(Path data) throws IOException {
        try (InputStream resource = Files.newInputStream(Path.of("src/test/resources/campaign/data-v0.1.0.zip"));
                ZipInputStream zip = new ZipInputStream(resource)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = data.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    /** Both copies of the head of the newest segment say version 99, and check. */
    private static void ofNewerVersion(ServerOptions options) throws IOException {
        Path segment;
        try (var files = Files.list(options.data().resolve("journal"))) {
            segment = files.filter(file -> file.toString().endsWith(".log"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer head = ByteBuffer.allocate(2 * COPY_BYTES);
            channel.read(head, 0);
            for (int copy = 0; copy < head.capacity(); copy += COPY_BYTES) {
                head.putInt(copy + VERSION_AT, 99);
                CRC32C crc = new CRC32C();
                crc.update(head.array(), copy, CRC_AT);
                head.putInt(copy + CRC_AT, (int) crc.getValue());
            }
            channel.write(head.clear(), 0);
        }
    }
}
