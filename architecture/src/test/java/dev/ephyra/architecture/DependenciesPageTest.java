package dev.ephyra.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/dependencies.md} against the root pom: each thing of others that we use is there, with its version. */
class DependenciesPageTest {
    private static final String POM = String.join("\n", Code.lines(Code.root().resolve("pom.xml")));
    private static final List<String> PAGE = Code.lines(Code.root().resolve("docs/dependencies.md"));
    private static final Pattern COORDINATES = Pattern.compile(
            "<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<version>([^<]+)</version>");
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

    @Test
    void namesEachDependencyAndPluginWithItsVersion() {
        assertThat(foreign().toList())
                .hasSizeGreaterThan(15)
                .allSatisfy(found -> assertThat(PAGE)
                        .as(found.group(1) + ":" + found.group(2))
                        .anyMatch(row -> row.startsWith("| `" + found.group(1) + ":" + found.group(2) + "` | "
                                + version(found.group(3)) + " |")));
    }

    @Test
    void namesNothingThatIsNotUsed() {
        List<String> used =
                foreign().map(found -> found.group(1) + ":" + found.group(2)).toList();

        assertThat(PAGE.stream()
                        .map(Pattern.compile("^\\| `([^`]+:[^`]+)`")::matcher)
                        .filter(row -> row.find() && !used.contains(row.group(1)))
                        .toList())
                .isEmpty();
    }

    private static Stream<MatchResult> foreign() {
        return COORDINATES
                .matcher(POM)
                .results()
                .filter(found -> !found.group(1).equals("dev.ephyra"));
    }

    private static String version(String text) {
        return PROPERTY.matcher(text)
                .replaceAll(name -> Pattern.compile("<" + name.group(1) + ">([^<]+)</")
                        .matcher(POM)
                        .results()
                        .findFirst()
                        .map(value -> value.group(1))
                        .orElseThrow());
    }
}
