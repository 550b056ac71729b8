package dev.ephyra.server.config;

import java.util.Base64;
import java.util.Optional;

/**
 * The key that secrets are encrypted with where they are stored, and where it came from, for messages. Never shows itself.
 * Immutable.
 */
public final class EncryptionKey {
    /** AES-256. */
    static final int BYTES = 32;

    private final byte[] key;
    private final String origin;

    private EncryptionKey(byte[] key, String origin) {
        this.key = key;
        this.origin = origin;
    }

    /** The key written as {@code base64}; empty if that is not 32 bytes in base64. */
    static Optional<EncryptionKey> parse(String base64, String origin) {
        try {
            byte[] key = Base64.getDecoder().decode(base64);
            return key.length == BYTES ? Optional.of(new EncryptionKey(key, origin)) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    public byte[] bytes() {
        return key.clone();
    }

    /** The variable, the line of the configuration file or the file that held it. */
    public String origin() {
        return origin;
    }

    @Override
    public String toString() {
        return Secret.MASK;
    }
}
