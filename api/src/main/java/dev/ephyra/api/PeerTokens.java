package dev.ephyra.api;

import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Peer tokens: {@code <payload>.<mac>}, both base64url without padding. The payload is a version byte, the time of
 * issue (milliseconds since 1970, 8 bytes), a nonce (16 bytes), the room id's length (2 bytes), the room id and the peer
 * id in UTF-8; the mac is HMAC-SHA256 (RFC 2104) over the payload's text. Valid for 24 hours. Immutable, thread-safe.
 */
public final class PeerTokens {
    /** Two tokens of one peer in one millisecond must differ: 16 bytes of chance never repeat. */
    public static final int NONCE_BYTES = 16;

    static final long MAX_AGE_MILLIS = 24L * 3_600 * 1_000;

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + Long.BYTES + NONCE_BYTES + Short.BYTES;
    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;

    /** {@code secretKeyBase} is any length; the key proper is derived, so that it serves nothing else. */
    public PeerTokens(String secretKeyBase) {
        SecretKeySpec base = new SecretKeySpec(secretKeyBase.getBytes(StandardCharsets.UTF_8), ALGORITHM);
        key = new SecretKeySpec(mac(base, "ephyra peer token 1".getBytes(StandardCharsets.UTF_8)), ALGORITHM);
    }

    /** What a token is worth. */
    public sealed interface Check {
        /** Signed by us and not too old; whether the room and the peer still exist is another question. */
        record Valid(RoomId room, PeerId peer) implements Check {}

        record Missing() implements Check {}

        record Invalid() implements Check {}

        record Expired() implements Check {}
    }

    /** Makes a token; {@code nonce} has {@link #NONCE_BYTES} bytes of chance. */
    public String issue(RoomId room, PeerId peer, long nowMillis, byte[] nonce) {
        if (nonce.length != NONCE_BYTES) {
            throw new IllegalArgumentException("a nonce of " + nonce.length + " bytes");
        }
        byte[] roomBytes = room.value().getBytes(StandardCharsets.UTF_8);
        byte[] peerBytes = peer.value().getBytes(StandardCharsets.UTF_8);
        ByteBuffer payload = ByteBuffer.allocate(FIXED_BYTES + roomBytes.length + peerBytes.length);
        payload.put(VERSION).putLong(nowMillis).put(nonce).putShort((short) roomBytes.length);
        payload.put(roomBytes).put(peerBytes);
        String text = TEXT.encodeToString(payload.array());
        return text + '.' + TEXT.encodeToString(mac(key, text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Checks a token; {@code null} or empty is missing. */
    public Check verify(@Nullable String token, long nowMillis) {
        if (token == null || token.isEmpty()) {
            return new Check.Missing();
        }
        int dot = token.indexOf('.');
        if (dot < 0 || token.length() > ApiLimits.MAX_PEER_TOKEN_CHARS) {
            return new Check.Invalid();
        }
        // Compared as text: decoded, the last character would have spare bits that anybody can change.
        byte[] payload = token.substring(0, dot).getBytes(StandardCharsets.UTF_8);
        byte[] expected = TEXT.encode(mac(key, payload));
        if (!MessageDigest.isEqual(expected, token.substring(dot + 1).getBytes(StandardCharsets.UTF_8))) {
            return new Check.Invalid();
        }
        return open(ByteBuffer.wrap(Base64.getUrlDecoder().decode(payload)), nowMillis);
    }

    /** Reads a payload that we signed. */
    private static Check open(ByteBuffer payload, long nowMillis) {
        if (payload.remaining() < FIXED_BYTES || payload.get() != VERSION) {
            return new Check.Invalid();
        }
        long issuedMillis = payload.getLong();
        payload.position(payload.position() + NONCE_BYTES);
        int roomLength = Short.toUnsignedInt(payload.getShort());
        if (roomLength > payload.remaining()) {
            return new Check.Invalid();
        }
        if (nowMillis - issuedMillis >= MAX_AGE_MILLIS) {
            return new Check.Expired();
        }
        Optional<String> room = text(payload.slice(payload.position(), roomLength));
        Optional<String> peer = text(payload.position(payload.position() + roomLength));
        return room.isPresent() && peer.isPresent()
                ? new Check.Valid(new RoomId(room.get()), new PeerId(peer.get()))
                : new Check.Invalid();
    }

    private static Optional<String> text(ByteBuffer utf8) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static byte[] mac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("every byte sequence is an HMAC key", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
