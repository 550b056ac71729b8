package dev.ephyra.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results of all scenarios as a Markdown table. Owned by the main thread. */
final class ResultTable {
    private final List<String> lines = new ArrayList<>();
    private final boolean isJudged;
    private boolean hasMissed;

    ResultTable(boolean isJudged) {
        this.isJudged = isJudged;
        lines.add("| work | figure | median (lowest to highest) | floor | verdict |");
        lines.add("|---|---|---|---|---|");
    }

    /** Adds the lines of one scenario; each run gave its readings in the same order. */
    void add(Scenario scenario, List<List<Reading>> runs) {
        Map<Metric, List<Double>> values = new LinkedHashMap<>();
        for (List<Reading> run : runs) {
            run.forEach(reading -> values.computeIfAbsent(reading.metric(), metric -> new ArrayList<>())
                    .add(reading.value()));
        }
        String work = scenario.work();
        for (Map.Entry<Metric, List<Double>> entry : values.entrySet()) {
            lines.add(row(work, entry.getKey(), entry.getValue()));
            work = "";
        }
    }

    /** Adds a scenario that did not hold what it checks. */
    void addFailed(Scenario scenario, String why) {
        hasMissed = true;
        lines.add("| " + scenario.work() + " | | | | **failed**: "
                + why.lines().findFirst().orElse("") + " |");
    }

    /** Adds a scenario that this machine lacks something for. */
    void addNotRun(Scenario scenario, String why) {
        lines.add("| " + scenario.work() + " | | | | not run: " + why + " |");
    }

    /** Whether a scenario failed, or a floor was missed in a run that is judged. */
    boolean hasMissed() {
        return hasMissed;
    }

    String markdown() {
        return String.join("\n", lines);
    }

    private String row(String work, Metric metric, List<Double> values) {
        double median = median(values);
        boolean isReached = metric.floor().isReachedBy(median);
        String verdict = switch (metric.floor()) {
            case Floor.None none -> "";
            case Floor.AtLeast least -> isJudged ? verdict(isReached, median / least.value()) : "not judged";
            case Floor.AtMost most -> isJudged ? verdict(isReached, most.value() / median) : "not judged";
        };
        hasMissed |= isJudged && !isReached;
        String floor = switch (metric.floor()) {
            case Floor.None none -> "";
            case Floor.AtLeast least -> "≥ " + number(least.value());
            case Floor.AtMost most -> "≤ " + number(most.value());
        };
        String range = "%s (%s to %s)"
                .formatted(number(median), number(Collections.min(values)), number(Collections.max(values)));
        return "| %s | %s, %s | %s | %s | %s |".formatted(work, metric.name(), metric.unit(), range, floor, verdict);
    }

    private static String verdict(boolean isReached, double times) {
        return (isReached ? "reached, " : "**missed**, ") + number(times) + " x";
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Three digits that mean something. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100) {
            return String.format(Locale.ROOT, "%,d", Math.round(value));
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", value);
    }
}
