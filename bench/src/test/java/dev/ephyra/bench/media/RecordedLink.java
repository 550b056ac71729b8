package dev.ephyra.bench.media;

import dev.ephyra.webrtc.srtp.SrtpProfile;
import dev.ephyra.webrtc.srtp.SrtpReceiver;
import dev.ephyra.webrtc.srtp.SrtpSender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A link without a network: what is sent is kept, protected, and can be given to the other end. */
final class RecordedLink implements SecureLink {
    final List<byte[]> sent = new ArrayList<>();
    private final SrtpSender sender = new SrtpSender(SrtpProfile.AEAD_AES_128_GCM, new byte[16], new byte[12]);
    private final SrtpReceiver receiver = new SrtpReceiver(SrtpProfile.AEAD_AES_128_GCM, new byte[16], new byte[12]);

    @Override
    public boolean isEstablished() {
        return true;
    }

    @Override
    public void receive(byte[] buffer, int length, long nowNanos) {}

    @Override
    public int unprotect(byte[] buffer, int length, boolean isRtcp) {
        return receiver.unprotect(buffer, 0, length);
    }

    @Override
    public void sendRtp(byte[] buffer, int length) {
        sent.add(Arrays.copyOf(buffer, sender.protect(buffer, 0, length)));
    }

    @Override
    public void sendRtcp(byte[] buffer, int length) {}

    @Override
    public void onTime(long nowNanos) {}

    @Override
    public String failure() {
        return "";
    }
}
