package dev.ephyra.notify.signature;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A key that somebody may have signed with, and the mistakes that led to it: none for the right one. */
record KeyGuess(byte[] key, Set<Mistake> mistakes) {

    /** The keys of one header, the right one first. */
    static List<KeyGuess> of(WebhookSecret secret, Optional<WebhookSecret> previous, boolean legacy) {
        List<KeyGuess> guesses = new ArrayList<>();
        guesses.add(new KeyGuess(key(secret, legacy), Set.of()));
        previous.ifPresent(old -> guesses.add(new KeyGuess(key(old, legacy), Set.of(Mistake.PREVIOUS_SECRET))));
        String text = secret.text();
        if (secret.hasPrefix()) {
            guesses.add(new KeyGuess(
                    key(secret, !legacy), Set.of(legacy ? Mistake.SECRET_DECODED : Mistake.SECRET_NOT_DECODED)));
            guesses.add(new KeyGuess(
                    text.substring(WebhookSecret.PREFIX.length()).getBytes(StandardCharsets.UTF_8),
                    Set.of(Mistake.SECRET_PREFIX_CUT)));
        } else {
            add(guesses, WebhookSecret.PREFIX + text, legacy, Mistake.SECRET_PREFIX_NOT_GIVEN);
        }
        String bare = text.strip().replaceAll("^[\"'`]|[\"'`]$", "");
        if (!bare.equals(text)) {
            add(guesses, bare, legacy, Mistake.SECRET_QUOTED);
        }
        guesses.add(new KeyGuess((text + "\n").getBytes(StandardCharsets.UTF_8), Set.of(Mistake.SECRET_WITH_NEWLINE)));
        return guesses;
    }

    private static void add(List<KeyGuess> guesses, String text, boolean legacy, Mistake mistake) {
        if (WebhookSecret.parse(text) instanceof WebhookSecret.Parsed.Accepted(WebhookSecret meant)) {
            guesses.add(new KeyGuess(key(meant, legacy), Set.of(mistake)));
        }
    }

    private static byte[] key(WebhookSecret secret, boolean legacy) {
        return legacy ? secret.legacyKey() : secret.standardKey();
    }
}
