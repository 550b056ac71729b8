package dev.ephyra.notify.lane;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a lane posts, taken apart. Names with underscores pass: compose files give hosts such names.
 *
 * @param text as the client gave it
 * @param tls whether the scheme is https
 * @param host name or address literal, without brackets
 * @param port given or that of the scheme
 * @param target path and query of the request line
 */
public record WebhookUrl(String text, boolean tls, String host, int port, String target) {
    // Longer than any URL that servers accept in a request line (8,000 in most), shorter than a way to fill memory.
    private static final int MAX_LENGTH = 8_000;

    /** What parsing gives. */
    public sealed interface Parsed {
        /** It can be posted to. */
        record Accepted(WebhookUrl url) implements Parsed {}

        /** It never can. */
        record Rejected(String why) implements Parsed {}
    }

    public static Parsed parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return new Parsed.Rejected("longer than " + MAX_LENGTH + " characters");
        }
        try {
            return parse(text, new URI(text));
        } catch (URISyntaxException malformed) {
            return new Parsed.Rejected("not a URL");
        }
    }

    private static Parsed parse(String text, URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String authority = uri.getRawAuthority();
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return new Parsed.Rejected("neither http nor https");
        }
        if (authority == null || uri.isOpaque()) {
            return new Parsed.Rejected("no host");
        }
        if (authority.indexOf('@') >= 0) {
            return new Parsed.Rejected("user information is not allowed");
        }
        boolean tls = scheme.equals("https");
        int hostEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        String hostPart = hostEnd < 0 ? authority : authority.substring(0, hostEnd);
        String portPart = hostEnd < 0 ? "" : authority.substring(hostEnd);
        int port = portPart.length() < 2 ? (tls ? 443 : 80) : portOf(portPart);
        String host = hostPart.startsWith("[") ? hostPart.substring(1, hostPart.length() - 1) : hostPart;
        // A zone id (fe80::1%eth0) names a link, and links are never posted to.
        if (host.isEmpty() || port < 1 || port > 65_535 || host.indexOf('%') >= 0) {
            return new Parsed.Rejected("no usable host and port");
        }
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String target = uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
        boolean ascii = text.chars().allMatch(character -> character > ' ' && character < 127);
        return ascii
                ? new Parsed.Accepted(new WebhookUrl(text, tls, host, port, target))
                : new Parsed.Rejected("characters that a URL must escape");
    }

    private static int portOf(String colonAndDigits) {
        String digits = colonAndDigits.substring(1);
        boolean plain = colonAndDigits.startsWith(":")
                && digits.length() <= 5
                && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return plain ? Integer.parseInt(digits) : -1;
    }
}
