package dev.ephyra.webrtc.dtls;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import dev.ephyra.webrtc.dtls.MessageProgress.Step;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the DTLS stack and lets through only what a handshake of DTLS 1.2 can need (RFC 6347 sections 4.1 and
 * 4.2). Owned by the thread of its association. Never throws for bytes of a peer.
 *
 * <p>Everything in epoch 0 is unauthenticated: whoever can send from the peer's address can write it. So no length in
 * it may cost memory (CVE-2026-59646: a message announced with 24 bits), no alert may end anything, and no sequence
 * number may make later ones look old. For the last, accepted records of epoch 0 are numbered anew: their own numbers,
 * which nothing protects, would otherwise move the replay window of the stack.
 */
public final class HandshakeFilter {
    /** What a path with an MTU of 1,500 can bring, and some tunnels more. */
    static final int MAX_DATAGRAM_BYTES = 2_048;

    /** A whole flight of six messages and ChangeCipherSpec, each in a record of its own, twice. */
    static final int MAX_RECORDS = 16;

    /** A ClientHello with a post-quantum share has 2 KB, a chain of certificates 4 KB. */
    static final int MAX_MESSAGE_BYTES = 16 * 1024;

    /** All messages of one handshake. */
    static final int MAX_TOTAL_BYTES = 32 * 1024;

    /** A handshake has at most 6 in one direction. */
    static final int MAX_MESSAGES = 16;

    /** How far beyond the first incomplete message one may be. */
    static final int MAX_MESSAGES_AHEAD = 8;

    private static final int FRAGMENT_HEADER = 12;

    /** Explicit nonce and tag of AES-GCM (RFC 5288 section 3). */
    static final int NONCE_AND_TAG = 24;

    /** What came of a datagram. */
    public sealed interface Verdict {
        /**
         * @param records to be given to the stack, in one datagram
         * @param hasRepeats whether a handshake message was among them that had come before
         */
        record Accepted(byte[] records, boolean hasRepeats) implements Verdict {}

        /** @param reason of the first record; each is counted */
        record Dropped(RecordDrop reason) implements Verdict {}
    }

    private final DtlsRole local;
    private final RecordDrops drops;
    private final @Nullable MessageProgress[] messages = new MessageProgress[MAX_MESSAGES];
    private int firstIncomplete;
    private int announcedBytes;
    private long nextSequence;
    private boolean keysPossible;
    private boolean repeated;

    /** @param drops where they are counted */
    public HandshakeFilter(DtlsRole local, RecordDrops drops) {
        this.local = local;
        this.drops = drops;
    }

    /** Whether message {@code messageSeq} and all before it have come whole. */
    boolean isCompleteUpTo(int messageSeq) {
        return firstIncomplete > messageSeq;
    }

    /** Looks through the records of a datagram, which may hold several (RFC 6347 section 4.1.1). Copies. */
    public Verdict check(byte[] buffer, int offset, int length) {
        if (length > MAX_DATAGRAM_BYTES) {
            return new Verdict.Dropped(drops.count(RecordDrop.DATAGRAM_TOO_LONG));
        }
        byte[] kept = new byte[length];
        int keptBytes = 0;
        int at = offset;
        int end = offset + length;
        RecordDrop first = null;
        repeated = false;
        for (int records = 0; records == 0 || at < end; records++) {
            RecordDrop drop = headerDrop(buffer, at, end, records);
            if (drop != null) {
                first = first == null ? drop : first;
                break;
            }
            int recordBytes = RecordHeader.BYTES + RecordHeader.length(buffer, at);
            int accepted = keep(buffer, at, kept, keptBytes);
            if (accepted < recordBytes) {
                first = first == null ? drops.latest() : first;
            }
            keptBytes += accepted;
            at += recordBytes;
        }
        if (keptBytes > 0) {
            return new Verdict.Accepted(Arrays.copyOf(kept, keptBytes), repeated);
        }
        return new Verdict.Dropped(first == null ? drops.count(RecordDrop.RECORD_TRUNCATED) : first);
    }

    private @Nullable RecordDrop headerDrop(byte[] buffer, int at, int end, int records) {
        if (records == MAX_RECORDS) {
            return drops.count(RecordDrop.TOO_MANY_RECORDS);
        } else if (end - at < RecordHeader.BYTES || end - at - RecordHeader.BYTES < RecordHeader.length(buffer, at)) {
            return drops.count(RecordDrop.RECORD_TRUNCATED);
        }
        return null;
    }

    /** Copies what is good of one record; returns its bytes with header, 0 for none. */
    private int keep(byte[] buffer, int at, byte[] kept, int keptBytes) {
        int good = goodBytes(buffer, at);
        if (good == 0) {
            return 0;
        }
        System.arraycopy(buffer, at, kept, keptBytes, RecordHeader.BYTES + good);
        if (RecordHeader.epoch(buffer, at) == 0) {
            RecordHeader.setSequence(kept, keptBytes, nextSequence++);
            RecordHeader.setLength(kept, keptBytes, good);
        }
        return RecordHeader.BYTES + good;
    }

    private int goodBytes(byte[] buffer, int at) {
        int length = RecordHeader.length(buffer, at);
        int type = RecordHeader.type(buffer, at);
        RecordDrop drop;
        if (type < RecordHeader.CHANGE_CIPHER_SPEC || type > RecordHeader.APPLICATION_DATA) {
            drop = RecordDrop.UNKNOWN_CONTENT;
        } else if (RecordHeader.epoch(buffer, at) == 0) {
            return goodInClear(buffer, at, type, length);
        } else {
            drop = encryptedDrop(buffer, at, type, length);
        }
        return drop == null ? length : dropped(drop);
    }

