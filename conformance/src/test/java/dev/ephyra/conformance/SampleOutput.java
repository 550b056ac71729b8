package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Output that a page shows, in which {@code …} ends what differs from run to run. Stateless. */
final class SampleOutput {
    private static final Pattern DIFFERS = Pattern.compile("[\\w-]*…");

    private SampleOutput() {}

    /** The lines of the page's indented text that begin so, as they are there without the indent. */
    static List<String> of(String page, String... beginnings) {
        return page.lines()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .filter(line -> List.of(beginnings).stream().anyMatch(line::startsWith))
                .toList();
    }

    /** Fails unless each shown line is one of what was printed, but for what differs. */
    static void assertPrinted(List<String> shown, String printed) {
        for (String line : shown) {
            assertThat(printed.lines().map(String::strip))
                    .as(line + " in\n" + printed)
                    .anyMatch(pattern(line).asMatchPredicate());
        }
    }

    private static Pattern pattern(String line) {
        StringBuilder pattern = new StringBuilder();
        Matcher differs = DIFFERS.matcher(line);
        int at = 0;
        while (differs.find()) {
            pattern.append(Pattern.quote(line.substring(at, differs.start()))).append("[\\w-]+");
            at = differs.end();
        }
        return Pattern.compile(pattern.append(Pattern.quote(line.substring(at))).toString());
    }
}
