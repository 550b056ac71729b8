package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunKey;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** The controlling side of ICE with one pair, which it nominates with each check. Owned by the thread of its client. */
final class ClientChecks {
    /** Until the first answer (RFC 8445 section 14.2). */
    private static final long FIRST_CHECKS_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int PRIORITY = 1_853_824_767;
    private static final int OUTSTANDING = 32;

    private final IceCredentials local;
    private final IceCredentials remote;
    private final StunKey key;
    private final IntSupplier random;
    private final long checkNanos;
    private final Set<TransactionId> outstanding = new LinkedHashSet<>();
    private long nextNanos;
    private boolean isAnswered;

    ClientChecks(IceCredentials local, IceCredentials remote, IntSupplier random, long checkNanos, long nowNanos) {
        this.local = local;
        this.remote = remote;
        this.key = StunKey.shortTerm(remote.password());
        this.random = random;
        this.checkNanos = checkNanos;
        this.nextNanos = nowNanos;
    }

    boolean isFor(IceCredentials credentials) {
        return remote.equals(credentials);
    }

    boolean isDue(long nowNanos) {
        return nowNanos - nextNanos >= 0;
    }

    /** The next check is due now. */
    void hurry(long nowNanos) {
        nextNanos = nowNanos;
    }

    byte[] check(long nowNanos) {
        nextNanos = nowNanos + (isAnswered ? checkNanos : FIRST_CHECKS_NANOS);
        TransactionId id = new TransactionId(random.getAsInt(), ((long) random.getAsInt() << 32) | random.getAsInt());
        if (outstanding.size() == OUTSTANDING) {
            outstanding.remove(outstanding.iterator().next());
        }
        outstanding.add(id);
        return new StunWriter(StunClass.REQUEST, StunMethod.BINDING, id)
                .text(StunAttribute.USERNAME, remote.ufrag() + ":" + local.ufrag())
                .number(StunAttribute.ICE_CONTROLLING, 77L)
                .flag(StunAttribute.USE_CANDIDATE)
                .number(StunAttribute.PRIORITY, PRIORITY)
                .integrity(key)
                .fingerprint()
                .toBytes();
    }

    /** Whether it is an answer that shows the server's password. */
    boolean answered(byte[] buffer, int offset, int length) {
        boolean isAnswer = StunMessage.parse(buffer, offset, length) instanceof StunMessage message
                && message.messageClass() == StunClass.SUCCESS
                && message.isAuthentic(key)
                && outstanding.remove(message.transactionId());
        isAnswered |= isAnswer;
        return isAnswer;
    }
}