    private @Nullable RecordDrop encryptedDrop(byte[] buffer, int at, int type, int length) {
        if (RecordHeader.epoch(buffer, at) > 1) {
            return RecordDrop.UNKNOWN_EPOCH;
        } else if (RecordHeader.version(buffer, at) != RecordHeader.DTLS_1_2) {
            return RecordDrop.UNKNOWN_VERSION;
        } else if (type == RecordHeader.CHANGE_CIPHER_SPEC) {
            return RecordDrop.BAD_CHANGE_CIPHER_SPEC;
        } else if (!keysPossible) {
            return RecordDrop.BEFORE_KEYS;
        }
        // The stack ends an association over one such record, although nothing proves who sent it.
        return length < NONCE_AND_TAG ? RecordDrop.ENCRYPTED_TOO_SHORT : null;
    }

    private int goodInClear(byte[] buffer, int at, int type, int length) {
        int version = RecordHeader.version(buffer, at);
        if (version != RecordHeader.DTLS_1_2 && version != RecordHeader.DTLS_1_0) {
            return dropped(RecordDrop.UNKNOWN_VERSION);
        }
        if (type == RecordHeader.HANDSHAKE) {
            return goodFragments(buffer, at, length, version);
        } else if (type == RecordHeader.CHANGE_CIPHER_SPEC) {
            return goodChangeCipherSpec(buffer, at, length, version);
        }
        return dropped(type == RecordHeader.ALERT ? RecordDrop.ALERT_IN_CLEAR : RecordDrop.APPLICATION_DATA_IN_CLEAR);
    }

    private int goodChangeCipherSpec(byte[] buffer, int at, int length, int version) {
        if (length != 1 || buffer[at + RecordHeader.BYTES] != 1 || version != RecordHeader.DTLS_1_2) {
            return dropped(RecordDrop.BAD_CHANGE_CIPHER_SPEC);
        }
        // Early, by reordering or malice, it would make the stack deaf for what must still come in the clear.
        return keysPossible ? length : dropped(RecordDrop.BEFORE_KEYS);
    }

    /** A record may carry several fragments; those before the first bad one are good. */
    private int goodFragments(byte[] buffer, int at, int length, int version) {
        int body = at + RecordHeader.BYTES;
        int good = 0;
        while (good == 0 || good < length) {
            RecordDrop drop = fragmentDrop(buffer, body + good, length - good, version);
            if (drop != null) {
                drops.count(drop);
                break;
            }
            good += FRAGMENT_HEADER + NetworkOrder.uint24(buffer, body + good + 9);
        }
        return good;
    }

    private @Nullable RecordDrop fragmentDrop(byte[] buffer, int at, int available, int version) {
        if (available < FRAGMENT_HEADER || NetworkOrder.uint24(buffer, at + 9) > available - FRAGMENT_HEADER) {
            return RecordDrop.BAD_FRAGMENT;
        }
        int type = buffer[at] & 0xFF;
        int length = NetworkOrder.uint24(buffer, at + 1);
        int fragmentOffset = NetworkOrder.uint24(buffer, at + 6);
        int fragmentBytes = NetworkOrder.uint24(buffer, at + 9);
        if (!HandshakeTypes.isExpectedBy(local, type)) {
            return RecordDrop.UNEXPECTED_MESSAGE;
        } else if (version != RecordHeader.DTLS_1_2 && !HandshakeTypes.isHello(type)) {
            return RecordDrop.UNKNOWN_VERSION;
        } else if (length > MAX_MESSAGE_BYTES) {
            return RecordDrop.MESSAGE_TOO_LONG;
        } else if (fragmentOffset + fragmentBytes > length) {
            return RecordDrop.BAD_FRAGMENT;
        } else if (fragmentBytes == 0 && length > 0) {
            return RecordDrop.EMPTY_FRAGMENT;
        }
        return noteFragment(NetworkOrder.uint16(buffer, at + 4), type, length, fragmentOffset, fragmentBytes);
    }

    private @Nullable RecordDrop noteFragment(int messageSeq, int type, int length, int offset, int bytes) {
        // Nothing but a hello can be first, and its length is all that is known about whoever sends.
        int ahead = firstIncomplete == 0 ? 1 : MAX_MESSAGES_AHEAD;
        if (messageSeq >= Math.min(firstIncomplete + ahead, MAX_MESSAGES)) {
            return RecordDrop.OUT_OF_WINDOW;
        }
        MessageProgress progress = messages[messageSeq];
        if (progress == null) {
            if (announcedBytes + length > MAX_TOTAL_BYTES) {
                return RecordDrop.TOO_MANY_BYTES;
            }
            announcedBytes += length;
            progress = new MessageProgress(type, length);
            messages[messageSeq] = progress;
        } else if (!progress.announces(type, length)) {
            return RecordDrop.CONFLICTING_MESSAGE;
        }
        Step step = progress.add(offset, bytes);
        repeated |= step == Step.REPEATED;
        advance();
        return step == Step.TOO_MANY ? RecordDrop.TOO_MANY_FRAGMENTS : null;
    }

    private void advance() {
        while (firstIncomplete < MAX_MESSAGES) {
            MessageProgress progress = messages[firstIncomplete];
            if (progress == null || !progress.isComplete()) {
                return;
            }
            keysPossible |= HandshakeTypes.isLastInClear(local, progress.type());
            firstIncomplete++;
        }
    }

    private int dropped(RecordDrop drop) {
        drops.count(drop);
        return 0;
    }
}
