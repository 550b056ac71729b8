package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalInspection;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.Recovery;
import dev.ephyra.testkit.DeliveryLedger;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.RoomModel;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.SinkBehaviour;
import dev.ephyra.testkit.WebhookSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bits that flip and ends that go missing in the files of a stopped server, all of whose events are undelivered. One load makes
 * the folder; each run damages a copy of it.
 */
class CorruptionCampaignTest {
    private static final int WORKERS = 3;
    private static final int ROOMS = 40;
    private static final Duration TOLD = Duration.ofSeconds(60);

    @TempDir
    Path home;

    private final RoomModel model = new RoomModel();
    private volatile DeliveryLedger ledger = new DeliveryLedger();
    private final WebhookSink sink = new WebhookSink(post -> ledger.accept(post));

    /** What is damaged, and where. */
    enum Damage {
        HEAD_OF_THE_LOG,
        FIRST_THIRD,
        MIDDLE,
        LAST_BATCH,
        TRUNCATED_IN_THE_MIDDLE,
        TRUNCATED_LAST_BATCH,
        DATABASE
    }

    @CampaignRow(value = 16, fault = "a bit flips, or an end is missing, in a stopped server's files")
    void onlyWhatIsHitIsLostAndThatIsSaid(RowRecord row) throws Exception {
        Random random = new Random(row.seed());
        try (sink) {
            undelivered(row);
            for (int round = 0; round < CampaignScale.count(5, 1); round++) {
                for (Damage damage : Damage.values()) {
                    damagedRun(row, damage, random);
                }
            }
            row.note(
                    "\"lost\" counts rooms of which something was hit, each of them in a range that was reported; a flip in the "
                            + "last batch cannot be told from a write that was torn, and is cut like one, with a warning, unless the database remembers what was in it; a database that does "
                            + "not check stops the start with a message, is moved away as that says, and all is delivered again");
            assertThat(row.broken()).as("seed " + row.seed()).isEmpty();
        }
    }

