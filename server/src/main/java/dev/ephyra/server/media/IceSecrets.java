package dev.ephyra.server.media;

import dev.ephyra.webrtc.ice.IceCredentials;
import java.security.SecureRandom;
import java.util.function.Supplier;

/** Makes ICE credentials (RFC 8445 section 5.3: 24 and 128 random bits at least). Thread-safe. */
final class IceSecrets implements Supplier<IceCredentials> {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /** 6 bits each: 72, so that no two connections of a server ever share one; and 192. */
    private static final int UFRAG_CHARS = 12;

    private static final int PASSWORD_CHARS = 32;

    private final SecureRandom random = new SecureRandom();

    @Override
    public IceCredentials get() {
        return new IceCredentials(text(UFRAG_CHARS), text(PASSWORD_CHARS));
    }

    private String text(int chars) {
        byte[] bytes = new byte[chars];
        random.nextBytes(bytes);
        StringBuilder text = new StringBuilder(chars);
        for (byte value : bytes) {
            text.append(ALPHABET.charAt(value & 0x3f));
        }
        return text.toString();
    }
}
