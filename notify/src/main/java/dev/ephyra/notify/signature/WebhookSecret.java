package dev.ephyra.notify.signature;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * What sender and receiver of webhooks share. Its text never leaves but through {@link #text()}; compared by text. Immutable.
 *
 * <p>Two forms, and one key for each header:
 * <ul>
 *   <li>{@code whsec_} and base64 of 24 to 64 bytes, as Standard Webhooks writes it: those bytes key
 *       {@code webhook-signature}, and the UTF-8 of the <em>whole</em> text keys {@code x-fishjam-signature-256}.
 *   <li>any other text, as Fishjam takes it: its UTF-8 keys both.
 * </ul>
 */
public final class WebhookSecret {
    /** What the first form begins with. */
    static final String PREFIX = "whsec_";

    // Four times a secret of 64 bytes; it is kept in memory, encrypted, for each endpoint.
    private static final int MAX_CHARS = 256;
    // Standard Webhooks: 192 to 512 bits.
    private static final int LEAST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final String text;
    private final byte[] standardKey;

    private WebhookSecret(String text, byte[] standardKey) {
        this.text = text;
        this.standardKey = standardKey;
    }

    /** What reading a secret gives. */
    public sealed interface Parsed {
        /** It can sign. */
        record Accepted(WebhookSecret secret) implements Parsed {}

        /** It cannot; the reason does not repeat it. */
        record Rejected(String why) implements Parsed {}
    }

    public static Parsed parse(String text) {
        if (text.isBlank()) {
            return new Parsed.Rejected("a secret is not empty");
        }
        if (text.length() > MAX_CHARS) {
            return new Parsed.Rejected("a secret has at most " + MAX_CHARS + " characters");
        }
        // Neither survives an environment variable or a form field, and a lone surrogate has no UTF-8.
        if (text.codePoints().anyMatch(point -> Character.isISOControl(point) || isSurrogate(point))) {
            return new Parsed.Rejected("a secret has no control characters or halves of characters");
        }
        if (!text.startsWith(PREFIX)) {
            return new Parsed.Accepted(new WebhookSecret(text, text.getBytes(StandardCharsets.UTF_8)));
        }
        byte[] key = canonicalBase64(text.substring(PREFIX.length()));
        return key.length >= LEAST_BYTES && key.length <= MOST_BYTES
                ? new Parsed.Accepted(new WebhookSecret(text, key))
                : new Parsed.Rejected("after " + PREFIX + " comes base64 of " + LEAST_BYTES + " to " + MOST_BYTES
                        + " bytes, padded with =");
    }

    /**
     * A new secret of the first form.
     *
     * @param random 24 to 64 bytes nobody can guess
     */
    public static WebhookSecret generate(byte[] random) {
        if (random.length < LEAST_BYTES || random.length > MOST_BYTES) {
            throw new IllegalArgumentException("a secret has " + LEAST_BYTES + " to " + MOST_BYTES + " bytes");
        }
        return new WebhookSecret(PREFIX + Base64.getEncoder().encodeToString(random), random.clone());
    }

    /** The secret itself, for whoever stores it or shows it to its owner. */
    public String text() {
        return text;
    }

    boolean hasPrefix() {
        return text.startsWith(PREFIX);
    }

    byte[] legacyKey() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] standardKey() {
        return standardKey.clone();
    }

    /** Empty for what a decoder would have to guess at: libraries differ in what they take. */
    private static byte[] canonicalBase64(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return Base64.getEncoder().encodeToString(bytes).equals(base64) ? bytes : new byte[0];
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookSecret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(standardKey);
    }

    @Override
    public String toString() {
        return "WebhookSecret[********]";
    }
}
