package dev.ephyra.webrtc.turn;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that need not be kept: the second they were made in, and an HMAC of it and of the client they were made for
 * (RFC 8489 section 9.2). Owned by its server.
 */
final class NonceMint {
    /** Clients get a new one with 438 and go on; each costs them a round trip. RFC 8656 section 5 wants at most 1 h. */
    static final long NONCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final int SECOND_CHARS = 8;

    /** 64 bits; who guesses one has gained nothing but the right to guess a password. */
    private static final int TAG_BYTES = 8;

    private static final String HMAC = "HmacSHA256";
    private static final HexFormat HEX = HexFormat.of();

    private final Mac mac;
    private final long startNanos;

    NonceMint(byte[] key, long nowNanos) {
        startNanos = nowNanos;
        try {
            mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    String mint(FiveTuple client, long nowNanos) {
        return nonce(secondsAt(nowNanos), client);
    }

    /** Whether it was made here, for that client, not too long ago; compared in constant time. */
    boolean isFresh(String nonce, FiveTuple client, long nowNanos) {
        if (nonce.length() != SECOND_CHARS + 2 * TAG_BYTES || !nonce.chars().allMatch(HexFormat::isHexDigit)) {
            return false;
        }
        int second = HexFormat.fromHexDigits(nonce, 0, SECOND_CHARS);
        int ageSeconds = secondsAt(nowNanos) - second;
        return ageSeconds >= 0
                && ageSeconds < TimeUnit.NANOSECONDS.toSeconds(NONCE_NANOS)
                && MessageDigest.isEqual(ascii(nonce), ascii(nonce(second, client)));
    }

    /** 32 bits of seconds are 136 years. */
    private int secondsAt(long nowNanos) {
        return (int) TimeUnit.NANOSECONDS.toSeconds(nowNanos - startNanos);
    }

    private String nonce(int second, FiveTuple client) {
        String time = HEX.toHexDigits(second);
        mac.update(ascii(time));
        mac.update(client.client().getAddress().getAddress());
        mac.update(ascii(client.transport() + ":" + client.client().getPort()));
        return time + HEX.formatHex(mac.doFinal(), 0, TAG_BYTES);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
