package dev.ephyra.webrtc.stun;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds one STUN message (RFC 8489). Attributes in the order of the calls; {@link #integrity} and then
 * {@link #fingerprint} come last. Owned by whoever builds.
 */
public final class StunWriter {
    private static final int INITIAL_BYTES = 128;

    /** What the 16-bit length field can say, in whole words. */
    private static final int MAX_ATTRIBUTE_BYTES = 65_532;

    private byte[] buffer = new byte[INITIAL_BYTES];
    private int length = StunMessage.HEADER_BYTES;

    public StunWriter(StunClass messageClass, StunMethod method, TransactionId id) {
        NetworkOrder.put16(buffer, 0, method.bits() | messageClass.bits());
        NetworkOrder.put32(buffer, 4, StunMessage.COOKIE);
        NetworkOrder.put32(buffer, 8, id.high());
        NetworkOrder.put64(buffer, 12, id.low());
    }

    /** A success response. */
    public static StunWriter success(StunMessage request) {
        return new StunWriter(StunClass.SUCCESS, request.method(), request.transactionId());
    }

    /** An error response with its ERROR-CODE (RFC 8489 section 14.8). */
    public static StunWriter error(StunMessage request, StunError error) {
        StunWriter writer = new StunWriter(StunClass.ERROR, request.method(), request.transactionId());
        byte[] reason = error.reason().getBytes(StandardCharsets.UTF_8);
        int at = writer.begin(StunAttribute.ERROR_CODE, 4 + reason.length);
        NetworkOrder.put32(writer.buffer, at, ((error.code() / 100) << 8) | (error.code() % 100));
        System.arraycopy(reason, 0, writer.buffer, at + 4, reason.length);
        return writer;
    }

    /** An attribute without a value. */
    public StunWriter flag(StunAttribute attribute) {
        begin(attribute, 0);
        return this;
    }

    /** 32 bits. */
    public StunWriter number(StunAttribute attribute, int value) {
        int at = begin(attribute, Integer.BYTES);
        NetworkOrder.put32(buffer, at, value);
        return this;
    }

    /** 64 bits, the tie-breaker of ICE. */
    public StunWriter number(StunAttribute attribute, long value) {
        int at = begin(attribute, Long.BYTES);
        NetworkOrder.put64(buffer, at, value);
        return this;
    }

    public StunWriter text(StunAttribute attribute, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return bytes(attribute, bytes, 0, bytes.length);
    }

    /** Bytes as they are, padded with zeros. */
    public StunWriter bytes(StunAttribute attribute, byte[] value, int offset, int size) {
        int at = begin(attribute, size);
        System.arraycopy(value, offset, buffer, at, size);
        return this;
    }

    /** A resolved IPv4 or IPv6 address, XORed. */
    public StunWriter address(StunAttribute attribute, InetSocketAddress value) {
        int at = begin(attribute, XorAddress.length(value));
        XorAddress.write(buffer, 0, at, value);
        return this;
    }

    /** UNKNOWN-ATTRIBUTES (RFC 8489 section 14.9), for the answer 420. */
    public StunWriter unknownAttributes(int[] types) {
        int at = begin(StunAttribute.UNKNOWN_ATTRIBUTES, types.length * Short.BYTES);
        for (int i = 0; i < types.length; i++) {
            NetworkOrder.put16(buffer, at + i * Short.BYTES, types[i]);
        }
        return this;
    }

    /** MESSAGE-INTEGRITY over everything so far. */
    public StunWriter integrity(StunKey key) {
        byte[] hmac = key.integrity(buffer, 0, length);
        return bytes(StunAttribute.MESSAGE_INTEGRITY, hmac, 0, hmac.length);
    }

    /** FINGERPRINT over everything so far; nothing may follow. */
    public StunWriter fingerprint() {
        int before = length;
        int at = begin(StunAttribute.FINGERPRINT, Fingerprints.BYTES);
        NetworkOrder.put32(buffer, at, Fingerprints.of(buffer, 0, before));
        return this;
    }

    /** The message. */
    public byte[] toBytes() {
        return Arrays.copyOf(buffer, length);
    }

    /** Writes the header of an attribute, counts it in the message's length, and says where its value goes. */
    private int begin(StunAttribute attribute, int size) {
        int at = length + StunMessage.ATTRIBUTE_HEADER_BYTES;
        int end = at + StunMessage.padded(size);
        if (end - StunMessage.HEADER_BYTES > MAX_ATTRIBUTE_BYTES) {
            throw new IllegalArgumentException(attribute + " of " + size + " bytes does not fit a STUN message");
        }
        if (end > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(end, 2 * buffer.length));
        }
        NetworkOrder.put16(buffer, length, attribute.type());
        NetworkOrder.put16(buffer, length + 2, size);
        length = end;
        NetworkOrder.put16(buffer, 2, length - StunMessage.HEADER_BYTES);
        return at;
    }
}
