package dev.ephyra.bench.media;

import dev.ephyra.webrtc.connection.client.ClientSettings;
import dev.ephyra.webrtc.connection.client.ClientTransport;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.sdp.RemoteAnswer;
import dev.ephyra.webrtc.stun.PacketKind;

/** To a server that is ICE-lite and answers offers, as Ephyra does. */
final class OfferingLink implements SecureLink {
    private final ClientTransport transport;

    OfferingLink(ClientSettings settings, ClientSocket socket) {
        // The wake of a handshake is not needed: the next tick looks.
        transport = new ClientTransport(
                settings,
                () -> {
                    throw new IllegalStateException("the socket knows where to");
                },
                (buffer, offset, length, _) -> socket.send(buffer, offset, length),
                () -> {});
    }

    void answered(RemoteAnswer answer, IceCredentials own, long nowNanos) {
        transport.answered(answer, own, nowNanos);
    }

    @Override
    public boolean isEstablished() {
        return transport.isEstablished();
    }

    @Override
    public void receive(byte[] buffer, int length, long nowNanos) {
        if (PacketKind.of(buffer, 0, length) == PacketKind.STUN) {
            transport.receiveCheck(buffer, 0, length, nowNanos);
        } else {
            transport.receiveHandshake(buffer, 0, length, nowNanos);
        }
    }

    @Override
    public int unprotect(byte[] buffer, int length, boolean isRtcp) {
        return transport.unprotect(buffer, 0, length, isRtcp);
    }

    @Override
    public void sendRtp(byte[] buffer, int length) {
        transport.sendRtp(buffer, 0, length);
    }

    @Override
    public void sendRtcp(byte[] buffer, int length) {
        transport.sendRtcp(buffer, 0, length);
    }

    @Override
    public void onTime(long nowNanos) {
        transport.onTime(nowNanos);
    }

    @Override
    public String failure() {
        return transport.failure();
    }
}
