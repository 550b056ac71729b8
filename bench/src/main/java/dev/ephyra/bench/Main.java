package dev.ephyra.bench;

import dev.ephyra.bench.scenario.ComponentFiles;
import dev.ephyra.bench.scenario.EndpointRecovery;
import dev.ephyra.bench.scenario.FanOut;
import dev.ephyra.bench.scenario.FrameLatency;
import dev.ephyra.bench.scenario.IdleConnections;
import dev.ephyra.bench.scenario.IdleServer;
import dev.ephyra.bench.scenario.JournalAppends;
import dev.ephyra.bench.scenario.JournalHandOver;
import dev.ephyra.bench.scenario.JournalStart;
import dev.ephyra.bench.scenario.MediaBesideJanus;
import dev.ephyra.bench.scenario.MediaForwarding;
import dev.ephyra.bench.scenario.MediaHandOver;
import dev.ephyra.bench.scenario.MediaJoin;
import dev.ephyra.bench.scenario.RoomCreates;
import dev.ephyra.bench.scenario.SdkDecode;
import dev.ephyra.bench.scenario.SdkIdle;
import dev.ephyra.bench.scenario.SdkResume;
import dev.ephyra.bench.scenario.StalledEndpoint;
import dev.ephyra.bench.scenario.StreamResume;
import dev.ephyra.bench.scenario.StreamSnapshot;
import dev.ephyra.bench.scenario.UndeliveredMemory;
import dev.ephyra.bench.scenario.WebhookPosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The command: runs scenarios and prints a table. Exit 0 if all floors are reached, 1 if not, 2 for a wrong call. */
public final class Main {
    private static final List<Scenario> SCENARIOS = scenarios();

    private Main() {}

    private static List<Scenario> scenarios() {
        List<Scenario> scenarios = new ArrayList<>(List.of(
                new RoomCreates(),
                new JournalAppends(),
                new JournalHandOver(),
                new FanOut(),
                new FrameLatency(),
                new JournalStart(),
                new StreamResume(),
                new StreamSnapshot(),
                new WebhookPosts(WebhookPosts.Kind.SINGLE),
                new WebhookPosts(WebhookPosts.Kind.ENDPOINT_BATCHES),
                new WebhookPosts(WebhookPosts.Kind.ROOM_BATCHES),
                new StalledEndpoint(),
                new EndpointRecovery(),
                new UndeliveredMemory(),
                new IdleConnections(),
                new IdleServer(),
                new MediaHandOver(),
                new MediaJoin(),
                new ComponentFiles(),
                new SdkDecode(),
                new SdkIdle(),
                new SdkResume()));
        scenarios.addAll(MediaForwarding.all());
        MediaForwarding.all().forEach(ours -> scenarios.add(new MediaBesideJanus(ours)));
        return List.copyOf(scenarios);
    }

    /** Arguments as {@link #usage()} says. */
    public static void main(String[] arguments) throws IOException {
        Arguments given = Arguments.parse(List.of(arguments));
        List<Scenario> chosen = SCENARIOS.stream().filter(given::choose).toList();
        if (given.isWrong() || given.names().stream().anyMatch(Main::isUnknown)) {
            System.err.println(usage());
            System.exit(2);
        }
        Path home =
                Path.of(System.getProperty("bench.home", ".")).toAbsolutePath().normalize();
        Bench bench = new Bench(home, given.isQuick(), given.warm(), given.measured());
        String loadAverage = Machine.loadAverage();
        ResultTable table = new ResultTable(!given.isQuick());
        for (Scenario scenario : chosen) {
            measure(scenario, bench, given.runs(), table);
        }
        System.out.println(Machine.describe(bench, given.runs(), loadAverage));
        System.out.println(table.markdown());
        System.exit(table.hasMissed() ? 1 : 0);
    }

    private static boolean isUnknown(String name) {
        return SCENARIOS.stream().noneMatch(scenario -> isNamed(scenario, name));
    }

    private static boolean isNamed(Scenario scenario, String name) {
        return scenario.name().equals(name) || scenario.name().startsWith(name + "-");
    }

    private static void measure(Scenario scenario, Bench bench, int runs, ResultTable table) {
        Optional<String> lacking = scenario.lacks(bench);
        if (lacking.isPresent()) {
            System.err.println(scenario.name() + " is not run: " + lacking.get());
            table.addNotRun(scenario, lacking.get());
            return;
        }
        List<List<Reading>> results = new ArrayList<>();
        try {
            for (int run = 1; run <= runs; run++) {
                System.err.printf("%s, run %d of %d ...%n", scenario.name(), run, runs);
                results.add(scenario.run(bench));
                System.err.println("  " + brief(results.getLast()));
            }
            table.add(scenario, results);
        } catch (IOException | UncheckedIOException | ScenarioFailure failure) {
            System.err.println(scenario.name() + " failed: " + failure.getMessage());
            table.addFailed(scenario, String.valueOf(failure.getMessage()));
        }
    }

    private static String brief(List<Reading> readings) {
        return readings.stream()
                .map(reading -> reading.metric().name() + " " + ResultTable.number(reading.value()) + " "
                        + reading.metric().unit())
                .collect(Collectors.joining("; "));
    }

    private static String usage() {
        return "bench/run [--quick] [--runs N] [--warm SECONDS] [--seconds SECONDS] [name ...], names: "
                + SCENARIOS.stream().map(Scenario::name).collect(Collectors.joining(" "));
    }

    /** The command line, read. */
    private record Arguments(
            boolean isWrong, boolean isQuick, int runs, Duration warm, Duration measured, List<String> names) {
        boolean choose(Scenario scenario) {
            return names.isEmpty()
                    ? !scenario.isOnlyByName()
                    : names.stream().anyMatch(name -> isNamed(scenario, name));
        }

        static Arguments parse(List<String> words) {
            boolean isQuick = words.contains("--quick");
            int runs = isQuick ? 1 : 3;
            int warmSeconds = isQuick ? 1 : 10;
            int measuredSeconds = isQuick ? 1 : 5;
            boolean isWrong = false;
            List<String> names = new ArrayList<>();
            for (int at = 0; at < words.size(); at++) {
                String word = words.get(at);
                if (word.matches("--(runs|warm|seconds)")
                        && at + 1 < words.size()
                        && words.get(at + 1).matches("[1-9][0-9]{0,2}")) {
                    int number = Integer.parseInt(words.get(++at));
                    runs = word.equals("--runs") ? number : runs;
                    warmSeconds = word.equals("--warm") ? number : warmSeconds;
                    measuredSeconds = word.equals("--seconds") ? number : measuredSeconds;
                } else if (word.startsWith("-")) {
                    isWrong |= !word.equals("--quick");
                } else {
                    names.add(word);
                }
            }
            return new Arguments(
                    isWrong,
                    isQuick,
                    runs,
                    Duration.ofSeconds(warmSeconds),
                    Duration.ofSeconds(measuredSeconds),
                    names);
        }
    }
}
