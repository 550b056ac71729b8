package dev.ephyra.bench.scenario;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.Scenario;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import dev.ephyra.bench.media.Audience;
import dev.ephyra.bench.media.BareForwarding;
import dev.ephyra.bench.media.EphyraForwarding;
import dev.ephyra.bench.media.Forwarded;
import dev.ephyra.bench.media.ForwardingServer;
import dev.ephyra.bench.media.HalfLoad;
import dev.ephyra.bench.media.MediaLoad;
import dev.ephyra.webrtc.sdp.Codec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One publisher in a room with many subscribers, all over real connections. */
public final class MediaForwarding implements Scenario {
    private static final MediaLoad LARGE = new MediaLoad(400, 60, 1_100, Codec.VP8);
    private static final MediaLoad SMALL = new MediaLoad(200, 10, 1_100, Codec.VP8);
    private static final MediaLoad SOUND = new MediaLoad(50, 100, 160, Codec.OPUS);
    private static final int QUICK_SUBSCRIBERS = 5;
    static final String PER_CPU_SECOND = "per s of its CPU";

    private final String name;
    private final MediaLoad load;
    private final Metric floor;

    private MediaForwarding(MediaLoad load, double perCpuSecond) {
        this.name = "media-" + load.packetsPerSecond() + "x" + load.subscribers();
        this.load = load;
        this.floor = Metric.atLeast("forwarded", PER_CPU_SECOND, perCpuSecond);
    }

    /** The three sizes with a floor. */
    public static List<MediaForwarding> all() {
        return List.of(
                new MediaForwarding(LARGE, 45_000),
                new MediaForwarding(SMALL, 20_000),
                new MediaForwarding(SOUND, 20_000));
    }

    MediaLoad load(Bench bench) {
        return load.with(bench.size(load.subscribers(), QUICK_SUBSCRIBERS));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String work() {
        return "a publisher of %d packets/s of %,d B, %d subscribers"
                .formatted(load.packetsPerSecond(), load.packetBytes(), load.subscribers());
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        MediaLoad sized = load(bench);
        List<Reading> readings = new ArrayList<>();
        Forwarded forwarded;
        try (ServerUnderLoad process = bench.startServer();
                ForwardingServer server = new EphyraForwarding(process);
                Audience audience = server.join(sized)) {
            forwarded = Forwarded.measure(server, audience, sized, bench);
            readings.addAll(forwarded.readings(floor));
            if (load.equals(LARGE)) {
                readings.addAll(HalfLoad.measure(process, audience, sized, forwarded, bench));
            }
        }
        if (load.equals(LARGE)) {
            readings.addAll(besideBare(bench, sized, forwarded));
        }
        return readings;
    }

    /** The same by a program that does nothing else, in the same run: what the machine gives today. */
    private static List<Reading> besideBare(Bench bench, MediaLoad load, Forwarded ours)
            throws IOException, ScenarioFailure {
        try (ForwardingServer server = BareForwarding.start();
                Audience audience = server.join(load)) {
            Forwarded bare = Forwarded.measure(server, audience, load, bench);
            return List.of(
                    new Reading(Metric.reported("forwarded by a bare fan-out", PER_CPU_SECOND), bare.perCpuSecond()),
                    new Reading(
                            Metric.reported("our share of the bare fan-out's", "ratio"),
                            ours.perCpuSecond() / bare.perCpuSecond()));
        }
    }
}
