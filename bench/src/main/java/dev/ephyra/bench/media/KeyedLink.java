package dev.ephyra.bench.media;

import dev.ephyra.webrtc.srtp.SrtpReceiver;
import dev.ephyra.webrtc.srtp.SrtpSender;

/** To a {@link BareFanOut}: both ends have known the keys before. */
final class KeyedLink implements SecureLink {
    private final ClientSocket socket;
    private final byte[] hello;
    private final SrtpSender sender = BareFanOut.newSender();
    private final SrtpReceiver receiver = BareFanOut.newReceiver();
    private boolean isKnown;

    /** @param role {@link BareFanOut#PUBLISHER} or {@link BareFanOut#SUBSCRIBER} */
    KeyedLink(ClientSocket socket, byte role) {
        this.socket = socket;
        this.hello = BareFanOut.hello(role);
    }

    @Override
    public boolean isEstablished() {
        return isKnown;
    }

    @Override
    public void receive(byte[] buffer, int length, long nowNanos) {
        isKnown = true;
    }

    @Override
    public int unprotect(byte[] buffer, int length, boolean isRtcp) {
        return isRtcp ? receiver.unprotectRtcp(buffer, 0, length) : receiver.unprotect(buffer, 0, length);
    }

    @Override
    public void sendRtp(byte[] buffer, int length) {
        socket.send(buffer, 0, sender.protect(buffer, 0, length));
    }

    @Override
    public void sendRtcp(byte[] buffer, int length) {
        socket.send(buffer, 0, sender.protectRtcp(buffer, 0, length));
    }

    @Override
    public void onTime(long nowNanos) {
        if (!isKnown) {
            socket.send(hello, 0, hello.length);
        }
    }

    @Override
    public String failure() {
        return "";
    }
}
