package dev.ephyra.webrtc.stun;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A STUN message as a view of the bytes it came in (RFC 8489 sections 5 and 14). Valid as long as they are unchanged.
 *
 * <p>Of attributes that come more than once the first counts. What follows MESSAGE-INTEGRITY is not there, except
 * FINGERPRINT, which was checked if it is there.
 */
public final class StunMessage implements StunParsing {
    /** A check of a browser has 7; this leaves room for extensions and bounds the answer 420. */
    public static final int MAX_ATTRIBUTES = 32;

    /** Bytes of a text, as RFC 8489 bounds realms and nonces; user names are shorter. */
    public static final int MAX_TEXT_BYTES = 763;

    static final int HEADER_BYTES = 20;
    static final int ATTRIBUTE_HEADER_BYTES = 4;
    static final int COOKIE = 0x2112A442;

    /** Ints in the index for each attribute: type, position of the value in the buffer, length. */
    private static final int INDEX_INTS = 3;

    private static final int FIRST_OPTIONAL_TYPE = 0x8000;
    private static final int NONE = -1;

    private final byte[] buffer;
    private final int offset;
    private final int length;
    private final StunMethod method;
    private final int[] index = new int[MAX_ATTRIBUTES * INDEX_INTS];
    private int attributes;
    private int integrityAt = NONE;
    private boolean hasFingerprint;

