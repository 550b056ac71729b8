package dev.ephyra.server.webhook;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The beginning of an answer's body as text that may be kept and shown: receivers echo what they were sent. Pure. */
final class Snippet {
    /** Enough for the message of any framework's error page. */
    static final int MAX_SNIPPET_BYTES = 4 << 10;

    private static final String HIDDEN = "********";
    // Whatever follows such a name may let somebody in. Bounded repeats, so that no text makes it slow.
    private static final Pattern CREDENTIAL = Pattern.compile("(whsec_[A-Za-z0-9+/=_-]{1,200})"
            + "|((?i:bearer|basic) {1,4}[A-Za-z0-9+/=._~-]{1,4096})"
            + "|((?i:authorization|cookie|api-?key|token|secret|password)[\"']? {0,4}[:=] {0,4}"
            + "(?:(?i:bearer|basic) {1,4})?[\"']?[^\\s,;}&]{1,4096})");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]");

    private Snippet() {}

    /**
     * The text of {@code body}.
     *
     * @param secrets never to be shown, wherever they stand
     */
    static String of(byte[] body, List<String> secrets) {
        int length = Math.min(body.length, MAX_SNIPPET_BYTES);
        String text = new String(body, 0, length, StandardCharsets.UTF_8);
        for (String secret : secrets) {
            if (!secret.isEmpty()) {
                text = text.replace(secret, HIDDEN);
            }
        }
        text = CREDENTIAL.matcher(text).replaceAll(HIDDEN);
        return CONTROL.matcher(text).replaceAll(" ").strip();
    }
}
