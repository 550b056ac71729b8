package dev.ephyra.notify.signature;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Signs the POSTs of whoever shares its keys. Made once for each state of the keys and used for many requests. Owned by one
 * thread; makes no check of its times but those of {@link SigningKeys}.
 */
public final class Signer {
    private static final int MOST_ID_CHARS = 256;

    private final SigningKeys keys;
    private final HmacSha256 currentLegacy;
    private final HmacSha256 currentStandard;
    private final @Nullable HmacSha256 previousLegacy;
    private final @Nullable HmacSha256 previousStandard;

    public Signer(SigningKeys keys) {
        this.keys = keys;
        currentLegacy = new HmacSha256(keys.current().legacyKey());
        currentStandard = new HmacSha256(keys.current().standardKey());
        WebhookSecret previous = keys.previous().orElse(null);
        previousLegacy = previous == null ? null : new HmacSha256(previous.legacyKey());
        previousStandard = previous == null ? null : new HmacSha256(previous.standardKey());
    }

    public SigningKeys keys() {
        return keys;
    }

    /**
     * The signatures of one attempt.
     *
     * @param webhookId of visible ASCII without a full stop, which would let two messages look like one
     * @param timestampSeconds when the attempt begins; receivers refuse what is more than five minutes away
     * @param nowMicros decides which secrets sign
     */
    public SignatureHeaders sign(String webhookId, long timestampSeconds, byte[] body, long nowMicros) {
        HmacSha256 legacy =
                previousLegacy != null && nowMicros < keys.legacyFlipsAtMicros() ? previousLegacy : currentLegacy;
        byte[] head = head(webhookId, timestampSeconds);
        String standard = currentStandard.standard(head, body);
        if (previousStandard != null && nowMicros < keys.previousUntilMicros()) {
            standard += " " + previousStandard.standard(head, body);
        }
        return new SignatureHeaders(legacy.legacy(body), standard);
    }

    /** Signs with {@code keys} once, where speed does not matter. */
    public static SignatureHeaders sign(
            SigningKeys keys, String webhookId, long timestampSeconds, byte[] body, long nowMicros) {
        return new Signer(keys).sign(webhookId, timestampSeconds, body, nowMicros);
    }

    private static byte[] head(String webhookId, long timestampSeconds) {
        if (!isUsableId(webhookId)) {
            throw new IllegalArgumentException("not an id of a webhook: " + webhookId);
        }
        return (webhookId + "." + timestampSeconds + ".").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean isUsableId(String id) {
        if (id.isEmpty() || id.length() > MOST_ID_CHARS) {
            return false;
        }
        for (int at = 0; at < id.length(); at++) {
            char character = id.charAt(at);
            if (character <= ' ' || character >= 0x7f || character == '.') {
                return false;
            }
        }
        return true;
    }
}
