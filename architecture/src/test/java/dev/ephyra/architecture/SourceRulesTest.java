package dev.ephyra.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** House rules that only the sources can show. */
class SourceRulesTest {
    private static final int MOST_LINES = 400;
    private static final Pattern DEFAULT_BRANCH = Pattern.compile("^\\s*default ?(->|:)");
    private static final Pattern CASE_LABEL = Pattern.compile("^\\s*case (-?\\w+|[\"'])");
    private static final Pattern BROAD_CATCH =
            Pattern.compile("catch \\((final )?(Exception|Throwable|RuntimeException)\\b");
    private static final Pattern PRINTING = Pattern.compile("System\\.(out|err)\\.|\\.printStackTrace\\(");
    private static final Pattern LAX_TEST =
            Pattern.compile("Thread\\.sleep\\(|@Disabled|\\bmock\\(|Mockito|assumeTrue\\(false");

    @Test
    void noFileIsLongerThanAReaderFollows() {
        assertThat(Code.sources("main").stream()
                        .filter(source -> Code.lines(source).size() > MOST_LINES)
                        .toList())
                .isEmpty();
    }

    @Test
    void switchesAreExhaustiveWithoutDefault() {
        assertThat(matches("main", DEFAULT_BRANCH, "").stream()
                        .filter(place -> !followsForeignValues(place))
                        .toList())
                .isEmpty();
    }

    @Test
    void broadCatchesAreNamedContainmentPoints() {
        List<String> catches = matches("main", BROAD_CATCH, "");

        assertThat(catches)
                .allSatisfy(place -> assertThat(containmentNear(place)).isTrue());
    }

    @Test
    void onlyTheCommandLinePrints() {
        assertThat(matches("main", PRINTING, "/server/cli/|/bench/|/server/Main.java"))
                .isEmpty();
    }

    @Test
    void testsNeitherSleepNorMockNorHide() {
        assertThat(matches("test", LAX_TEST, "/architecture/")).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(Code.sources("main").stream()
                        .filter(source -> !source.endsWith("module-info.java"))
                        .map(Path::getParent)
                        .distinct()
                        .filter(folder ->
                                !folder.resolve("package-info.java").toFile().exists())
                        .toList())
                .isEmpty();
    }

    /** A switch over texts or integers cannot be exhaustive; its cases are literals or constants of such types. */
    private static boolean followsForeignValues(String place) {
        int colon = place.lastIndexOf(':');
        List<String> lines = Code.lines(Path.of(place.substring(0, colon)));
        for (int at = Integer.parseInt(place.substring(colon + 1)) - 2; at >= 0; at--) {
            Matcher label = CASE_LABEL.matcher(lines.get(at));
            if (label.find()) {
                String constant = "static final (int|byte|long|short|char|String) " + label.group(1) + "\\b";
                return !Character.isLetter(label.group(1).charAt(0))
                        || lines.stream().anyMatch(line -> line.matches(".*" + constant + ".*"));
            }
        }
        return false;
    }

    private static boolean containmentNear(String place) {
        int colon = place.lastIndexOf(':');
        List<String> lines = Code.lines(Path.of(place.substring(0, colon)));
        int at = Integer.parseInt(place.substring(colon + 1)) - 1;
        return lines.subList(Math.max(0, at - 30), Math.min(lines.size(), at + 4)).stream()
                .anyMatch(line -> line.contains("ontainment point"));
    }

    private static List<String> matches(String kind, Pattern pattern, String exempt) {
        Pattern exempted = Pattern.compile(exempt.isEmpty() ? "$^" : exempt);
        List<String> places = new ArrayList<>();
        for (Path source : Code.sources(kind)) {
            List<String> lines = Code.lines(source);
            for (int number = 1; number <= lines.size(); number++) {
                String line = lines.get(number - 1);
                boolean comment = line.strip().startsWith("*") || line.strip().startsWith("//");
                if (!comment
                        && pattern.matcher(line).find()
                        && !exempted.matcher(source.toString()).find()) {
                    places.add(source + ":" + number);
                }
            }
        }
        return places;
    }
}
