package dev.ephyra.webrtc.ice;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunKey;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import java.net.InetSocketAddress;

/** A controlling peer that knows {@code server}'s credentials: makes the datagrams it would send. */
record IcePeer(IceCredentials server, String ufrag) {
    static final TransactionId ID = new TransactionId(3, 4);

    /** A path named by its remote port. */
    record Port(InetSocketAddress remote) implements Path {
        static Port of(int port) {
            return new Port(new InetSocketAddress("192.0.2.7", port));
        }
    }

    byte[] check() {
        return signed(request());
    }

    byte[] nomination() {
        return signed(request().flag(StunAttribute.USE_CANDIDATE));
    }

    /** What a browser's check has, without integrity and fingerprint. */
    StunWriter request() {
        return new StunWriter(StunClass.REQUEST, StunMethod.BINDING, ID)
                .text(StunAttribute.USERNAME, server.ufrag() + ":" + ufrag)
                .number(StunAttribute.ICE_CONTROLLING, 77L)
                .number(StunAttribute.PRIORITY, 1_845_501_695);
    }

    byte[] signed(StunWriter request) {
        return request.integrity(key()).fingerprint().toBytes();
    }

    StunKey key() {
        return StunKey.shortTerm(server.password());
    }

    /** The answer, if it is one to a check of ours. */
    StunMessage answered(byte[] datagram) {
        if (StunMessage.parse(datagram, 0, datagram.length) instanceof StunMessage message
                && message.hasFingerprint()
                && message.isAuthentic(key())
                && message.transactionId().equals(ID)) {
            return message;
        }
        throw new AssertionError("no answer that this peer would believe");
    }
}
