package dev.ephyra.webrtc.dtls;

import java.util.List;
import java.util.concurrent.Executor;

/**
 * Handshakes with itself before the first peer comes: in a process that has just started one takes 1.5 to 2.3 s, for
 * classes are loaded and nothing is compiled, and by then a browser has sent its ClientHello several times.
 */
public final class DtlsWarmUp {
    /** It takes 4; nothing is lost in memory. */
    private static final int STEPS = 16;

    private DtlsWarmUp() {}

    /**
     * Runs one handshake in memory and waits for it.
     *
     * @param config as real handshakes have it
     * @param executor runs both ends, at the same time
     * @return whether both ends were established
     */
    public static boolean run(DtlsConfig config, Executor executor) throws InterruptedException {
        Fingerprint own = config.identity().fingerprint();
        DtlsAssociation server = new DtlsAssociation(DtlsRole.SERVER, config, own, executor, () -> {});
        DtlsAssociation client = new DtlsAssociation(DtlsRole.CLIENT, config, own, executor, () -> {});
        server.start(0);
        client.start(0);
        boolean isServerDone = false;
        boolean isClientDone = false;
        for (int step = 0; step < STEPS && !(isServerDone && isClientDone); step++) {
            isClientDone |= carry(client, server);
            isServerDone |= carry(server, client);
        }
        client.close();
        server.close();
        return isServerDone && isClientDone;
    }

    /** Whether {@code from} is established now. */
    private static boolean carry(DtlsAssociation from, DtlsAssociation to) throws InterruptedException {
        from.settle();
        List<DtlsOutput> outputs = from.drain();
        for (DtlsOutput output : outputs) {
            if (output instanceof DtlsOutput.Send send) {
                to.receive(send.datagram(), 0, send.datagram().length, 0);
            }
        }
        return outputs.stream().anyMatch(DtlsOutput.Established.class::isInstance);
    }
}
