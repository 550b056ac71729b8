package dev.ephyra.notify.signature;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why the signatures of a request match or not: undoes one mistake after the other, in the header, the key and the body, until
 * one matches. For people and not for receivers: it tells what was nearly right. A few hundred digests of the body at
 * most, so whoever calls it limits the body. Immutable.
 *
 * @param legacy about Fishjam's header
 * @param standard about that of Standard Webhooks
 */
public record SignatureDiagnosis(Verdict legacy, Verdict standard) {
    /** How far a timestamp may be from the receiver's clock: what the libraries of Standard Webhooks take. */
    public static final long TOLERANCE_SECONDS = 300;

    private static final int MOST_TIMESTAMP_DIGITS = 18;

    /**
     * Looks at both headers.
     *
     * @param previous the secret before a change that is under way, if the caller knows it
     * @param nowSeconds when the request was received
     */
    public static SignatureDiagnosis of(
            WebhookSecret secret, Optional<WebhookSecret> previous, ReceivedWebhook request, long nowSeconds) {
        List<BodyGuess> bodies = BodyGuess.of(request.body());
        Verdict legacy = request.legacy()
                .map(header -> legacy(header, KeyGuess.of(secret, previous, true), bodies, request))
                .orElse(new Verdict.Absent(List.of(SignatureHeaders.LEGACY)));
        Verdict standard = standard(KeyGuess.of(secret, previous, false), bodies, request, nowSeconds);
        return new SignatureDiagnosis(hinted(legacy, standard), hinted(standard, legacy));
    }

    private static Verdict legacy(String header, List<KeyGuess> keys, List<BodyGuess> bodies, ReceivedWebhook request) {
        List<SignatureReading> readings = SignatureReading.ofLegacy(header);
        if (readings.isEmpty()) {
            return new Verdict.Unreadable("`sha256=` and 64 lowercase hexadecimal digits");
        }
        List<Content> contents = new ArrayList<>(List.of(Content.BODY));
        if (request.id().isPresent() && request.timestamp().isPresent()) {
            contents.add(Content.other(request.id().get(), request.timestamp().get()));
        }
        return search(readings, keys, contents, bodies);
    }

    private static Verdict standard(
            List<KeyGuess> keys, List<BodyGuess> bodies, ReceivedWebhook request, long nowSeconds) {
        List<String> absent = new ArrayList<>();
        String id = valueOrNote(request.id(), SignatureHeaders.ID, absent);
        String timestamp = valueOrNote(request.timestamp(), SignatureHeaders.TIMESTAMP, absent);
        String header = valueOrNote(request.standard(), SignatureHeaders.STANDARD, absent);
        if (!absent.isEmpty()) {
            return new Verdict.Absent(absent);
        }
        if (!timestamp.matches("[0-9]{1," + MOST_TIMESTAMP_DIGITS + "}")) {
            return new Verdict.Unreadable("`webhook-timestamp` in seconds since 1970");
        }
        List<SignatureReading> readings = SignatureReading.ofStandard(header);
        if (readings.isEmpty()) {
            return new Verdict.Unreadable("`v1,` and base64 of 32 bytes");
        }
        Verdict found = search(readings, keys, List.of(Content.own(id, timestamp), Content.BODY.asOther()), bodies);
        long secondsAhead = Long.parseLong(timestamp) - nowSeconds;
        return found.matches() && Math.abs(secondsAhead) > TOLERANCE_SECONDS ? new Verdict.Stale(secondsAhead) : found;
    }

    private static String valueOrNote(Optional<String> value, String name, List<String> absent) {
        if (value.isEmpty()) {
            absent.add(name);
        }
        return value.orElse("");
    }

    /** What precedes the body under the digest, and whether that is the rule of the other header. */
    private record Content(byte[] head, Set<Mistake> mistakes) {
        static final Content BODY = new Content(new byte[0], Set.of());

        static Content own(String id, String timestamp) {
            return new Content((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8), Set.of());
        }

        static Content other(String id, String timestamp) {
            return own(id, timestamp).asOther();
        }

        Content asOther() {
            return new Content(head, Set.of(Mistake.OTHER_SCHEME));
        }
    }

    /** The explanation with the fewest mistakes. */
    private static Verdict search(
            List<SignatureReading> readings, List<KeyGuess> keys, List<Content> contents, List<BodyGuess> bodies) {
        Optional<Set<Mistake>> best = Optional.empty();
        for (KeyGuess key : keys) {
            HmacSha256 hmac = new HmacSha256(key.key());
            for (Content content : contents) {
                for (BodyGuess body : bodies) {
                    byte[] digest = hmac.digest(content.head(), body.body());
                    for (SignatureReading reading : readings) {
                        if (MessageDigest.isEqual(digest, reading.digest())) {
                            best = fewer(best, reading.mistakes(), key.mistakes(), content.mistakes(), body.mistakes());
                        }
                    }
                    // The right key, content and body come first, so this is where most searches end.
                    if (best.isPresent() && best.get().isEmpty()) {
                        return new Verdict.Matches();
                    }
                }
            }
        }
        return best.<Verdict>map(mistakes -> new Verdict.Explained(List.copyOf(mistakes)))
                .orElseGet(() -> new Verdict.Unexplained(hint(bodies.getFirst().body())));
    }

    @SafeVarargs
    private static Optional<Set<Mistake>> fewer(Optional<Set<Mistake>> best, Set<Mistake>... parts) {
        Set<Mistake> mistakes = EnumSet.noneOf(Mistake.class);
        for (Set<Mistake> part : parts) {
            mistakes.addAll(part);
        }
        // In its own form the signature of the other header is one mistake, not two.
        if (mistakes.contains(Mistake.OTHER_SCHEME)) {
            mistakes.removeAll(EnumSet.of(Mistake.BASE64_FOR_HEX, Mistake.HEX_FOR_BASE64));
        }
        return best.isPresent() && best.get().size() <= mistakes.size() ? best : Optional.of(mistakes);
    }

    private static Verdict.Hint hint(byte[] body) {
        if (body.length == 0) {
            return Verdict.Hint.EMPTY_BODY;
        }
        return new String(body, StandardCharsets.ISO_8859_1).contains("\u00ef\u00bf\u00bd")
                ? Verdict.Hint.BYTES_LOST
                : Verdict.Hint.OTHER_SECRET_OR_BODY;
    }

    private static Verdict hinted(Verdict verdict, Verdict other) {
        boolean secretAndBodyAreRight = other.matches() || other instanceof Verdict.Stale;
        return verdict instanceof Verdict.Unexplained && secretAndBodyAreRight
                ? new Verdict.Unexplained(Verdict.Hint.OTHER_HEADER_MATCHES)
                : verdict;
    }
}