    /** Rooms whose receiver refuses everything; the server is killed in the end. */
    private void undelivered(RowRecord row) throws IOException {
        sink.behaveOtherwise(SinkBehaviour.status(503));
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home.resolve("made")));
                RestClient rest = server.rest()) {
            RoomLoad load = new RoomLoad(rest, model, worker -> "\"webhookUrl\":\"" + sink.url("/" + worker) + "\"");
            load.start("hit", WORKERS, row.seed());
            server.await("load", TOLD, () -> load.answered() > ROOMS * 4L);
            load.stop();
        }
        model.killed();
    }

    private void damagedRun(RowRecord row, Damage damage, Random random) throws Exception {
        String name = damage.name().toLowerCase(Locale.ROOT) + row.broken().size() + random.nextInt(1 << 20);
        ServerOptions options = ServerOptions.in(home.resolve(name));
        copy(home.resolve("made").resolve("data"), options.data());
        Map<Long, String> rooms = roomsByOffset(options);
        inflict(options, damage, random);
        Set<String> hit = hitRooms(options, rooms);
        ledger = new DeliveryLedger();
        // Retries before the damage count as nothing: each run has a receiver that never saw them.
        sink.behaveOtherwise(SinkBehaviour.ACCEPT);
        if (damage == Damage.DATABASE) {
            refusesOrDoesNotNotice(options);
        }
        try (ServerProcess server = ServerProcess.start(options);
                RestClient rest = server.rest()) {
            long beganNanos = System.nanoTime();
            server.await(
                    damage + ": what was not hit", TOLD, () -> differences(hit).isEmpty());
            row.recovered(Duration.ofNanos(System.nanoTime() - beganNanos));
            row.runs(1);
            row.judged(ledger);
            row.lost(hit.size());
            assertSaid(server, rest, damage, hit);
            assertThat(rest.createRoom("{\"roomId\":\"after\"}").status()).isEqualTo(201);
        }
        sink.behaveOtherwise(SinkBehaviour.status(503));
    }

    /** A database that does not check is never begun anew without being told to: it is moved away as the message says. */
    private void refusesOrDoesNotNotice(ServerOptions options) throws IOException {
        try (ServerProcess server = ServerProcess.launch(options);
                RestClient rest = server.rest()) {
            long deadlineNanos = System.nanoTime() + TOLD.toNanos();
            while (server.isRunning() && rest.tryGet("/health") != 200 && System.nanoTime() - deadlineNanos < 0) {
                Pause.of(Duration.ofMillis(50));
            }
            if (server.isRunning()) {
                ledger.fault();
                return;
            }
            assertThat(server.log()).contains("ephyra.db", "move it away").doesNotContain("\tat ");
        }
        for (String file : List.of("ephyra.db", "ephyra.db-wal", "ephyra.db-shm")) {
            Files.deleteIfExists(options.data().resolve(file));
        }
    }

    private List<String> differences(Set<String> hit) {
        Map<String, List<Notification>> told = new HashMap<>(ledger.byRoom());
        List<String> differences = new ArrayList<>();
        for (String difference : model.differences(told)) {
            if (hit.stream().noneMatch(room -> difference.startsWith("room " + room + " "))) {
                differences.add(difference);
            }
        }
        return differences;
    }

    private static void assertSaid(ServerProcess server, RestClient rest, Damage damage, Set<String> hit) {
        if (hit.isEmpty()) {
            return;
        }
        assertThat(server.log()).as(damage.name()).containsPattern("do not check|Cut \\d+ bytes|missing");
        if (damage == Damage.FIRST_THIRD || damage == Damage.MIDDLE) {
            server.await(
                    "log_corruption",
                    TOLD,
                    () -> rest.get("/ephyra/v1/events?type=logCorruption&since=1h")
                            .body()
                            .contains("logCorruption"));
        }
    }

    /** Rooms with a record that does not check, or that is no longer there. */
    private static Set<String> hitRooms(ServerOptions options, Map<Long, String> before) throws JournalException {
        Map<Long, String> after = roomsByOffset(options);
        Set<String> hit = new TreeSet<>();
        before.forEach((offset, room) -> {
            if (!after.containsKey(offset)) {
                hit.add(room);
            }
        });
        return hit;
    }

    private static Map<Long, String> roomsByOffset(ServerOptions options) throws JournalException {
        Map<Long, String> rooms = new HashMap<>();
        JournalInspection.show(
                FileDisk.existing(options.data().resolve("journal")),
                null,
                1,
                Long.MAX_VALUE,
                new JournalInspection.Reader() {
                    @Override
                    public void record(JournalRecord read) {
                        rooms.put(read.offset(), read.room());
                    }

                    @Override
                    public void damaged(Recovery.Quarantined range) {
                        // What is not read is hit.
                    }
                });
        return rooms;
    }

    private static void inflict(ServerOptions options, Damage damage, Random random) throws Exception {
        Path log = firstSegment(options);
        long end = JournalInspection.check(FileDisk.existing(options.data().resolve("journal")))
                .segments()
                .getFirst()
                .bytes();
        switch (damage) {
            case HEAD_OF_THE_LOG -> flip(log, random.nextInt(44), random);
            case FIRST_THIRD -> flip(log, 1_024 + random.nextLong(end / 3), random);
            case MIDDLE -> flip(log, end / 3 + random.nextLong(end / 3), random);
            case LAST_BATCH -> flip(log, end - 1 - random.nextInt(20), random);
            case TRUNCATED_IN_THE_MIDDLE -> truncate(log, end / 2 + random.nextLong(end / 4));
            case TRUNCATED_LAST_BATCH -> truncate(log, end - 1 - random.nextInt(20));
            case DATABASE -> flip(options.data().resolve("ephyra.db"), random.nextInt(4_096), random);
        }
    }

    private static Path firstSegment(ServerOptions options) throws IOException {
        try (Stream<Path> files = Files.list(options.data().resolve("journal"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void flip(Path file, long at, Random random) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ (1 << random.nextInt(8)))).clear();
            channel.write(one, at);
        }
    }

    private static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path path : all.toList()) {
                Path target = to.resolve(from.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(path, target);
                }
            }
        }
    }
}
