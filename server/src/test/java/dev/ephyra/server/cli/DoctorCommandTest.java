package dev.ephyra.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.server.store.SqliteStore;
import dev.ephyra.server.store.StoreException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
    private final FakeServer server = new FakeServer();

    @TempDir
    Path data;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void findsNothingWrongWhereAServerCouldStart() throws IOException {
        CommandRun run = doctor(settings());

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line -> line.matches("ok +java — 25.*"))
                .anyMatch(line -> line.matches("ok +port — 127.0.0.1:\\d+ is free"))
                .anyMatch(line -> line.startsWith("ok   server — none answers"))
                .noneMatch(line -> line.startsWith("FAIL"));
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void saysWhatWouldRefuseToStart() throws IOException {
        Map<String, String> settings = settings();
        settings.put("FJ_PORT", "none");

        CommandRun run = doctor(settings);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).containsPattern("(?m)^FAIL settings — Bad FJ_PORT .* — a start is refused");
    }

    @Test
    void findsAPortThatAnotherProgramHolds() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = settings();
            settings.put("FJ_METRICS_PORT", Integer.toString(taken.getLocalPort()));

            CommandRun run = doctor(settings);

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).containsPattern("FAIL metrics port — .* cannot be had: .*FJ_METRICS_PORT");
        }
    }

    @Test
    void findsNothingWrongWithMediaThatOnlyThisMachineUses() throws IOException {
        Map<String, String> used = settings();
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            used.put("FJ_WEBRTC_TURN_PORT_RANGE", free.getLocalPort() + "-" + free.getLocalPort());
        }
        assertThat(doctor(used).out().lines())
                .anyMatch(line -> line.matches("ok +media port — UDP 127.0.0.1:\\d+ is free.*"))
                .anyMatch(line -> line.matches("(ok|warn) +media buffers — of 4194304 B the system gives \\d+ .*"))
                .anyMatch(line -> line.matches("ok +media address — 127.0.0.1: for browsers on this machine"))
                .anyMatch(line -> line.matches("ok +media certificate — made, and a DTLS handshake .*"));

        Map<String, String> off = settings();
        off.put("FJ_WEBRTC_USED", "false");
        assertThat(doctor(off).out()).contains("ok   media — not used").doesNotContain("media port");
    }

    @Test
    void findsAMediaPortThatAnotherProgramHolds() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Map<String, String> settings = settings();
            settings.put("FJ_WEBRTC_TURN_PORT_RANGE", port + "-" + port);
            assertThat(doctor(settings).out())
                    .containsPattern("FAIL media port — UDP 127.0.0.1:" + port + " to " + port + " are all taken");

            settings.put("FJ_WEBRTC_TURN_PORT_RANGE", port + "-" + Math.min(65_535, port + 50));
            assertThat(doctor(settings).out())
                    .containsPattern(
                            "warn media port — .*:" + port + " is taken, and a start would use \\d+ — let that");
        }
    }

    @Test
    void findsATurnPortThatIsTakenOrThatBrowsersDoNotAsk() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = settings();
            settings.put("FJ_WEBRTC_TURN_TCP_PORT", Integer.toString(taken.getLocalPort()));
            assertThat(doctor(settings).out()).containsPattern("FAIL TURN TCP port — .* cannot be had: ");

            settings.put("FJ_WEBRTC_TURN_TCP_PORT", "444");
            assertThat(doctor(settings).out())
                    .contains("warn TURN TCP port — Chromium asks no TURN server on port 444");
        }
    }

    @Test
    void findsAListenAddressThatIsNotOfThisMachine() throws IOException {
        Map<String, String> settings = settings();
        settings.put("FJ_WEBRTC_TURN_LISTEN_IP", "192.0.2.7");
        settings.put("FJ_WEBRTC_TURN_IP", "0.0.0.0");

        CommandRun run = doctor(settings);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("FAIL media port — UDP on 192.0.2.7 cannot be had: ")
                .contains("FAIL media address — 0.0.0.0 is announced, which is unspecified — set FJ_WEBRTC_TURN_IP");
    }

    @Test
    void findsSecretsThatOthersMayRead() throws IOException {
        Path key = Files.writeString(data.resolve("encryption_key"), "hush");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        CommandRun run = doctor(settings());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("FAIL secrets — others may .* encryption_key")
                .doesNotContain("hush");
    }

    @Test
    void findsAJournalInUseByAProcessThatDoesNotAnswer() throws IOException {
        Path lock = Files.createDirectories(data.resolve("journal")).resolve("journal.lock");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(channel.tryLock()).isNotNull();

            assertThat(doctor(settings()).out()).contains("journal — this process uses it");
        }
        assertThat(doctor(settings()).out()).contains("journal — nobody uses it");
    }

    @Test
    void findsARestoreThatWasNotFinished() throws IOException {
        Files.createDirectory(data.resolve(".restoring"));

        CommandRun run = doctor(settings());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).containsPattern("FAIL restore — .* was not finished.* — run it again: ephyra restore");
    }

    @Test
    void findsAJournalAndADatabaseOfANewerVersion() throws Exception {
        Path journal = Files.createDirectories(data.resolve("journal"));
        Files.write(journal.resolve("00000000000000000001.log"), segmentHead(7));
        database("UPDATE schema_version SET version = 99");
        List<String> before = filesOf(data);

        CommandRun run = doctor(settings());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("FAIL journal format — .*\\.log has format version 7")
                .containsPattern("FAIL database — .*has format 99, written by a newer version");
        assertThat(filesOf(data)).isEqualTo(before);
    }

    @Test
    void findsADamagedJournalAndADamagedDatabase() throws Exception {
        Path journal = Files.createDirectories(data.resolve("journal"));
        Files.write(journal.resolve("00000000000000000001.log"), new byte[1024]);
        Files.write(journal.resolve("00000000000000000002.log"), new byte[1024]);
        Files.writeString(data.resolve("ephyra.db"), "no database, whatever it may be called ".repeat(100));

        CommandRun run = doctor(settings());

        assertThat(run.out())
                .contains("warn journal format — the heads of 00000000000000000001.log are damaged")
                .containsPattern("FAIL database — .*ephyra.db is damaged");
    }

    @Test
    void takesAJournalAndADatabaseOfThisVersion() throws Exception {
        GroupCommitJournal.open(
                        FileDisk.open(data.resolve("journal")), JournalOptions.defaults(), JournalClock.system())
                .close();
        database("DELETE FROM lane");

        assertThat(doctor(settings()).out())
                .contains("ok   journal format — this version reads it", "ok   database — this version reads it");
    }

    @Test
    void wantsSpaceForTheHardLimitOfTheJournal() throws IOException {
        Map<String, String> settings = settings();
        long free = Files.getFileStore(data).getUsableSpace();
        settings.put("EPHYRA_RETENTION_BYTES", Long.toString(free / 4 * 3));

        assertThat(doctor(settings).out()).containsPattern("warn disk space — .* with what is undelivered ");
    }

    private void database(String change) throws SQLException, StoreException {
        Path file = data.resolve("ephyra.db");
        SqliteStore.open(file).close();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute(change);
        }
    }

    /** Both copies, of a format that only a later version knows. */
    private static byte[] segmentHead(int version) {
        ByteBuffer copy = ByteBuffer.allocate(512).put("EPHYRAJ1".getBytes(StandardCharsets.US_ASCII));
        copy.putInt(version).putInt(0).putLong(1).putLong(2).putLong(1);
        CRC32C sum = new CRC32C();
        sum.update(copy.array(), 0, copy.position());
        copy.putInt((int) sum.getValue());
        return ByteBuffer.allocate(1024).put(copy.array()).put(copy.array()).array();
    }

    private static List<String> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    @Test
    void noticesAClockThatIsBehindTheJournal() throws IOException {
        Path segment = Files.createFile(
                Files.createDirectories(data.resolve("journal")).resolve("1.log"));
        Files.setLastModifiedTime(segment, FileTime.from(Instant.now().plusSeconds(3_600)));

        assertThat(doctor(settings()).out()).containsPattern("warn clock — .* but the journal was written at");
    }

    @Test
    void looksAtTheEndpointsOfARunningServerWithoutPostingAnything() throws IOException {
        server.answers("GET /health", 200, "{\"data\":{\"status\":\"ok\",\"version\":\"0.2.0\"}}");
        String endpoints = "{\"endpoints\":["
                + "{\"id\":\"ep_well\",\"url\":\"" + server.url() + "/hook\",\"state\":\"active\"},"
                + "{\"id\":\"ep_deaf\",\"url\":\"http://127.0.0.1:9/\",\"state\":\"tripped\",\"lastFailure\":\"refused\"},"
                + "{\"id\":\"ep_meta\",\"url\":\"http://169.254.169.254/\",\"state\":\"active\"},"
                + "{\"id\":\"ep_plain\",\"url\":\"https://127.0.0.1:" + server.port() + "/\",\"state\":\"active\"}]}";
        server.answers("GET /ephyra/v1/endpoints", 200, endpoints);
        Map<String, String> settings = settings();
        settings.put("EPHYRA_URL", server.url());

        CommandRun run = doctor(settings);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("ok +server — 0.2.0 answers")
                .containsPattern("ok +endpoint ep_well — .* can be reached")
                .containsPattern("FAIL endpoint ep_deaf — .* cannot be reached")
                .containsPattern("warn endpoint ep_deaf — it is tripped; last failure: refused")
                .containsPattern("FAIL endpoint ep_meta — .*the address filter refuses it: link-local")
                .containsPattern("FAIL endpoint ep_plain — ");
        assertThat(server.asked()).extracting(FakeServer.Asked::method).containsOnly("GET");
        assertThat(server.asked()).extracting(FakeServer.Asked::uri).doesNotContain("/hook");
    }

    @Test
    void printsJsonForPrograms() throws IOException {
        JsonNode findings = new ObjectMapper()
                .readTree(CommandRun.of(settings(), new CommandRun.Nobody(), "doctor", "--json")
                        .out());

        assertThat(findings).hasSizeGreaterThan(8);
        assertThat(findings.get(0).path("what").asText()).isEqualTo("java");
        assertThat(findings.get(0).path("level").asText()).isEqualTo("ok");
    }

    private static CommandRun doctor(Map<String, String> environment) {
        return CommandRun.of(environment, new CommandRun.Nobody(), "doctor");
    }

    private Map<String, String> settings() throws IOException {
        return new TreeMap<>(Map.of(
                "EPHYRA_DATA_DIR", data.toString(),
                "FJ_PORT", Integer.toString(freePort()),
                "FJ_METRICS_PORT", Integer.toString(freePort()),
                "FJ_SERVER_API_TOKEN", FakeServer.TOKEN));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
