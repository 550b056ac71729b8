package dev.ephyra.sdk;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** URLs as messages and {@code toString} show them: without the user and password that they may have. Pure. */
final class Shown {
    static final String MASK = "***";

    private static final Pattern SCHEME = Pattern.compile("\\s*[a-zA-Z][a-zA-Z0-9+.-]*+://");

    /** What follows the scheme if there are no user and password. */
    private static final Pattern HOST = Pattern.compile(
            "[^@:/?#\\[\\s]*+(?:\\[[0-9a-fA-F:.]*+])?+(?::[0-9]*+)?+\\s*+(?:[/?#].*+)?+", Pattern.DOTALL);

    private static final Pattern USER_IN_TEXT = Pattern.compile("(?<=://)[^/?#\\s\"']*@");

    private Shown() {}

    /** Rather too much than too little: passwords are pasted with letters that would have to be encoded. */
    static String url(String text) {
        Matcher scheme = SCHEME.matcher(text);
        int begin = scheme.lookingAt() ? scheme.end() : 0;
        int at = text.lastIndexOf('@');
        boolean plain = at < begin || HOST.matcher(text.substring(begin)).matches();
        return plain ? text : text.substring(0, begin) + MASK + text.substring(at);
    }

    static Optional<String> url(Optional<String> text) {
        return text.map(Shown::url);
    }

    /** Of any URLs in a text. */
    static String urlsIn(String text) {
        return USER_IN_TEXT.matcher(text).replaceAll(MASK + "@");
    }
}
