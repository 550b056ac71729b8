package dev.ephyra.notify.signature;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The secrets of one endpoint and where it is in a change of them. Immutable; whoever owns the endpoint replaces it.
 *
 * <p>While two secrets overlap, {@code webhook-signature} carries both. {@code x-fishjam-signature-256} has room for one:
 * Fishjam's SDKs compare its entire value. It stays on the previous secret until {@code legacyFlipsAtMicros}, by when
 * receivers must know the new one. Times are microseconds since 1970 and mean nothing without a previous secret.
 *
 * @param previousUntilMicros when the previous secret is worth nothing any more
 * @param legacyFlipsAtMicros when Fishjam's header goes over to the current secret; not after the end of the overlap
 */
public record SigningKeys(
        WebhookSecret current, Optional<WebhookSecret> previous, long previousUntilMicros, long legacyFlipsAtMicros) {
    /** How long two secrets overlap if nobody says otherwise. */
    public static final long DEFAULT_OVERLAP_MICROS = TimeUnit.HOURS.toMicros(24);
    /** A week: longer, and a secret that leaked is good for too long. */
    public static final long MAX_OVERLAP_MICROS = TimeUnit.DAYS.toMicros(7);

    public SigningKeys {
        if (previous.isPresent() && legacyFlipsAtMicros > previousUntilMicros) {
            throw new IllegalArgumentException("Fishjam's header flips within the overlap");
        }
    }

    /** One secret and no change under way. */
    public static SigningKeys of(WebhookSecret secret) {
        return new SigningKeys(secret, Optional.empty(), 0, 0);
    }

    /** A change without times, as a configuration gives it: it lasts until the previous secret is taken away. */
    public static SigningKeys of(WebhookSecret current, WebhookSecret previous) {
        return new SigningKeys(current, Optional.of(previous), Long.MAX_VALUE, Long.MAX_VALUE);
    }

    /** What asking for a change of secrets comes to. */
    public sealed interface Rotation {
        /** The keys from now on. */
        record Begun(SigningKeys keys) implements Rotation {}

        /** Nothing changes; the reason is for people. */
        record Refused(String why) implements Rotation {}
    }

    /** Changes to {@code next} with Fishjam's header going over in the middle of the overlap. */
    public Rotation rotate(WebhookSecret next, long nowMicros, long overlapMicros) {
        return rotate(next, nowMicros, overlapMicros, overlapMicros / 2);
    }

    /**
     * Changes to {@code next}.
     *
     * @param overlapMicros 0 drops the old secret at once, also in the middle of another change: for one that leaked
     * @param flipAfterMicros until Fishjam's header goes over, from 0 to the overlap
     */
    public Rotation rotate(WebhookSecret next, long nowMicros, long overlapMicros, long flipAfterMicros) {
        if (overlapMicros < 0 || overlapMicros > MAX_OVERLAP_MICROS) {
            return new Rotation.Refused("an overlap lasts 0 to 7 days");
        }
        if (flipAfterMicros < 0 || flipAfterMicros > overlapMicros) {
            return new Rotation.Refused("Fishjam's header goes over within the overlap");
        }
        if (next.equals(current)) {
            return new Rotation.Refused("this is the secret in use");
        }
        if (overlapMicros == 0) {
            return new Rotation.Begun(of(next));
        }
        // Of three secrets one would have to go, and it may be the only one that a receiver knows.
        if (acceptedPrevious(nowMicros).isPresent()) {
            return new Rotation.Refused("a change is under way; wait for its end, or use an overlap of 0");
        }
        return new Rotation.Begun(
                new SigningKeys(next, Optional.of(current), nowMicros + overlapMicros, nowMicros + flipAfterMicros));
    }

    /** The secret that Fishjam's header is signed with now. */
    public WebhookSecret legacy(long nowMicros) {
        return nowMicros < legacyFlipsAtMicros ? acceptedPrevious(nowMicros).orElse(current) : current;
    }

    /** The previous secret while it still signs. */
    public Optional<WebhookSecret> acceptedPrevious(long nowMicros) {
        return nowMicros < previousUntilMicros ? previous : Optional.empty();
    }
}