    private StunMessage(byte[] buffer, int offset, int length, StunMethod method) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        this.method = method;
    }

    /** Whether bytes look like STUN among the other protocols of a WebRTC port (RFC 7983); reads 8 of them. */
    public static boolean isStun(byte[] buffer, int offset, int length) {
        return length >= HEADER_BYTES
                && buffer[offset] >= 0
                && buffer[offset] <= 3
                && NetworkOrder.int32(buffer, offset + 4) == COOKIE;
    }

    /**
     * Reads one datagram, or one message of a stream. Nothing is authenticated yet.
     *
     * @throws IndexOutOfBoundsException if the range is not inside the buffer
     */
    public static StunParsing parse(byte[] buffer, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        if (!isStun(buffer, offset, length)) {
            return StunFlaw.NOT_STUN;
        }
        int declared = NetworkOrder.uint16(buffer, offset + 2);
        if (declared % 4 != 0 || declared != length - HEADER_BYTES) {
            return StunFlaw.WRONG_LENGTH;
        }
        StunMethod method = StunMethod.of(NetworkOrder.uint16(buffer, offset));
        if (method == null) {
            return StunFlaw.UNKNOWN_METHOD;
        }
        StunMessage message = new StunMessage(buffer, offset, length, method);
        StunFlaw flaw = message.readAttributes();
        return flaw == null ? message : flaw;
    }

    private @Nullable StunFlaw readAttributes() {
        int end = offset + length;
        int seen = 0;
        for (int at = offset + HEADER_BYTES; at < end; seen++) {
            // Both the message and what was read of it are multiples of 4, so a header is always whole.
            int type = NetworkOrder.uint16(buffer, at);
            int size = NetworkOrder.uint16(buffer, at + 2);
            int next = at + ATTRIBUTE_HEADER_BYTES + padded(size);
            if (next > end) {
                return StunFlaw.ATTRIBUTE_OVERRUN;
            } else if (seen == MAX_ATTRIBUTES) {
                return StunFlaw.TOO_MANY_ATTRIBUTES;
            }
            StunFlaw flaw = read(type, at, size, next == end);
            if (flaw != null) {
                return flaw;
            }
            at = next;
        }
        return null;
    }

    private @Nullable StunFlaw read(int type, int at, int size, boolean last) {
        if (type == StunAttribute.FINGERPRINT.type()) {
            return readFingerprint(at, size, last);
        } else if (integrityAt != NONE) {
            // RFC 8489 section 14.5: nothing protects what follows.
            return null;
        } else if (type == StunAttribute.MESSAGE_INTEGRITY.type()) {
            integrityAt = at;
            return size == StunKey.INTEGRITY_BYTES ? null : StunFlaw.WRONG_ATTRIBUTE_LENGTH;
        }
        int entry = attributes++ * INDEX_INTS;
        index[entry] = type;
        index[entry + 1] = at + ATTRIBUTE_HEADER_BYTES;
        index[entry + 2] = size;
        return null;
    }

    private @Nullable StunFlaw readFingerprint(int at, int size, boolean last) {
        if (size != Fingerprints.BYTES) {
            return StunFlaw.WRONG_ATTRIBUTE_LENGTH;
        } else if (!last) {
            return StunFlaw.FINGERPRINT_NOT_LAST;
        }
        hasFingerprint = true;
        int expected = Fingerprints.of(buffer, offset, at - offset);
        return NetworkOrder.int32(buffer, at + ATTRIBUTE_HEADER_BYTES) == expected ? null : StunFlaw.WRONG_FINGERPRINT;
    }

    static int padded(int bytes) {
        return (bytes + 3) & ~3;
    }

    public StunClass messageClass() {
        return StunClass.of(NetworkOrder.uint16(buffer, offset));
    }

    public StunMethod method() {
        return method;
    }

    public TransactionId transactionId() {
        return new TransactionId(NetworkOrder.int32(buffer, offset + 8), NetworkOrder.int64(buffer, offset + 12));
    }

    /** Bytes of the whole message. */
    public int length() {
        return length;
    }

    /** Whether there is a FINGERPRINT; a wrong one is a {@link StunFlaw}. */
    public boolean hasFingerprint() {
        return hasFingerprint;
    }

    public boolean hasIntegrity() {
        return integrityAt != NONE;
    }

    /** Whether MESSAGE-INTEGRITY is there and made with this key; compared in constant time. */
    public boolean isAuthentic(StunKey key) {
        if (integrityAt == NONE) {
            return false;
        }
        int value = integrityAt + ATTRIBUTE_HEADER_BYTES;
        byte[] claimed = Arrays.copyOfRange(buffer, value, value + StunKey.INTEGRITY_BYTES);
        return MessageDigest.isEqual(claimed, key.integrity(buffer, offset, integrityAt - offset));
    }

    public boolean has(StunAttribute attribute) {
        return find(attribute) != NONE;
    }

    /** The types that would have to be understood and are not among {@code understood}, for the answer 420. */
    public int[] notUnderstood(Set<StunAttribute> understood) {
        return IntStream.range(0, attributes)
                .map(number -> index[number * INDEX_INTS])
                .filter(type -> type < FIRST_OPTIONAL_TYPE)
                .filter(type -> understood.stream().noneMatch(known -> known.type() == type))
                .distinct()
                .toArray();
    }

    /** The value in UTF-8; empty without the attribute and for one longer than {@link #MAX_TEXT_BYTES}. */
    public Optional<String> text(StunAttribute attribute) {
        int entry = find(attribute);
        return entry == NONE || index[entry + 2] > MAX_TEXT_BYTES
                ? Optional.empty()
                : Optional.of(new String(buffer, index[entry + 1], index[entry + 2], StandardCharsets.UTF_8));
    }

    /** The value as an unsigned number of 32 bits; empty without the attribute and if it is not 4 bytes long. */
    public OptionalLong number(StunAttribute attribute) {
        int entry = find(attribute);
        return entry == NONE || index[entry + 2] != Integer.BYTES
                ? OptionalLong.empty()
                : OptionalLong.of(Integer.toUnsignedLong(NetworkOrder.int32(buffer, index[entry + 1])));
    }

    /** The XORed transport address (RFC 8489 section 14.2); empty without the attribute and if it is malformed. */
    public Optional<InetSocketAddress> address(StunAttribute attribute) {
        int entry = find(attribute);
        return entry == NONE ? Optional.empty() : addressAt(entry);
    }

    /** All addresses of that type in order, possibly none; empty if one is malformed. */
    public Optional<List<InetSocketAddress>> addresses(StunAttribute attribute) {
        List<InetSocketAddress> found = new ArrayList<>();
        for (int entry = 0; entry < attributes * INDEX_INTS; entry += INDEX_INTS) {
            if (index[entry] == attribute.type()) {
                Optional<InetSocketAddress> address = addressAt(entry);
                if (address.isEmpty()) {
                    return Optional.empty();
                }
                found.add(address.get());
            }
        }
        return Optional.of(found);
    }

    private Optional<InetSocketAddress> addressAt(int entry) {
        return XorAddress.read(buffer, offset, index[entry + 1], index[entry + 2]);
    }

    /** The code of ERROR-CODE, 300 to 699 if it is well made; empty without the attribute and if it is cut short. */
    public OptionalInt errorCode() {
        int entry = find(StunAttribute.ERROR_CODE);
        if (entry == NONE || index[entry + 2] < Integer.BYTES) {
            return OptionalInt.empty();
        }
        int value = NetworkOrder.int32(buffer, index[entry + 1]);
        return OptionalInt.of(((value >> 8) & 7) * 100 + (value & 0xFF));
    }

    /** Where the value starts in the buffer, or -1 without the attribute; for DATA, which is not copied. */
    public int valueOffset(StunAttribute attribute) {
        int entry = find(attribute);
        return entry == NONE ? NONE : index[entry + 1];
    }

    /** Bytes of the value without padding, or -1 without the attribute. */
    public int valueLength(StunAttribute attribute) {
        int entry = find(attribute);
        return entry == NONE ? NONE : index[entry + 2];
    }

    private int find(StunAttribute attribute) {
        for (int entry = 0; entry < attributes * INDEX_INTS; entry += INDEX_INTS) {
            if (index[entry] == attribute.type()) {
                return entry;
            }
        }
        return NONE;
    }
}
