package dev.ephyra.notify.signature;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What became of one signature header, in words for people. */
public sealed interface Verdict {
    /** Whether a receiver that does everything right accepts it. */
    default boolean matches() {
        return this instanceof Matches;
    }

    /** For people; without the name of the header, and no secret in it. */
    String text();

    /** It is right. */
    record Matches() implements Verdict {
        @Override
        public String text() {
            return "matches";
        }
    }

    /**
     * The signature is right and its time is not.
     *
     * @param secondsAhead of the receiver's clock; negative when it is in the past
     */
    record Stale(long secondsAhead) implements Verdict {
        @Override
        public String text() {
            return "the signature is right, but its timestamp is " + duration(Math.abs(secondsAhead))
                    + (secondsAhead < 0 ? " before" : " after") + " the time of receipt, and receivers refuse what is"
                    + " more than 5 minutes away: either the request is an old one, or a clock is wrong";
        }

        private static String duration(long seconds) {
            if (seconds < 7_200) {
                return seconds + " seconds";
            }
            return String.format(Locale.ROOT, "%.1f hours", seconds / 3_600.0);
        }
    }

    /** Headers that it takes are missing. */
    record Absent(List<String> headers) implements Verdict {
        public Absent {
            headers = List.copyOf(headers);
        }

        @Override
        public String text() {
            return "not there: " + String.join(", ", headers);
        }
    }

    /** A header has a form that no sender of ours gives it. */
    record Unreadable(String expected) implements Verdict {
        @Override
        public String text() {
            return "unreadable; expected " + expected;
        }
    }

    /** It does not match, and would if these mistakes were undone. */
    record Explained(List<Mistake> mistakes) implements Verdict {
        public Explained {
            mistakes = List.copyOf(mistakes);
        }

        @Override
        public String text() {
            return "does not match: " + mistakes.stream().map(Mistake::text).collect(Collectors.joining("; and "));
        }
    }

    /** It does not match and no mistake we know of explains it. */
    record Unexplained(Hint hint) implements Verdict {
        @Override
        public String text() {
            return "does not match: " + hint.text;
        }
    }

    /** What makes an unexplained one likely. */
    enum Hint {
        EMPTY_BODY("the body is empty: something read it before, or it was not saved"),
        BYTES_LOST("the body contains U+FFFD, which stands where bytes were lost when it was read as text: take the raw"
                + " bytes"),
        OTHER_HEADER_MATCHES("the other header does, so the secret and the body are right: this value, or the id or the"
                + " timestamp, is of another request"),
        OTHER_SECRET_OR_BODY(
                "none of the known mistakes explains it: most likely the secret is another one, or the body"
                        + " is not that of this request");

        private final String text;

        Hint(String text) {
            this.text = text;
        }
    }
}
