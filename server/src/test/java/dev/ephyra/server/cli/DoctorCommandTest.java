package dev.ephyra.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
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
