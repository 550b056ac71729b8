package dev.ephyra.webrtc.dtls;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** A client and a server in virtual time, with a path between them that loses, delays and repeats as it is told. */
final class SimulatedPath {
    /** Nanoseconds until arrival; negative for a datagram that is lost. */
    interface Fate extends ToLongFunction<Datagram> {}

    /** @param number of the datagram, from 0 in the order in which both were sent */
    record Datagram(int number, DtlsRole from, byte[] bytes) {}

    private record Arrival(long atNanos, DtlsRole to, byte[] bytes) {}

    static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    final DtlsAssociation client;
    final DtlsAssociation server;
    final List<DtlsOutput> fromClient = new ArrayList<>();
    final List<DtlsOutput> fromServer = new ArrayList<>();
    final List<Datagram> sent = new ArrayList<>();
    Fate fate = datagram -> DELAY_NANOS;

    /** Whether each record travels in a datagram of its own, as some stacks send them. */
    boolean splitsRecords;

    long nowNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);
    private final List<Arrival> arrivals = new ArrayList<>();

    SimulatedPath(DtlsConfig client, Fingerprint expectedServer, DtlsConfig server, Fingerprint expectedClient) {
        this.client = new DtlsAssociation(
                DtlsRole.CLIENT,
                client,
                expectedServer,
                task -> Thread.ofVirtual().start(task),
                () -> {});
        this.server = new DtlsAssociation(
                DtlsRole.SERVER,
                server,
                expectedClient,
                task -> Thread.ofVirtual().start(task),
                () -> {});
    }

    static SimulatedPath healthy() {
        return new SimulatedPath(
                Identities.config(Identities.CLIENT),
                Identities.SERVER.fingerprint(),
                Identities.config(Identities.SERVER),
                Identities.CLIENT.fingerprint());
    }

    SimulatedPath start() {
        server.start(nowNanos);
        client.start(nowNanos);
        return this;
    }

    /** Puts a datagram of somebody else on the path. */
    void inject(DtlsRole to, byte[] bytes) {
        arrivals.add(new Arrival(nowNanos, to, bytes));
    }

    /** Until nothing is on its way and nobody waits, or {@code nanos} have passed. */
    SimulatedPath run(long nanos) {
        long end = nowNanos + nanos;
        while (true) {
            settle();
            long next = next();
            if (next == Long.MAX_VALUE || next - end > 0) {
                nowNanos = end;
                return this;
            }
            nowNanos = next - nowNanos > 0 ? next : nowNanos;
            step();
        }
    }

    SimulatedPath runSeconds(long seconds) {
        return run(TimeUnit.SECONDS.toNanos(seconds));
    }

    private void step() {
        arrivals.sort(Comparator.comparingLong(arrival -> arrival.atNanos() - nowNanos));
        if (!arrivals.isEmpty() && arrivals.getFirst().atNanos() - nowNanos <= 0) {
            Arrival arrival = arrivals.removeFirst();
            association(arrival.to()).receive(arrival.bytes(), 0, arrival.bytes().length, nowNanos);
        } else {
            client.onTime(nowNanos);
            server.onTime(nowNanos);
        }
    }

    private long next() {
        long next = earlier(client.nextDeadlineNanos(), server.nextDeadlineNanos());
        for (Arrival arrival : arrivals) {
            next = earlier(next, arrival.atNanos());
        }
        return next;
    }

    private long earlier(long one, long other) {
        if (one == Long.MAX_VALUE || other == Long.MAX_VALUE) {
            return Math.min(one, other);
        }
        return one - other < 0 ? one : other;
    }

    private void settle() {
        try {
            client.settle();
            server.settle();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        take(DtlsRole.CLIENT, client.drain(), fromClient);
        take(DtlsRole.SERVER, server.drain(), fromServer);
    }

    private void take(DtlsRole from, List<DtlsOutput> outputs, List<DtlsOutput> log) {
        log.addAll(outputs);
        for (DtlsOutput output : outputs) {
            if (output instanceof DtlsOutput.Send send) {
                List<byte[]> datagrams = splitsRecords ? Records.split(send.datagram()) : List.of(send.datagram());
                datagrams.forEach(datagram -> carry(from, datagram));
            }
        }
    }

    private void carry(DtlsRole from, byte[] bytes) {
        Datagram datagram = new Datagram(sent.size(), from, bytes);
        sent.add(datagram);
        long delay = fate.applyAsLong(datagram);
        if (delay >= 0) {
            DtlsRole to = from == DtlsRole.CLIENT ? DtlsRole.SERVER : DtlsRole.CLIENT;
            arrivals.add(new Arrival(nowNanos + delay, to, bytes));
        }
    }

    private DtlsAssociation association(DtlsRole role) {
        return role == DtlsRole.CLIENT ? client : server;
    }

    static List<SrtpKeys> keys(List<DtlsOutput> outputs) {
        return outputs.stream()
                .filter(DtlsOutput.Established.class::isInstance)
                .map(output -> ((DtlsOutput.Established) output).keys())
                .toList();
    }

    static List<String> failures(List<DtlsOutput> outputs) {
        return outputs.stream()
                .filter(DtlsOutput.Failed.class::isInstance)
                .map(output -> ((DtlsOutput.Failed) output).reason())
                .toList();
    }
}
