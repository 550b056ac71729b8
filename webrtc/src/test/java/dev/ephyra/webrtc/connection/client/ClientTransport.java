package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.connection.DatagramSink;
import dev.ephyra.webrtc.dtls.DtlsAssociation;
import dev.ephyra.webrtc.dtls.DtlsOutput;
import dev.ephyra.webrtc.dtls.DtlsRole;
import dev.ephyra.webrtc.dtls.SrtpKeys;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.ice.Path;
import dev.ephyra.webrtc.sdp.RemoteAnswer;
import dev.ephyra.webrtc.srtp.SrtpReceiver;
import dev.ephyra.webrtc.srtp.SrtpSender;
import org.jspecify.annotations.Nullable;

/**
 * A client's way to its server: checks, then a handshake, then keys. Owned by the thread of its client. Alone it serves
 * who has media of its own, as load generators do; else {@link ClientConnection} has one.
 */
public final class ClientTransport implements MediaOutput {
    /** Room behind a packet for its protection. */
    public static final int GROWTH_BYTES = 20;

    private final ClientSettings settings;
    private final Path server;
    private final DatagramSink sink;
    private final Runnable wake;
    private @Nullable ClientChecks checks;
    private @Nullable DtlsAssociation dtls;
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private boolean isHandshaking;
    private String failure = "";
    private boolean isClosed;
    private int transportSequence;

    /** See {@link ClientConnection#ClientConnection}. */
    public ClientTransport(ClientSettings settings, Path server, DatagramSink sink, Runnable wake) {
        this.settings = settings;
        this.server = server;
        this.sink = sink;
        this.wake = wake;
    }

    /** What the server answered to an offer with the credentials {@code local}; others than before restart ICE. */
    public void answered(RemoteAnswer answer, IceCredentials local, long nowNanos) {
        if (checks == null || !checks.isFor(answer.ice())) {
            checks = new ClientChecks(local, answer.ice(), settings.random(), settings.checkNanos(), nowNanos);
        }
        if (dtls == null) {
            dtls = new DtlsAssociation(
                    DtlsRole.CLIENT, settings.dtls(), answer.fingerprint(), settings.handshakes(), wake);
        }
    }

    /** A datagram of STUN. */
    public void receiveCheck(byte[] buffer, int offset, int length, long nowNanos) {
        if (checks != null && checks.answered(buffer, offset, length) && !isHandshaking && dtls != null) {
            isHandshaking = true;
            dtls.start(nowNanos);
            carryOut();
        }
    }

    /** A datagram of DTLS. */
    public void receiveHandshake(byte[] buffer, int offset, int length, long nowNanos) {
        if (dtls != null) {
            dtls.receive(buffer, offset, length, nowNanos);
            carryOut();
        }
    }

    /** Decrypts in place: the length of the packet, or something negative, also before there are keys. */
    public int unprotect(byte[] buffer, int offset, int length, boolean isRtcp) {
        if (receiver == null) {
            return -1;
        }
        return isRtcp ? receiver.unprotectRtcp(buffer, offset, length) : receiver.unprotect(buffer, offset, length);
    }

    @Override
    public int nextTransportSequence() {
        return transportSequence++ & 0xffff;
    }

    @Override
    public void sendRtp(byte[] buffer, int offset, int length) {
        int protectedLength = sender == null ? -1 : sender.protect(buffer, offset, length);
        if (protectedLength > 0) {
            sink.send(buffer, offset, protectedLength, server);
        }
    }

    /** As {@link #sendRtp}, for a compound packet. */
    public void sendRtcp(byte[] buffer, int offset, int length) {
        int protectedLength = sender == null ? -1 : sender.protectRtcp(buffer, offset, length);
        if (protectedLength > 0) {
            sink.send(buffer, offset, protectedLength, server);
        }
    }

    /** Time has passed; to be called every 10 ms or so. What the handshake has to send goes out then at the latest. */
    public void onTime(long nowNanos) {
        if (checks != null && checks.isDue(nowNanos) && !isClosed) {
            send(checks.check(nowNanos));
        }
        if (dtls != null) {
            dtls.onTime(nowNanos);
            carryOut();
        }
    }

    void checkNow(long nowNanos) {
        if (checks != null) {
            checks.hurry(nowNanos);
        }
    }

    void settle() throws InterruptedException {
        if (dtls != null) {
            dtls.settle();
        }
    }

    void carryOut() {
        if (dtls == null) {
            return;
        }
        for (DtlsOutput output : dtls.drain()) {
            switch (output) {
                case DtlsOutput.Send(byte[] datagram) -> send(datagram);
                case DtlsOutput.Established(SrtpKeys keys) -> {
                    sender = new SrtpSender(keys.profile(), keys.localKey(), keys.localSalt());
                    receiver = new SrtpReceiver(keys.profile(), keys.remoteKey(), keys.remoteSalt());
                }
                case DtlsOutput.ApplicationData _ -> {}
                case DtlsOutput.Failed(String reason) -> failure = reason;
                case DtlsOutput.Closed _ -> isClosed = true;
            }
        }
    }

    private void send(byte[] datagram) {
        sink.send(datagram, 0, datagram.length, server);
    }

    void close() {
        if (dtls != null) {
            dtls.close();
            carryOut();
        }
        isClosed = true;
    }

    /** Whether there are keys. */
    public boolean isEstablished() {
        return sender != null && !isClosed;
    }

    /** Why the handshake failed; empty while it has not. */
    public String failure() {
        return failure;
    }
}
