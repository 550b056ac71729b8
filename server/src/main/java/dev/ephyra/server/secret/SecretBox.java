package dev.ephyra.server.secret;

import dev.ephyra.server.config.EncryptionKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts secrets for storage with AES-256-GCM (NIST SP 800-38D), each under a random nonce and bound to its owner's id, so
 * that a copied row opens for nobody else. Thread-safe; owned by whoever stores secrets.
 *
 * <p>A sealed secret is: version (1 byte, 1), id of the key (4), nonce (12), ciphertext, tag (16).
 */
public final class SecretBox {
    private static final byte VERSION = 1;
    private static final int KEY_ID_BYTES = 4;
    // Random 96-bit nonces stay distinct for 2^32 secrets under one key; a server has thousands.
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + KEY_ID_BYTES;
    private static final int LEAST_BYTES = HEAD_BYTES + NONCE_BYTES + TAG_BITS / 8;

    private final SecretKeySpec key;
    private final byte[] keyId;
    private final String origin;
    private final SecureRandom random;

    public SecretBox(EncryptionKey key, SecureRandom random) {
        this.key = new SecretKeySpec(key.bytes(), "AES");
        this.keyId = keyId(key.bytes());
        this.origin = key.origin();
        this.random = random;
    }

    /** What opening a sealed secret gives. */
    public sealed interface Opened {
        /** The secret. */
        record Plain(String secret) implements Opened {
            @Override
            public String toString() {
                return "Plain[********]";
            }
        }

        /** It was sealed with another key; the text says where the key in use came from and what to do. */
        record OtherKey(String why) implements Opened {}

        /** It is not what was sealed for this owner. */
        record Damaged(String why) implements Opened {}
    }

    /**
     * Seals {@code secret}; the same twice gives different bytes.
     *
     * @param owner the id it is stored under; only the same one opens it
     */
    public byte[] seal(String owner, String secret) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] head = ByteBuffer.allocate(HEAD_BYTES).put(VERSION).put(keyId).array();
        try {
            byte[] hidden =
                    cipher(Cipher.ENCRYPT_MODE, nonce, head, owner).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.allocate(HEAD_BYTES + NONCE_BYTES + hidden.length)
                    .put(head)
                    .put(nonce)
                    .put(hidden)
                    .array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES-GCM", impossible);
        }
    }

    /** Opens what {@link #seal} gave; any bytes are answered. */
    public Opened open(String owner, byte[] sealed) {
        if (sealed.length < LEAST_BYTES) {
            return new Opened.Damaged("too short for a sealed secret");
        }
        if (sealed[0] != VERSION) {
            return new Opened.Damaged("sealed in a form this version does not know: " + sealed[0]);
        }
        if (!Arrays.equals(sealed, 1, HEAD_BYTES, keyId, 0, KEY_ID_BYTES)) {
            return new Opened.OtherKey("secrets were encrypted with another key than that of " + origin
                    + "; put the old key back, or give the endpoints new secrets");
        }
        byte[] head = Arrays.copyOf(sealed, HEAD_BYTES);
        byte[] nonce = Arrays.copyOfRange(sealed, HEAD_BYTES, HEAD_BYTES + NONCE_BYTES);
        int hiddenFrom = HEAD_BYTES + NONCE_BYTES;
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, nonce, head, owner)
                    .doFinal(sealed, hiddenFrom, sealed.length - hiddenFrom);
            return new Opened.Plain(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(plain))
                    .toString());
        } catch (AEADBadTagException | CharacterCodingException changed) {
            return new Opened.Damaged("changed since it was sealed, or sealed for another owner");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has AES-GCM", impossible);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] head, String owner) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(head);
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Tells keys apart without telling anything about them. */
    private static byte[] keyId(byte[] key) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update("ephyra key id".getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(sha256.digest(key), KEY_ID_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
