package dev.ephyra.notify.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * Whether a signature is right, by the rules that Fishjam's SDKs and the libraries of Standard Webhooks follow. Takes the same
 * time for every wrong value of one length, so that none can be guessed byte by byte. Stateless.
 */
public final class SignatureCheck {
    // Two while secrets overlap; more come only from somebody who tries.
    private static final int MOST_SIGNATURES = 16;

    private SignatureCheck() {}

    /** Fishjam's header: blanks around it and a prefix that is missing do not matter, and nothing else is forgiven. */
    public static boolean legacy(WebhookSecret secret, String header, byte[] body) {
        String stripped = header.strip();
        String given = stripped.startsWith(SignatureHeaders.LEGACY_PREFIX)
                ? stripped.substring(SignatureHeaders.LEGACY_PREFIX.length())
                : stripped;
        return same(new HmacSha256(secret.legacyKey()).legacy(body), SignatureHeaders.LEGACY_PREFIX + given);
    }

    /**
     * The header of Standard Webhooks: one right signature among several is enough. Says nothing about the age of the
     * timestamp.
     */
    public static boolean standard(WebhookSecret secret, String id, String timestamp, String header, byte[] body) {
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        String expected = new HmacSha256(secret.standardKey()).standard(head, body);
        boolean found = false;
        for (String given : signatures(header)) {
            found |= same(expected, given);
        }
        return found;
    }

    static List<String> signatures(String header) {
        List<String> all = List.of(header.strip().split(" +", MOST_SIGNATURES + 1));
        return all.subList(0, Math.min(all.size(), MOST_SIGNATURES));
    }

    private static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
