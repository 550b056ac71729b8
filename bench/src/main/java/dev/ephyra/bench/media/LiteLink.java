package dev.ephyra.bench.media;

import dev.ephyra.webrtc.connection.client.ClientSettings;
import dev.ephyra.webrtc.dtls.DtlsAssociation;
import dev.ephyra.webrtc.dtls.DtlsOutput;
import dev.ephyra.webrtc.dtls.DtlsRole;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.ice.IceLiteAgent;
import dev.ephyra.webrtc.ice.IceOutput;
import dev.ephyra.webrtc.ice.Path;
import dev.ephyra.webrtc.srtp.SrtpReceiver;
import dev.ephyra.webrtc.srtp.SrtpSender;
import dev.ephyra.webrtc.stun.PacketKind;
import org.jspecify.annotations.Nullable;

/** To a server that checks paths and opens the handshake itself, as Janus does: here it is the client that waits. */
final class LiteLink implements SecureLink {
    private final ClientSocket socket;
    private final Path server;
    private final IceLiteAgent ice;
    private final DtlsAssociation dtls;
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private boolean isHandshaking;
    private String failure = "";

    /** @param server where all comes from, as the socket is connected */
    LiteLink(
            ClientSettings settings,
            ClientSocket socket,
            Path server,
            IceCredentials own,
            Fingerprint remote,
            long nowNanos) {
        this.socket = socket;
        this.server = server;
        this.ice = new IceLiteAgent(own, nowNanos);
        this.dtls = new DtlsAssociation(DtlsRole.SERVER, settings.dtls(), remote, settings.handshakes(), () -> {});
    }

    @Override
    public boolean isEstablished() {
        return sender != null;
    }

    @Override
    public void receive(byte[] buffer, int length, long nowNanos) {
        if (PacketKind.of(buffer, 0, length) == PacketKind.STUN) {
            ice.receive(buffer, 0, length, server, nowNanos);
            carryOutIce(nowNanos);
        } else if (isHandshaking) {
            dtls.receive(buffer, 0, length, nowNanos);
            carryOutDtls();
        }
    }

    private void carryOutIce(long nowNanos) {
        for (IceOutput output : ice.drain()) {
            switch (output) {
                case IceOutput.Send(byte[] datagram, Path _) -> socket.send(datagram, 0, datagram.length);
                case IceOutput.PathVerified _ -> {
                    if (!isHandshaking) {
                        isHandshaking = true;
                        dtls.start(nowNanos);
                    }
                }
                case IceOutput.PathSelected _ -> {}
                case IceOutput.ConsentLost _ -> failure = "the server checks no path";
            }
        }
    }

    private void carryOutDtls() {
        for (DtlsOutput output : dtls.drain()) {
            switch (output) {
                case DtlsOutput.Send(byte[] datagram) -> socket.send(datagram, 0, datagram.length);
                case DtlsOutput.Established established -> {
                    var keys = established.keys();
                    sender = new SrtpSender(keys.profile(), keys.localKey(), keys.localSalt());
                    receiver = new SrtpReceiver(keys.profile(), keys.remoteKey(), keys.remoteSalt());
                }
                case DtlsOutput.ApplicationData _ -> {}
                case DtlsOutput.Failed(String reason) -> failure = reason;
                case DtlsOutput.Closed _ -> failure = "the server closed the connection";
            }
        }
    }

    @Override
    public int unprotect(byte[] buffer, int length, boolean isRtcp) {
        if (receiver == null) {
            return -1;
        }
        return isRtcp ? receiver.unprotectRtcp(buffer, 0, length) : receiver.unprotect(buffer, 0, length);
    }

    @Override
    public void sendRtp(byte[] buffer, int length) {
        if (sender != null) {
            socket.send(buffer, 0, sender.protect(buffer, 0, length));
        }
    }

    @Override
    public void sendRtcp(byte[] buffer, int length) {
        if (sender != null) {
            socket.send(buffer, 0, sender.protectRtcp(buffer, 0, length));
        }
    }

    @Override
    public void onTime(long nowNanos) {
        ice.onTime(nowNanos);
        carryOutIce(nowNanos);
        dtls.onTime(nowNanos);
        carryOutDtls();
    }

    @Override
    public String failure() {
        return failure;
    }
}
