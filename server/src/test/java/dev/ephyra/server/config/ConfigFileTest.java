package dev.ephyra.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.server.config.EffectiveSetting.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ConfigFileTest {
    @Test
    void readsKeysAndSaysWhereEachValueCameFrom() {
        SettingsResult result = SettingsReader.read(Map.of("FJ_METRICS_PORT", "1111"), "e.conf", """
                # a comment
                http.port = 6000
                  server-api-token="a # b"

                metrics.port = 2222
                """);

        assertThat(result).isInstanceOfSatisfying(SettingsResult.Accepted.class, accepted -> {
            assertThat(accepted.settings().http().port()).isEqualTo(6000);
            assertThat(accepted.settings().serverApiToken().value()).isEqualTo("a # b");
            assertThat(accepted.settings().metrics().port()).isEqualTo(1111);
            assertThat(accepted.effective())
                    .contains(
                            new EffectiveSetting(SettingTable.PORT, "6000", new Origin.File("e.conf", 2)),
                            new EffectiveSetting(
                                    SettingTable.METRICS_PORT, "1111", new Origin.Variable("FJ_METRICS_PORT")),
                            new EffectiveSetting(SettingTable.HOST, "127.0.0.1:6000", new Origin.Default()));
        });
    }

    @Test
    void stopsAtAnUnknownKeyAndNamesTheNearest() {
        assertThat(rejection("http.port = 1\nhtpp.prot = 2"))
                .isEqualTo("e.conf:2: unknown key htpp.prot; did you mean http.port?");
        assertThat(rejection("zzz = 2")).isEqualTo("e.conf:1: unknown key zzz.");
    }

    @Test
    void saysWhichLineIsWrong() {
        assertThat(rejection("\nhttp.port")).isEqualTo("e.conf:2: expected key = value");
        assertThat(rejection("= 5")).isEqualTo("e.conf:1: expected key = value");
        assertThat(rejection("http.port = 1\n\nhttp.port = 2"))
                .isEqualTo("e.conf:3: http.port was given in line 1 already");
        assertThat(rejection("http.port = x"))
                .isEqualTo("Bad http.port (e.conf:1) value. Expected valid port number, got: x");
        assertThat(rejection("#".repeat(ConfigFile.MAX_CHARS + 1))).contains("larger than");
    }

    @Property(tries = 300)
    void neitherThrowsNorAcceptsWhatItDoesNotKnow(@ForAll String text) {
        SettingsResult result = SettingsReader.read(Map.of(), "e.conf", text);

        boolean onlyComments =
                text.lines().allMatch(line -> line.isBlank() || line.strip().startsWith("#"));
        assertThat(result instanceof SettingsResult.Accepted).isEqualTo(onlyComments);
    }

    @Test
    void everyTruncationOfAFileIsTakenOrRefusedInOneLine() {
        String text = "http.port = 6000\nserver-api-token = \"t\"\n# end\n";
        for (int length = 0; length <= text.length(); length++) {
            SettingsResult result = SettingsReader.read(Map.of(), "e.conf", text.substring(0, length));
            if (result instanceof SettingsResult.Rejected(String message)) {
                assertThat(message).startsWith("e.conf:").doesNotContain("\n");
            }
        }
    }

    @Test
    void namesOfVariablesAndKeysAreUnique() {
        Set<String> keys = SettingTable.rows().stream().map(Setting::key).collect(Collectors.toSet());
        Set<String> variables =
                SettingTable.rows().stream().map(Setting::variable).collect(Collectors.toSet());

        assertThat(keys).hasSameSizeAs(SettingTable.rows());
        assertThat(variables).hasSameSizeAs(SettingTable.rows());
        assertThat(variables).allMatch(name -> name.startsWith("FJ_") || name.startsWith("EPHYRA_"));
        assertThat(variables).doesNotContain("EPHYRA_PORT");
    }

    @Test
    void referenceFileIsTheTableAndItsDefaultsAreTaken() throws IOException {
        String kept = Files.readString(Path.of("..", "config", "reference.conf"));
        String uncommented = kept.lines()
                .map(line -> line.startsWith("# ") && line.substring(2).matches("[a-z0-9.-]+ =.*")
                        ? line.substring(2)
                        : line)
                .collect(Collectors.joining("\n"));

        assertThat(kept).isEqualTo(ReferenceFile.text());
        assertThat(SettingsReader.read(Map.of(), "reference.conf", uncommented))
                .isInstanceOfSatisfying(
                        SettingsResult.Accepted.class,
                        accepted -> assertThat(accepted.settings())
                                .isEqualTo(((SettingsResult.Accepted) SettingsReader.read(Map.of())).settings()));
        assertThat(uncommented.lines().filter(line -> !line.isBlank() && !line.startsWith("#")))
                .hasSameSizeAs(SettingTable.rows());
    }

    private static String rejection(String text) {
        SettingsResult result = SettingsReader.read(Map.of(), "e.conf", text);
        return result instanceof SettingsResult.Rejected(String message) ? message : "accepted";
    }
}
