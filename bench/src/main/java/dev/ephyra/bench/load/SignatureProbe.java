package dev.ephyra.bench.load;

import dev.ephyra.bench.ScenarioFailure;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks both signatures of one POST in 64, as receivers would: Fishjam's over the body, and that of Standard Webhooks over id,
 * time and body. Checking each would be most of the load. Owned by one thread.
 */
public final class SignatureProbe {
    /** What {@link #SECRET} says in base64: 24 bytes. */
    private static final byte[] KEY = "ephyra-bench-secret-24-b".getBytes(StandardCharsets.US_ASCII);

    /** The secret that the server signs with. */
    public static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);

    private static final int CHECKED_ONE_IN = 64;

    private final Mac legacy;
    private final Mac standard;
    private long posts;

    public SignatureProbe() {
        legacy = mac(SECRET.getBytes(StandardCharsets.US_ASCII));
        standard = mac(KEY);
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has HmacSHA256", missing);
        }
    }

    /** Looks at a POST. */
    public void posted(HttpMessageReader post) throws ScenarioFailure {
        if (posts++ % CHECKED_ONE_IN != 0) {
            return;
        }
        legacy.update(post.array(), post.bodyOffset(), post.bodyLength());
        String expected = "sha256=" + HexFormat.of().formatHex(legacy.doFinal());
        ScenarioFailure.unless(
                post.header("x-fishjam-signature-256").equals(expected), "a POST with a wrong x-fishjam-signature-256");
        String head = post.header("webhook-id") + "." + post.header("webhook-timestamp") + ".";
        standard.update(head.getBytes(StandardCharsets.ISO_8859_1));
        standard.update(post.array(), post.bodyOffset(), post.bodyLength());
        String signature = "v1," + Base64.getEncoder().encodeToString(standard.doFinal());
        ScenarioFailure.unless(
                post.header("webhook-signature").equals(signature), "a POST with a wrong webhook-signature");
    }
}
