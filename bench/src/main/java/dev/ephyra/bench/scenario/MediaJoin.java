package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.RestRequests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A browser joins a room where somebody publishes video, with the published client; from the open socket to the first
 * decoded frame. Each join is a page that was just opened; browsers and server share the machine.
 */
public final class MediaJoin implements Scenario {
    private static final Metric PICTURE = Metric.atMost("socket open to first decoded frame, median", "ms", 700);
    private static final Metric NINETIETH = Metric.reported("the same, 90 of 100", "ms");
    private static final List<Metric> STAGES = List.of(
            Metric.reported("socket open to join, median", "ms"),
            Metric.reported("socket open to answer, median", "ms"),
            Metric.reported("socket open to ICE and DTLS done, median", "ms"));
    private static final Path CHROMIUM = Path.of(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
    private static final String PACKAGES = "conformance/target/browser";
    private static final Duration SETTLE = Duration.ofSeconds(10);
    /** A page is open within 2 s and joined within another, also on a busy machine. */
    private static final Duration FOR_EACH = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "media-join";
    }

    @Override
    public String work() {
        return "a browser joins where video is published";
    }

    @Override
    public Optional<String> lacks(Bench bench) {
        if (!Files.isExecutable(CHROMIUM)) {
            return Optional.of("no Chromium at " + CHROMIUM + "; CHROMIUM may name one");
        }
        return Files.exists(bench.home().resolve(PACKAGES).resolve("installed.json"))
                ? Optional.empty()
                : Optional.of("the clients' packages are not installed: run conformance/prepare");
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        int warming = bench.size(5, 1);
        int joins = warming + bench.size(15, 3);
        try (ServerUnderLoad server = bench.startServer()) {
            List<double[]> times = join(bench, server, tokens(server, 1 + joins));
            ScenarioFailure.unless(times.size() == joins, times.size() + " joins of " + joins);
            List<double[]> warm = times.subList(warming, joins);
            List<Reading> readings = new ArrayList<>();
            int last = STAGES.size();
            readings.add(new Reading(PICTURE, share(warm, last, 0.5)));
            readings.add(new Reading(NINETIETH, share(warm, last, 0.9)));
            for (int stage = 0; stage < last; stage++) {
                readings.add(new Reading(STAGES.get(stage), share(warm, stage, 0.5)));
            }
            return readings;
        }
    }

    /** Of one stage of all joins, the time that {@code share} of them do not exceed. */
    private static double share(List<double[]> joins, int stage, double share) {
        double[] sorted =
                joins.stream().mapToDouble(join -> join[stage]).sorted().toArray();
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    /** Peers of a new room. */
    private static List<String> tokens(ServerUnderLoad server, int count) throws IOException, ScenarioFailure {
        String room = "media-join";
        List<String> tokens = new ArrayList<>();
        try (LoadLoop loop = new LoadLoop()) {
            HttpConnection rest = HttpConnection.open(loop, server.port());
            rest.send(RestRequests.createRoom(room), (on, answer, nowNanos) -> RestRequests.expect(201, answer));
            loop.turnUntil("a room", SETTLE, rest::isIdle);
            for (int peer = 0; peer < count; peer++) {
                rest.send(RestRequests.addPeer(room), (on, answer, nowNanos) -> {
                    RestRequests.expect(201, answer);
                    tokens.add(RestRequests.token(answer));
                });
                loop.turnUntil("a peer", SETTLE, rest::isIdle);
            }
        }
        return tokens;
    }

    /** The times of each join, as {@code run.mjs} prints them. */
    private static List<double[]> join(Bench bench, ServerUnderLoad server, List<String> tokens)
            throws IOException, ScenarioFailure {
        List<String> command = new ArrayList<>(
                List.of("node", "bench/src/main/js/media-join/run.mjs", "ws://127.0.0.1:" + server.port()));
        command.addAll(tokens);
        Path folder = bench.newFolder("media-join-");
        Path printed = folder.resolve("printed");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(bench.home().toFile())
                .redirectOutput(printed.toFile())
                .redirectError(errors.toFile());
        builder.environment().put("PACKAGES", PACKAGES);
        Process process = builder.start();
        try {
            long seconds = FOR_EACH.toSeconds() * tokens.size();
            boolean isDone = process.waitFor(seconds, TimeUnit.SECONDS) && process.exitValue() == 0;
            ScenarioFailure.unless(isDone, "the browser did not do it: " + Files.readString(errors));
            return Files.readAllLines(printed, StandardCharsets.UTF_8).stream()
                    .map(MediaJoin::numbers)
                    .toList();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ScenarioFailure("interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            ServerUnderLoad.deleteFolder(folder);
        }
    }

    private static double[] numbers(String line) {
        String[] words = line.split(" ", -1);
        double[] numbers = new double[words.length];
        for (int i = 0; i < words.length; i++) {
            numbers[i] = Double.parseDouble(words[i]);
        }
        return numbers;
    }
}
