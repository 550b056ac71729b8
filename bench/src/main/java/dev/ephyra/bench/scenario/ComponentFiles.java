package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Latencies;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.ProcessCost;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.media.FileAudience;
import dev.ephyra.bench.media.PlayedFiles;
import dev.ephyra.webrtc.sdp.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** File components, each in a room of its own: first nobody listens, then one subscriber to each. */
public final class ComponentFiles implements Scenario {
    private static final int COMPONENTS = 50;
    private static final int QUICK_COMPONENTS = 5;

    /** One of so many plays sound, the others video. */
    private static final int SOUND_EACH = 5;

    /** Joining takes some seconds. */
    private static final Duration SPARE = Duration.ofSeconds(60);

    private static final String MILLIS_PER_SECOND = "ms per s";
    private static final Metric UNHEARD =
            Metric.reported("CPU of the server for each while nobody listens", MILLIS_PER_SECOND);
    private static final Metric HEARD =
            Metric.reported("CPU of the server for each with one subscriber", MILLIS_PER_SECOND);
    private static final Metric USER = Metric.reported("of that, user time", MILLIS_PER_SECOND);
    private static final Metric SYSTEM = Metric.reported("of that, system time", MILLIS_PER_SECOND);
    private static final Metric HALF = Metric.reported("packet late against its timestamp, p50", "ms");
    private static final Metric MOST = Metric.atMost("packet late against its timestamp, p99", "ms", 5);
    private static final Metric LONGEST = Metric.reported("packet late against its timestamp, longest", "ms");
    private static final Metric PACKETS = Metric.reported("packets to all subscribers", "per s");
    private static final Metric LOST = Metric.reported("packets lost", "of a million");
    private static final Metric VERIFIED = Metric.reported("tags checked", "packets");

    @Override
    public String name() {
        return "components-files";
    }

    @Override
    public String work() {
        return COMPONENTS + " file components in rooms of their own, four of five H.264 at "
                + PlayedFiles.FRAMES_PER_SECOND + " fps, the others Opus";
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        int components = bench.size(COMPONENTS, QUICK_COMPONENTS);
        Duration length = bench.warm()
                .multipliedBy(2)
                .plus(bench.measured().multipliedBy(2))
                .plus(SPARE);
        Path resources = bench.newFolder("components-");
        Path sources = Files.createDirectories(resources.resolve("file_component_sources"));
        PlayedFiles.writeVideo(sources.resolve("video.h264"), length);
        PlayedFiles.writeSound(sources.resolve("sound.ogg"), length);
        Map<String, String> settings =
                Map.of("FJ_COMPONENTS_USED", "file", "FJ_RESOURCES_BASE_PATH", resources.toString());
        try (ServerUnderLoad server = bench.startServer(settings);
                FileAudience audience = new FileAudience(server.port())) {
            return measure(bench, server, audience, components);
        } finally {
            ServerUnderLoad.deleteFolder(resources);
        }
    }

    private static List<Reading> measure(Bench bench, ServerUnderLoad server, FileAudience audience, int components)
            throws IOException, ScenarioFailure {
        for (int number = 0; number < components; number++) {
            audience.play(room(number), isSound(number) ? "sound.ogg" : "video.h264");
        }
        audience.run(bench.warm());
        List<Reading> readings = new ArrayList<>();
        readings.add(new Reading(UNHEARD, each(cost(bench, server, audience).sum(), bench, components)));
        for (int number = 0; number < components; number++) {
            audience.listen(room(number), isSound(number) ? Codec.OPUS : Codec.H264);
        }
        audience.awaitMedia();
        audience.run(bench.warm());
        audience.begin();
        ProcessCost.Cpu cost = cost(bench, server, audience);
        audience.check();
        Latencies late = audience.late();
        double seconds = bench.measured().toNanos() / 1e9;
        readings.add(new Reading(HEARD, each(cost.sum(), bench, components)));
        readings.add(new Reading(USER, each(cost.user(), bench, components)));
        readings.add(new Reading(SYSTEM, each(cost.system(), bench, components)));
        readings.add(new Reading(HALF, late.millis(0.5)));
        readings.add(new Reading(MOST, late.millis(0.99)));
        readings.add(new Reading(LONGEST, late.maxMillis()));
        readings.add(new Reading(PACKETS, audience.received() / seconds));
        readings.add(new Reading(LOST, 1e6 * audience.lost() / (audience.received() + audience.lost())));
        readings.add(new Reading(VERIFIED, audience.verified()));
        return readings;
    }

    private static String room(int number) {
        return "files-" + number;
    }

    private static boolean isSound(int number) {
        return number % SOUND_EACH == SOUND_EACH - 1;
    }

    /** What the server uses in the time that counts. */
    private static ProcessCost.Cpu cost(Bench bench, ServerUnderLoad server, FileAudience audience)
            throws IOException, ScenarioFailure {
        ProcessCost.Cpu before = ProcessCost.cpu(server.pid());
        audience.run(bench.measured());
        return ProcessCost.cpu(server.pid()).since(before);
    }

    private static double each(double cpuSeconds, Bench bench, int components) {
        return cpuSeconds * 1e3 / (bench.measured().toNanos() / 1e9) / components;
    }
}
