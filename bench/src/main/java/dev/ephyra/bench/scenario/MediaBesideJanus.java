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
import dev.ephyra.bench.media.JanusForwarding;
import dev.ephyra.bench.media.MediaLoad;
import java.io.IOException;
import java.util.List;

/** The same load through Janus, through us, and through a program that only encrypts and sends: one after the other. */
public final class MediaBesideJanus implements Scenario {
    private final MediaForwarding ours;

    /** @param ours what is compared */
    public MediaBesideJanus(MediaForwarding ours) {
        this.ours = ours;
    }

    @Override
    public String name() {
        return ours.name().replace("media-", "janus-");
    }

    @Override
    public boolean isOnlyByName() {
        return true;
    }

    @Override
    public String work() {
        return "beside Janus: " + ours.work();
    }

    @Override
    public List<Reading> run(Bench bench) throws IOException, ScenarioFailure {
        MediaLoad load = ours.load(bench);
        Forwarded janus;
        Forwarded ephyra;
        Forwarded bare;
        try (ForwardingServer server = JanusForwarding.start(bench.newFolder("janus-"))) {
            janus = measure(server, load, bench);
        }
        try (ServerUnderLoad process = bench.startServer();
                ForwardingServer server = new EphyraForwarding(process)) {
            ephyra = measure(server, load, bench);
        }
        try (ForwardingServer server = BareForwarding.start()) {
            bare = measure(server, load, bench);
        }
        return List.of(
                forwarded("Ephyra", ephyra),
                forwarded("Janus", janus),
                forwarded("a bare fan-out", bare),
                new Reading(Metric.reported("Ephyra to Janus", "ratio"), ephyra.perCpuSecond() / janus.perCpuSecond()),
                lost("Ephyra", ephyra),
                lost("Janus", janus));
    }

    private static Forwarded measure(ForwardingServer server, MediaLoad load, Bench bench)
            throws IOException, ScenarioFailure {
        try (Audience audience = server.join(load)) {
            return Forwarded.measure(server, audience, load, bench);
        }
    }

    private static Reading forwarded(String who, Forwarded forwarded) {
        return new Reading(
                Metric.reported("forwarded by " + who, MediaForwarding.PER_CPU_SECOND), forwarded.perCpuSecond());
    }

    private static Reading lost(String who, Forwarded forwarded) {
        return new Reading(
                Metric.reported("lost by " + who, "in a million"), forwarded.lost() * 1e6 / forwarded.packets());
    }
}
