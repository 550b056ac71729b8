package dev.ephyra.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/limits.md} against the code: what the code limits is on the page, and with the value it has. */
class LimitsPageTest {
    private static final List<String> PAGE = Code.lines(Code.root().resolve("docs/limits.md"));
    private static final Pattern CONSTANT = Pattern.compile("static final (?:int|long) (\\w+) =");
    private static final Pattern LIMIT = Pattern.compile("(?:\\w+_)?(MAX|MOST|LONGEST|DEADLINE|TIMEOUT)(_\\w+)?");
    private static final Pattern MENTION = Pattern.compile("`([A-Z]\\w+)\\.([\\w.]+)`");

    /** The modules that run in a server; a bound of a test or a load generator is nobody's limit. */
    static Stream<Path> served() {
        String root = Code.root().toString();
        return Code.sources("main").stream()
                .filter(source ->
                        !source.toString().substring(root.length()).matches("/(testkit|bench|conformance)/.*"));
    }

    @Test
    void namesEveryLimitOfTheCode() {
        Set<String> missing = served().flatMap(LimitsPageTest::limits).collect(Collectors.toCollection(TreeSet::new));
        mentions().forEach(mention -> missing.remove(mention.group(1) + "." + mention.group(2)));

        assertThat(missing).as("limits that docs/limits.md does not name").isEmpty();
    }

    @Test
    void givesEachLimitTheValueItHas() {
        assertThat(PAGE.stream().flatMap(LimitsPageTest::wrongValues).toList())
                .as("what docs/limits.md must say instead")
                .isEmpty();
    }

    @Test
    void readsMoreThanAHandfulOfRows() {
        assertThat(mentions().count()).isGreaterThan(100);
    }

    private static Stream<String> limits(Path source) {
        String owner = source.getFileName().toString().replace(".java", "");
        return Code.lines(source).stream()
                .map(CONSTANT::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .filter(name -> LIMIT.matcher(name).matches())
                .map(name -> owner + "." + name);
    }

    private static Stream<MatchResult> mentions() {
        return PAGE.stream().flatMap(row -> MENTION.matcher(row).results());
    }

    private static Stream<String> wrongValues(String row) {
        return MENTION.matcher(row)
                .results()
                .map(mention -> mention.group() + " is " + ShownValue.of(mention.group(1), mention.group(2)))
                .filter(is -> shown(row).stream().noneMatch(value -> is.endsWith(" is " + value)));
    }

    /** The values of a row: its second cell, and what follows a constant. */
    private static List<String> shown(String row) {
        String[] cells = row.split("\\|", -1);
        return Stream.of(cells[2], cells[3].replaceFirst(".*= ", ""))
                .map(String::strip)
                .toList();
    }
}
