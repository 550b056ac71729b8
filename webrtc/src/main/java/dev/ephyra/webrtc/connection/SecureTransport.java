package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.dtls.DtlsAssociation;
import dev.ephyra.webrtc.dtls.DtlsOutput;
import dev.ephyra.webrtc.dtls.DtlsRole;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.dtls.SrtpKeys;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.ice.IceLiteAgent;
import dev.ephyra.webrtc.ice.IceOutput;
import dev.ephyra.webrtc.ice.Path;
import dev.ephyra.webrtc.srtp.SrtpReceiver;
import dev.ephyra.webrtc.srtp.SrtpSender;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way to one peer: checks, then a handshake, then keys. Nothing is taken from, and nothing but answers to checks sent
 * to, an address that has not shown our password. Owned by the thread of its connection.
 */
final class SecureTransport {
    /** Room that a buffer must have behind a packet: the longest tag, and SRTCP's index. */
    static final int GROWTH_BYTES = 16 + Integer.BYTES;

    /** The result of {@link #unprotect} that is no refusal of SRTP's. */
    static final int NOT_EXPECTED = Integer.MIN_VALUE;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final IceLiteAgent ice;
    private final DtlsAssociation dtls;
    private final DatagramSink sink;
    private final ConnectionCounters counters;
    private final List<ConnectionEvent> events;
    private final EarlyPackets early = new EarlyPackets();
    private IceCredentials localIce;
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private @Nullable Path path;
    private boolean isHandshaking;
    private boolean hasEnded;

    /** @param counters where what is sent is counted */
    SecureTransport(
            ConnectionSettings settings,
            SessionPlan plan,
            DatagramSink sink,
            ConnectionCounters counters,
            List<ConnectionEvent> events,
            Runnable wake,
            long nowNanos) {
        this.ice = new IceLiteAgent(plan.localIce(), settings.consentNanos(), nowNanos);
        this.localIce = plan.localIce();
        Fingerprint remote = plan.remoteFingerprint();
        this.dtls = new DtlsAssociation(DtlsRole.SERVER, settings.dtls(), remote, settings.handshakes(), wake);
        this.sink = sink;
        this.counters = counters;
        this.events = events;
        ice.setRemoteUfrag(plan.remoteUfrag());
    }

    /** The credentials of a later answer: others mean an ICE restart. */
    void apply(SessionPlan plan, long nowNanos) {
        if (!plan.localIce().equals(localIce)) {
            localIce = plan.localIce();
            ice.restart(localIce, nowNanos);
        }
        ice.setRemoteUfrag(plan.remoteUfrag());
    }

    void receiveCheck(byte[] buffer, int offset, int length, Path from, long nowNanos) {
        ice.receive(buffer, offset, length, from, nowNanos);
        carryOutIce(nowNanos);
    }

    /** False for one from where nobody has shown our password: it was not looked at. */
    boolean receiveHandshake(byte[] buffer, int offset, int length, Path from, long nowNanos) {
        if (!isHandshaking || !ice.isVerified(from)) {
            return false;
        }
        dtls.receive(buffer, offset, length, nowNanos);
        carryOutDtls();
        return true;
    }

    /** Whether a packet of media came before its keys and was kept for {@link #takeEarly}. */
    boolean keepsEarly(byte[] buffer, int offset, int length, Path from) {
        return receiver == null && ice.isVerified(from) && early.keep(buffer, offset, length);
    }

    /**
     * Decrypts in place.
     *
     * @return the length of the packet, or {@link #NOT_EXPECTED}, or the code of a refusal
     *     ({@link dev.ephyra.webrtc.srtp.SrtpRefusal})
     */
    int unprotect(byte[] buffer, int offset, int length, boolean isRtcp, Path from) {
        SrtpReceiver keys = receiver;
        if (keys == null || !ice.isVerified(from)) {
            return NOT_EXPECTED;
        }
        return isRtcp ? keys.unprotectRtcp(buffer, offset, length) : keys.unprotect(buffer, offset, length);
    }

    /** What came before the keys did: to be received again. */
    Iterable<byte[]> takeEarly() {
        return early.isEmpty() ? List.of() : early.take();
    }

    /** Encrypts in place and sends; the buffer needs room behind the packet. */
    void sendRtp(byte[] buffer, int offset, int length) {
        if (sender != null && path != null && !hasEnded) {
            send(buffer, offset, sender.protect(buffer, offset, length), path);
        }
    }

