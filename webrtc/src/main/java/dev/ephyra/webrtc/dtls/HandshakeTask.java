package dev.ephyra.webrtc.dtls;

import dev.ephyra.webrtc.dtls.Handover.Outcome;
import java.io.IOException;

/** One handshake from its first message to its end, on a thread of its own. */
final class HandshakeTask implements Runnable {
    private final SrtpPeer.Handshake handshake;
    private final Handover handover;
    private final RecordTransport transport;
    private final Runnable wake;

    HandshakeTask(SrtpPeer.Handshake handshake, Handover handover, RecordTransport transport, Runnable wake) {
        this.handshake = handshake;
        this.handover = handover;
        this.transport = transport;
        this.wake = wake;
    }

    @Override
    public void run() {
        Outcome outcome = new Outcome.Broken("the handshake was cut off", false);
        try {
            outcome = new Outcome.Done(handshake.run(transport), handshake.keys());
        } catch (IOException e) {
            outcome = new Outcome.Broken(reason(e), !transport.hasSentFlight());
        } catch (RuntimeException e) {
            // Containment point: what the stack throws over a peer's bytes ends that peer's handshake, nothing else.
            outcome = new Outcome.Broken("the stack failed: " + e.getClass().getName(), !transport.hasSentFlight());
        } finally {
            transport.flush();
            handover.end(outcome);
            wake.run();
        }
    }

    /** The stack's own words, which quote nothing of the peer but the number of an alert. */
    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
