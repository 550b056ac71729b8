package dev.ephyra.notify.signature;

/**
 * The signatures of one POST. Immutable.
 *
 * @param legacy the value of {@link #LEGACY}
 * @param standard the value of {@link #STANDARD}: one or two signatures, the current secret's first
 */
public record SignatureHeaders(String legacy, String standard) {
    /** Fishjam's: {@code sha256=} and lowercase hexadecimal of the raw body's HMAC-SHA256. */
    public static final String LEGACY = "x-fishjam-signature-256";
    /** What the event or batch is called, the same on each retry. */
    public static final String ID = "webhook-id";
    /** When the attempt began, in seconds since 1970. */
    public static final String TIMESTAMP = "webhook-timestamp";
    /** {@code v1,} and base64 of the HMAC-SHA256 of {@code id.timestamp.body}; several are separated by blanks. */
    public static final String STANDARD = "webhook-signature";

    static final String LEGACY_PREFIX = "sha256=";
    static final String STANDARD_PREFIX = "v1,";
}
