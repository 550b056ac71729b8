package dev.ephyra.webrtc.dtls;

import java.util.BitSet;

/** How much of one handshake message has come. Owned by its {@link HandshakeFilter}; keeps one bit a byte. */
final class MessageProgress {
    /** A message of 16 KiB over datagrams of 576 bytes needs 31. */
    static final int MAX_FRAGMENTS = 32;

    enum Step {
        ADDED,
        REPEATED,
        TOO_MANY
    }

    private final int type;
    private final int length;
    private final BitSet covered = new BitSet();
    private int fragments;

    /** @param length of the whole message, at most {@link HandshakeFilter#MAX_MESSAGE_BYTES} */
    MessageProgress(int type, int length) {
        this.type = type;
        this.length = length;
    }

    boolean announces(int otherType, int otherLength) {
        return type == otherType && length == otherLength;
    }

    int type() {
        return type;
    }

    boolean isComplete() {
        return fragments > 0 && covered.cardinality() == length;
    }

    /** A fragment within the message. Only those that bring something new are counted, so repeating is free. */
    Step add(int offset, int bytes) {
        boolean isNew = length == 0 ? fragments == 0 : covered.nextClearBit(offset) < offset + bytes;
        if (!isNew) {
            return Step.REPEATED;
        } else if (fragments == MAX_FRAGMENTS) {
            return Step.TOO_MANY;
        }
        fragments++;
        covered.set(offset, offset + bytes);
        return Step.ADDED;
    }
}
