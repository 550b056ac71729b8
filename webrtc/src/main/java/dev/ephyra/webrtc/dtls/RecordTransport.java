package dev.ephyra.webrtc.dtls;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import dev.ephyra.webrtc.dtls.Handover.Input;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;

/**
 * What the stack takes for the network. Owned by the thread of the handshake, afterwards by that of the association.
 *
 * <p>The stack resends by the wall clock, and as its initial wait is set to 0 it would do so after each record that
 * brings nothing. So a flight that was sent before goes out again only when {@link Input.ResendDue} was given, or when
 * the peer has sent its own again (RFC 6347 section 4.2.4), which is how all of this is driven by the caller's time. The
 * records of a flight share datagrams.
 */
final class RecordTransport implements DatagramTransport {
    /** A peer that repeats itself cannot make us send more than this often. */
    static final long MIN_RESEND_GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** Says only that there is nothing left to read, which the stack passes on unharmed; so it has no stack trace. */
    private static final class NothingLeft extends InterruptedIOException {
        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    private final DtlsRole role;
    private final Handover handover;
    private final Runnable wake;
    private final List<byte[]> pending = new ArrayList<>();
    private Input cause;
    private int highestSent = -1;
    private long lastFlightNanos;
    private boolean isRepeating;
    private boolean resendDue;
    private boolean isOwned;
    private boolean isClosed;

    /** @param wake run when the thread of the handshake has sent something; quick, and safe to call from any thread */
    RecordTransport(DtlsRole role, Handover handover, Runnable wake, long startNanos) {
        this.role = role;
        this.handover = handover;
        this.wake = wake;
        this.cause = new Input.Datagram(new byte[0], false, startNanos);
    }

    /** Whether something was sent that the peer may have acted on. */
    boolean hasSentFlight() {
        return highestSent >= 0;
    }

    boolean isClosed() {
        return isClosed;
    }

    /** From now on {@link #receive} does not wait: the handshake is over, and its thread has gone. */
    void own() {
        isOwned = true;
    }

    @Override
    public int getReceiveLimit() {
        return HandshakeFilter.MAX_DATAGRAM_BYTES;
    }

    @Override
    public int getSendLimit() {
        return DtlsAssociation.MTU_BYTES;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        flush();
        if (resendDue) {
            // Asked again until waitMillis, which is 1, have passed by the stack's own clock: mostly they have.
            return -1;
        }
        Input input = isOwned ? handover.poll() : handover.take();
        if (input == null) {
            throw new NothingLeft();
        }
        cause = input;
        return switch (input) {
            case Input.Datagram datagram -> {
                System.arraycopy(datagram.records(), 0, buffer, offset, datagram.records().length);
                yield datagram.records().length;
            }
            case Input.ResendDue _ -> {
                resendDue = hasSentFlight() && !isOwned;
                yield -1;
            }
            case Input.Abandoned _ -> throw new IOException("abandoned");
        };
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        resendDue = false;
        int type = RecordHeader.type(buffer, offset);
        // A ClientHello that is no good may be anybody's: the peer must not learn that somebody has sent one.
        if (type == RecordHeader.ALERT && (cause instanceof Input.Abandoned || !hasSentFlight())) {
            return;
        }
        noteRepeats(buffer, offset);
        boolean isFlight = type == RecordHeader.HANDSHAKE || type == RecordHeader.CHANGE_CIPHER_SPEC;
        if (!isFlight || isOwned || !isRepeating || mayRepeat()) {
            pending.add(Arrays.copyOfRange(buffer, offset, offset + length));
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }

    /** Sends what has gathered, in as few datagrams as possible. */
    void flush() {
        if (!pending.isEmpty()) {
            pack();
            pending.clear();
            lastFlightNanos = nowNanos();
            if (!isOwned) {
                // The owner does not know of it, and may sleep.
                wake.run();
            }
        }
    }

    /** Whether what is sent now was sent before: told from the messages in the clear, for the rest cannot be read. */
    private void noteRepeats(byte[] buffer, int offset) {
        int type = RecordHeader.type(buffer, offset);
        if (type == RecordHeader.CHANGE_CIPHER_SPEC && role == DtlsRole.SERVER) {
            // The server's last flight, with nothing in the clear: the stack sends it again only to whom repeats
            // Finished.
            isRepeating = false;
        } else if (type == RecordHeader.HANDSHAKE && RecordHeader.epoch(buffer, offset) == 0) {
            int fragment = offset + RecordHeader.BYTES;
            int messageSeq = NetworkOrder.uint16(buffer, fragment + 4);
            if (NetworkOrder.uint24(buffer, fragment + 6) == 0) {
                isRepeating = messageSeq <= highestSent;
                highestSent = Math.max(highestSent, messageSeq);
            }
        }
    }

    private boolean mayRepeat() {
        return switch (cause) {
            case Input.ResendDue _ -> true;
            case Input.Datagram datagram ->
                datagram.hasRepeats() && datagram.nowNanos() - lastFlightNanos >= MIN_RESEND_GAP_NANOS;
            case Input.Abandoned _ -> false;
        };
    }

    private long nowNanos() {
        return switch (cause) {
            case Input.ResendDue due -> due.nowNanos();
            case Input.Datagram datagram -> datagram.nowNanos();
            case Input.Abandoned _ -> lastFlightNanos;
        };
    }

    private void pack() {
        byte[] datagram = new byte[DtlsAssociation.MTU_BYTES];
        int filled = 0;
        for (byte[] sent : pending) {
            if (filled + sent.length > datagram.length) {
                handover.send(Arrays.copyOf(datagram, filled));
                filled = 0;
            }
            System.arraycopy(sent, 0, datagram, filled, sent.length);
            filled += sent.length;
        }
        handover.send(Arrays.copyOf(datagram, filled));
    }
}
