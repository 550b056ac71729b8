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

/** A client's way to its server. Owned by the thread of its client. */
final class ClientTransport implements MediaOutput {
    /** Room behind a packet for its protection. */
    static final int GROWTH_BYTES = 20;

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

    ClientTransport(ClientSettings settings, Path server, DatagramSink sink, Runnable wake) {
        this.settings = settings;
        this.server = server;
        this.sink = sink;
        this.wake = wake;
    }

    void answered(RemoteAnswer answer, IceCredentials local, long nowNanos) {
        if (checks == null || !checks.isFor(answer.ice())) {
            checks = new ClientChecks(local, answer.ice(), settings.random(), settings.checkNanos(), nowNanos);
        }
        if (dtls == null) {
            dtls = new DtlsAssociation(
                    DtlsRole.CLIENT, settings.dtls(), answer.fingerprint(), settings.handshakes(), wake);
        }
    }

    void receiveCheck(byte[] buffer, int offset, int length, long nowNanos) {
        if (checks != null && checks.answered(buffer, offset, length) && !isHandshaking && dtls != null) {
            isHandshaking = true;
            dtls.start(nowNanos);
            carryOut();
        }
    }

    void receiveHandshake(byte[] buffer, int offset, int length, long nowNanos) {
        if (dtls != null) {
            dtls.receive(buffer, offset, length, nowNanos);
            carryOut();
        }
    }

    int unprotect(byte[] buffer, int offset, int length, boolean isRtcp) {
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

    void sendRtcp(byte[] buffer, int offset, int length) {
        int protectedLength = sender == null ? -1 : sender.protectRtcp(buffer, offset, length);
        if (protectedLength > 0) {
            sink.send(buffer, offset, protectedLength, server);
        }
    }

    void onTime(long nowNanos) {
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

    boolean isEstablished() {
        return sender != null && !isClosed;
    }

    String failure() {
        return failure;
    }
}
