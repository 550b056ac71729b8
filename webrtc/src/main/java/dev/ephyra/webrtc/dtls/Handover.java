package dev.ephyra.webrtc.dtls;

import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bouncycastle.tls.DTLSTransport;
import org.jspecify.annotations.Nullable;

/**
 * Between the thread that owns an association and the one that runs its handshake, which the stack can only do blocking.
 * The one place of the package where two threads meet; everything in it is guarded by its monitor, held for moments.
 */
final class Handover {
    /** Two flights in datagrams of one record each, twice. */
    static final int MAX_WAITING_INPUTS = 32;

    /** A flight is at most 6 datagrams; beyond, they are lost as on a network. */
    static final int MAX_WAITING_SENDS = 32;

    /** What the handshake is woken by. */
    sealed interface Input {
        /** @param hasRepeats as {@link HandshakeFilter.Verdict.Accepted} says */
        record Datagram(byte[] records, boolean hasRepeats, long nowNanos) implements Input {}

        /** The peer has not answered: send the last flight again. */
        record ResendDue(long nowNanos) implements Input {}

        /** Nobody waits for the handshake any more. */
        record Abandoned() implements Input {}
    }

    /** How a handshake ended. */
    sealed interface Outcome {
        record Running() implements Outcome {}

        record Done(DTLSTransport records, SrtpKeys keys) implements Outcome {}

        /** @param beforeFlight whether it was the ClientHello that was not to be answered */
        record Broken(String reason, boolean beforeFlight) implements Outcome {}
    }

    private final Deque<Input> inputs = new ArrayDeque<>();
    private final List<byte[]> sends = new ArrayList<>();
    private Outcome outcome = new Outcome.Running();
    private boolean isParked;

    synchronized boolean isFull() {
        return inputs.size() >= MAX_WAITING_INPUTS;
    }

    /** False if there are too many, apart from the last. */
    synchronized boolean offer(Input input) {
        if (inputs.size() >= MAX_WAITING_INPUTS && !(input instanceof Input.Abandoned)) {
            return false;
        }
        inputs.addLast(input);
        notifyAll();
        return true;
    }

    /** What there is, without waiting. */
    synchronized @Nullable Input poll() {
        return inputs.pollFirst();
    }

    /** Waits for an input; called by the thread of the handshake. */
    synchronized Input take() throws InterruptedIOException {
        isParked = true;
        notifyAll();
        try {
            while (inputs.isEmpty()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException("the handshake was interrupted");
        } finally {
            isParked = false;
        }
        return inputs.removeFirst();
    }

    synchronized void send(byte[] datagram) {
        if (sends.size() < MAX_WAITING_SENDS) {
            sends.add(datagram);
        }
    }

    synchronized List<byte[]> takeSends() {
        List<byte[]> taken = List.copyOf(sends);
        sends.clear();
        return taken;
    }

    synchronized void end(Outcome ended) {
        outcome = ended;
        notifyAll();
    }

    synchronized Outcome outcome() {
        return outcome;
    }

    /** Waits until the handshake has ended, or has worked off what it was given and waits for more. */
    synchronized void settle() throws InterruptedException {
        while (outcome instanceof Outcome.Running && !(isParked && inputs.isEmpty())) {
            wait();
        }
    }
}
