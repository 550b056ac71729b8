package dev.ephyra.conformance.campaign;

import dev.ephyra.notify.signature.SignatureCheck;
import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.testkit.WebhookPost;
import java.util.Map;

/** One post as its receiver checks it. Immutable. */
record SignedPost(WebhookPost post) {

    /** Whether both signatures are right by a secret. */
    boolean isSignedBy(String secret) {
        return isLegacySignedBy(secret) && isStandardSignedBy(secret);
    }

    boolean isLegacySignedBy(String secret) {
        return SignatureCheck.legacy(parsed(secret), header("x-fishjam-signature-256"), post.body());
    }

    boolean isStandardSignedBy(String secret) {
        return SignatureCheck.standard(
                parsed(secret),
                header("webhook-id"),
                header("webhook-timestamp"),
                header("webhook-signature"),
                post.body());
    }

    String header(String name) {
        Map<String, String> headers = post.headers();
        return headers.getOrDefault(name, "");
    }

    private static WebhookSecret parsed(String text) {
        return switch (WebhookSecret.parse(text)) {
            case WebhookSecret.Parsed.Accepted(WebhookSecret secret) -> secret;
            case WebhookSecret.Parsed.Rejected(String why) -> throw new AssertionError(why);
        };
    }
}
