package dev.ephyra.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.server.ServerStart;
import dev.ephyra.server.Version;
import dev.ephyra.server.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineEntryTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<Settings> started = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void printsSettingsWithTheirOriginAndMasksSecrets() throws IOException {
        Path file = Files.writeString(folder.resolve("e.conf"), "metrics.port = 1234\n");

        int code = run(Map.of("FJ_SERVER_API_TOKEN", "hush", "JF_PORT", "6000"), "config", "--config", file.toString());

        assertThat(code).isZero();
        assertThat(out.toString())
                .containsPattern("(?m)^http\\.port = 6000 +# FJ_PORT, environment JF_PORT$")
                .containsPattern("(?m)^server-api-token = \\*{8} +# FJ_SERVER_API_TOKEN, environment ")
                .containsPattern("(?m)^metrics\\.port = 1234 +# FJ_METRICS_PORT, .*e\\.conf:1$")
                .containsPattern("(?m)^log\\.level = info +# FJ_LOG_LEVEL, default$")
                .doesNotContain("hush");
        assertThat(err.toString()).contains("warning: ", "JF_PORT");
    }

    @Test
    void startsTheServerAndLeavesWithItsCode() {
        assertThat(run(Map.of("FJ_PORT", "6001"), "server")).isEqualTo(7);
        assertThat(started)
                .singleElement()
                .satisfies(settings -> assertThat(settings.http().port()).isEqualTo(6001));
    }

    @Test
    void takesTheConfigFileInEachForm() throws IOException {
        String file = Files.writeString(folder.resolve("e.conf"), "http.port = 6002\n")
                .toString();

        assertThat(run(Map.of(), "server", "--config", file)).isEqualTo(7);
        assertThat(run(Map.of(), "server", "--config=" + file)).isEqualTo(7);
        assertThat(run(Map.of("EPHYRA_CONFIG", file), "server")).isEqualTo(7);
        assertThat(started)
                .hasSize(3)
                .allSatisfy(settings -> assertThat(settings.http().port()).isEqualTo(6002));
    }

    @Test
    void refusesBadSettingsInOneLine() {
        assertThat(run(Map.of("FJ_PORT", "x"), "server")).isEqualTo(1);
        assertThat(run(Map.of("EPHYRA_CONFIG", folder.resolve("none").toString()), "server"))
                .isEqualTo(1);
        assertThat(run(Map.of("EPHYRA_CONFIG", folder.toString()), "config")).isEqualTo(1);

        assertThat(started).isEmpty();
        assertThat(err.toString().lines())
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("Bad FJ_PORT"),
                        line -> assertThat(line).startsWith("There is no configuration file"),
                        line -> assertThat(line).startsWith("Cannot read the configuration file"));
    }

    @Test
    void saysThatAStartFailedWithoutATrace() {
        ServerStart failing = settings -> {
            throw new IOException("port 5002 is taken");
        };

        assertThat(entry(Map.of(), failing).run("server")).isEqualTo(1);
    }

    @Test
    void trainsOnAServerThatIsClosedAgain() {
        assertThat(run(Map.of("FJ_PORT", "broken"), "train")).isZero();
        assertThat(started)
                .singleElement()
                .satisfies(settings -> assertThat(settings.data().folder()).doesNotExist());
    }

    @Test
    void helpsAndTellsItsVersion() throws IOException {
        assertThat(run(Map.of(), "--help")).isZero();
        assertThat(run(Map.of())).isZero();
        assertThat(out.toString()).contains("server", "config", "version").doesNotContain("train");
        assertThat(run(Map.of(), "version")).isZero();
        assertThat(out.toString()).contains("Ephyra " + Version.NUMBER);
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>" + Version.NUMBER + "</version>");
    }

    @Test
    void refusesWhatItDoesNotKnowWithTheCodeOfUsage() {
        assertThat(run(Map.of(), "sever")).isEqualTo(2);
        assertThat(run(Map.of(), "server", "--prot", "1")).isEqualTo(2);
        assertThat(err.toString()).contains("sever", "--prot");
    }

    private int run(Map<String, String> environment, String... arguments) {
        return entry(environment, settings -> {
                    started.add(settings);
                    return new FakeServer();
                })
                .run(arguments);
    }

    private CommandLineEntry entry(Map<String, String> environment, ServerStart start) {
        return new CommandLineEntry(environment, start, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    private static final class FakeServer implements ServerStart.RunningServer {
        @Override
        public int awaitEnd() {
            return 7;
        }

        @Override
        public void close() {}
    }
}
