package dev.ephyra.sdk.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tells whether a request comes from who knows a secret. Knows both signatures that Ephyra makes: {@code webhook-signature} of
 * Standard Webhooks, which covers the time of sending too, and {@code x-fishjam-signature-256}, which Fishjam's cloud makes alone.
 *
 * <p>If the first is there, it decides. It takes the same time for every wrong signature. Immutable, safe for many threads.
 */
public final class WebhookVerifier {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final Duration LONGEST_TOLERANCE = Duration.ofDays(36_500);
    private static final String PREFIX = "whsec_";

    /** Two while secrets change; more come only from somebody who tries. */
    private static final int MOST_SIGNATURES = 16;

    private final List<Keys> secrets;
    private final Duration tolerance;
    private final Clock clock;
    private final boolean standardOnly;

    /** What the two signatures are made with, by one secret. */
    private record Keys(byte[] legacy, byte[] standard) {}

    private WebhookVerifier(List<Keys> secrets, Duration tolerance, Clock clock, boolean standardOnly) {
        this.secrets = List.copyOf(secrets);
        this.tolerance = tolerance;
        this.clock = clock;
        this.standardOnly = standardOnly;
    }

    /**
     * Accepts what any of {@code secrets} signed: give both while they change.
     *
     * @param secrets as they are shown, {@code whsec_} included
     * @throws IllegalArgumentException if there is none, or one has {@code whsec_} and no base64 behind it
     */
    public static WebhookVerifier of(String... secrets) {
        List<Keys> keys = new ArrayList<>();
        for (String secret : secrets) {
            keys.add(keys(secret));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("give the secret of the endpoint");
        }
        return new WebhookVerifier(keys, FIVE_MINUTES, Clock.systemUTC(), false);
    }

    /**
     * Refuses what was sent longer ago, or in a future farther away. 5 minutes if not said; what is less than a second counts for
     * nothing.
     *
     * @throws IllegalArgumentException if it is negative, or more than 36,500 days
     */
    public WebhookVerifier withTolerance(Duration most) {
        if (most.isNegative() || most.compareTo(LONGEST_TOLERANCE) > 0) {
            throw new IllegalArgumentException(
                    "a tolerance is 0 to " + LONGEST_TOLERANCE.toDays() + " days, not " + most);
        }
        return new WebhookVerifier(secrets, most, clock, standardOnly);
    }

    /** Takes the time from {@code other}. */
    public WebhookVerifier withClock(Clock other) {
        return new WebhookVerifier(secrets, tolerance, other, standardOnly);
    }

    /**
     * Refuses what has no {@code webhook-signature}. Do so with Ephyra: {@code x-fishjam-signature-256} covers no time, so whoever
     * once saw a request can send it again.
     */
    public WebhookVerifier standardOnly() {
        return new WebhookVerifier(secrets, tolerance, clock, true);
    }

    /**
     * Verifies a request.
     *
     * @param body the bytes as they came, before anything parsed them
     * @throws InvalidSignatureException if it is not signed with one of the secrets, or too old; the message says which
     */
    public void verify(byte[] body, WebhookHeaders headers) {
        Optional<String> standard = headers.value(WebhookHeaders.WEBHOOK_SIGNATURE);
        if (standard.isPresent()) {
            verifyStandard(standard.get(), body, headers);
            return;
        }
        Optional<String> legacy = headers.value(WebhookHeaders.LEGACY_SIGNATURE);
        if (standardOnly || legacy.isEmpty()) {
            throw new InvalidSignatureException("the request is not signed");
        }
        if (!acceptsLegacy(legacy.get(), body)) {
            throw new InvalidSignatureException("no secret made this " + WebhookHeaders.LEGACY_SIGNATURE);
        }
    }

    private void verifyStandard(String signatures, byte[] body, WebhookHeaders headers) {
        String id = headers.value(WebhookHeaders.WEBHOOK_ID).orElse("");
        String timestamp = headers.value(WebhookHeaders.WEBHOOK_TIMESTAMP).orElse("");
        if (!acceptsStandard(signatures, id, timestamp, body)) {
            throw new InvalidSignatureException("no secret made this " + WebhookHeaders.WEBHOOK_SIGNATURE);
        }
        long seconds;
        try {
            seconds = Long.parseLong(timestamp);
        } catch (NumberFormatException malformed) {
            throw new InvalidSignatureException(WebhookHeaders.WEBHOOK_TIMESTAMP + " is no time");
        }
        long now = clock.instant().getEpochSecond();
        // No subtraction that could overflow: whoever has the secret may send any number.
        if (seconds < now - tolerance.toSeconds() || seconds > now + tolerance.toSeconds()) {
            throw new InvalidSignatureException("it was sent at another time: " + timestamp);
        }
    }

    /** Whether the header of Fishjam is right. */
    boolean acceptsLegacy(String header, byte[] body) {
        String hex = header.startsWith("sha256=") ? header.substring("sha256=".length()) : header;
        byte[] given;
        try {
            given = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException malformed) {
            return false;
        }
        boolean right = false;
        for (Keys keys : secrets) {
            right |= MessageDigest.isEqual(given, hmac(keys.legacy(), body));
        }
        return right;
    }

    /** Whether one of the signatures of Standard Webhooks is right; the time is not looked at. */
    boolean acceptsStandard(String header, String id, String timestamp, byte[] body) {
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        List<byte[]> expected = new ArrayList<>();
        for (Keys keys : secrets) {
            expected.add(hmac(keys.standard(), head, body));
        }
        boolean right = false;
        String[] signatures = header.split("[ \t]+", MOST_SIGNATURES + 1);
        for (int index = 0; index < Math.min(signatures.length, MOST_SIGNATURES); index++) {
            byte[] given = standardDigest(signatures[index]);
            for (byte[] digest : expected) {
                right |= MessageDigest.isEqual(given, digest);
            }
        }
        return right;
    }

    private static byte[] standardDigest(String signature) {
        try {
            return signature.startsWith("v1,") ? Base64.getDecoder().decode(signature.substring(3)) : new byte[0];
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }

    private static Keys keys(String secret) {
        byte[] whole = secret.getBytes(StandardCharsets.UTF_8);
        if (!secret.startsWith(PREFIX)) {
            if (whole.length == 0) {
                throw new IllegalArgumentException("a secret is not empty");
            }
            return new Keys(whole, whole);
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            if (decoded.length > 0) {
                return new Keys(whole, decoded);
            }
        } catch (IllegalArgumentException malformed) {
            // Its own message would show the secret.
        }
        throw new IllegalArgumentException("a secret that begins with whsec_ goes on in base64");
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has HMAC-SHA256", impossible);
        }
    }
}