    /** As {@link #sendRtp}, for a compound packet. */
    void sendRtcp(byte[] buffer, int offset, int length) {
        if (sender != null && path != null && !hasEnded) {
            send(buffer, offset, sender.protectRtcp(buffer, offset, length), path);
        }
    }

    boolean isEstablished() {
        return sender != null && !hasEnded;
    }

    boolean isVerified(Path candidate) {
        return ice.isVerified(candidate);
    }

    boolean hasEnded() {
        return hasEnded;
    }

    /** The path that was verified last or selected. */
    @Nullable
    Path path() {
        return path;
    }

    /** When {@link #onTime} has something to do; in a second where nothing is known of. */
    long nextDueNanos(long nowNanos) {
        long due = ice.nextDeadlineNanos().orElse(nowNanos + IDLE_NANOS);
        long handshakeDue = dtls.nextDeadlineNanos();
        return handshakeDue != Long.MAX_VALUE && handshakeDue - due < 0 ? handshakeDue : due;
    }

    void onTime(long nowNanos) {
        ice.onTime(nowNanos);
        carryOutIce(nowNanos);
        if (path != null && !ice.isVerified(path)) {
            // Nobody consents there any more (RFC 7675); it was never selected, or the agent would have said so.
            path = ice.selected().orElse(null);
        }
        dtls.onTime(nowNanos);
        carryOutDtls();
    }

    /** The handshake, on its own thread, has something for us: a flight, which is sent again some time from now. */
    void onWake(long nowNanos) {
        dtls.onTime(nowNanos);
        carryOutDtls();
    }

    /** As {@link DtlsAssociation#settle}. */
    void settle() throws InterruptedException {
        dtls.settle();
    }

    /** Says good-bye if there is somebody to hear it. */
    void close() {
        hasEnded = true;
        dtls.close();
        for (DtlsOutput output : dtls.drain()) {
            if (output instanceof DtlsOutput.Send(byte[] datagram)) {
                send(datagram);
            }
        }
    }

    /** Something of this connection broke an invariant. */
    void broke(Throwable broken) {
        end(new ConnectionEvent.Failed("Internal error: " + broken));
    }

    private void carryOutIce(long nowNanos) {
        for (IceOutput output : ice.drain()) {
            switch (output) {
                case IceOutput.Send(byte[] datagram, Path to) -> {
                    counters.answer(datagram.length);
                    send(datagram, 0, datagram.length, to);
                }
                case IceOutput.PathVerified(Path verified) -> verified(verified, nowNanos);
                case IceOutput.PathSelected(Path selected) -> path = selected;
                case IceOutput.ConsentLost _ -> {
                    // Not even a good-bye may be sent any more (RFC 7675 section 5.1).
                    path = null;
                    end(new ConnectionEvent.ConsentLost());
                }
            }
        }
    }

    /** On the first one, not on nomination: waiting for that costs a round trip or two. */
    private void verified(Path verified, long nowNanos) {
        if (ice.selected().isEmpty()) {
            path = verified;
        }
        if (!isHandshaking) {
            isHandshaking = true;
            dtls.start(nowNanos);
        }
    }

    private void carryOutDtls() {
        for (DtlsOutput output : dtls.drain()) {
            switch (output) {
                case DtlsOutput.Send(byte[] datagram) -> send(datagram);
                case DtlsOutput.Established(SrtpKeys keys) -> established(keys);
                // Data channels are not offered; what comes nevertheless is for nobody.
                case DtlsOutput.ApplicationData _ -> {}
                case DtlsOutput.Failed(String reason) -> end(new ConnectionEvent.Failed(reason));
                case DtlsOutput.Closed _ -> {
                    if (!hasEnded) {
                        sender = null;
                        events.add(new ConnectionEvent.TransportClosed());
                    }
                }
            }
        }
    }

    private void established(SrtpKeys keys) {
        if (!hasEnded) {
            sender = new SrtpSender(keys.profile(), keys.localKey(), keys.localSalt());
            receiver = new SrtpReceiver(keys.profile(), keys.remoteKey(), keys.remoteSalt());
            events.add(new ConnectionEvent.Established());
        }
    }

    private void send(byte[] datagram) {
        if (path != null) {
            send(datagram, 0, datagram.length, path);
        }
    }

    /** @param length negative if the packet was refused */
    private void send(byte[] buffer, int offset, int length, Path to) {
        if (length > 0) {
            counters.sent(length);
            sink.send(buffer, offset, length, to);
        }
    }

    private void end(ConnectionEvent event) {
        if (!hasEnded) {
            hasEnded = true;
            events.add(event);
        }
    }
}
