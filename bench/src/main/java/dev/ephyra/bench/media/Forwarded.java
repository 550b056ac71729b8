package dev.ephyra.bench.media;

import dev.ephyra.bench.Bench;
import dev.ephyra.bench.Metric;
import dev.ephyra.bench.ProcessCost;
import dev.ephyra.bench.Reading;
import dev.ephyra.bench.ScenarioFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What a server forwarded in the time that counts, and what that cost.
 *
 * @param sent by the publisher
 * @param packets that reached a subscriber
 * @param lost of those that should have
 * @param verified packets whose tag was checked
 */
public record Forwarded(
        long sent,
        long packets,
        long lost,
        long verified,
        double seconds,
        ProcessCost.Cpu server,
        ProcessCost.Cpu load) {
    /** What the load warms a server with at least, whatever is measured: its compiler counts calls, not seconds. */
    private static final int WARMING_PER_SECOND = 12_000;

    private static final Duration SETTLE = Duration.ofMillis(500);

    /** Beyond this share of loss, it is not the load that was measured. */
    private static final double MOST_LOST = 0.01;

    /** Warms the server up and measures. The publisher goes on at its rate. */
    public static Forwarded measure(ForwardingServer server, Audience audience, MediaLoad load, Bench bench)
            throws IOException, ScenarioFailure {
        double warming = Math.max(1, (double) WARMING_PER_SECOND / load.forwardedPerSecond());
        audience.rate(load.packetsPerSecond() * warming);
        audience.run(bench.warm());
        audience.rate(load.packetsPerSecond());
        audience.run(SETTLE);
        long sentBefore = audience.sent();
        long packetsBefore = audience.received();
        long lostBefore = audience.lost();
        ProcessCost.Cpu serverBefore = ProcessCost.cpu(server.pid());
        ProcessCost.Cpu loadBefore = ProcessCost.cpu(ProcessHandle.current().pid());
        long startNanos = System.nanoTime();
        audience.run(bench.measured());
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        Forwarded forwarded = new Forwarded(
                audience.sent() - sentBefore,
                audience.received() - packetsBefore,
                audience.lost() - lostBefore,
                audience.verified(),
                seconds,
                ProcessCost.cpu(server.pid()).since(serverBefore),
                ProcessCost.cpu(ProcessHandle.current().pid()).since(loadBefore));
        audience.check();
        forwarded.check();
        return forwarded;
    }

    private void check() throws ScenarioFailure {
        ScenarioFailure.unless(
                packets > 0 && lost <= packets * MOST_LOST, lost + " packets were lost, " + packets + " came");
    }

    /** Packets for each second of the server's processor time. */
    public double perCpuSecond() {
        return packets / server.sum();
    }

    /** How much of a core the server used. */
    public double cores() {
        return server.sum() / seconds;
    }

    /** The lines of the table. */
    public List<Reading> readings(Metric perCpuSecond) {
        return List.of(
                new Reading(perCpuSecond, perCpuSecond()),
                new Reading(Metric.reported("user time of the server for each", "µs"), server.user() * 1e6 / packets),
                new Reading(
                        Metric.reported("system time of the server for each", "µs"), server.system() * 1e6 / packets),
                new Reading(Metric.reported("sent by the publisher", "per s"), sent / seconds),
                new Reading(Metric.reported("cores used by the server", "cores"), cores()),
                new Reading(Metric.reported("cores used by the load", "cores"), load.sum() / seconds),
                new Reading(Metric.reported("packets lost, of those forwarded", "in a million"), lost * 1e6 / packets),
                new Reading(Metric.reported("tags checked", "packets"), verified));
    }
}
