package dev.ephyra.api;

import dev.ephyra.notify.lane.WebhookUrl.Parsed;

/**
 * Whether a text is a webhook URL that Fishjam takes and that can be posted to: scheme, host and a non-empty path, and what
 * the lanes ask for. Read by hand because {@link java.net.URI} knows no host with an underscore, which Docker service names have.
 */
public final class WebhookUrl {
    private WebhookUrl() {}

    /** Whether it is one, of at most {@link ApiLimits#MAX_WEBHOOK_URL_CHARS}. */
    public static boolean isAcceptable(String url) {
        int authority;
        if (url.regionMatches(true, 0, "http://", 0, 7)) {
            authority = 7;
        } else if (url.regionMatches(true, 0, "https://", 0, 8)) {
            authority = 8;
        } else {
            return false;
        }
        return url.length() <= ApiLimits.MAX_WEBHOOK_URL_CHARS
                && isGraphic(url)
                && hasHostAndPath(url, authority)
                && dev.ephyra.notify.lane.WebhookUrl.parse(url) instanceof Parsed.Accepted;
    }

    /** RFC 3986 section 2: white space, controls and anything beyond ASCII is written percent-encoded. */
    private static boolean isGraphic(String url) {
        return url.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
    }

    private static boolean hasHostAndPath(String url, int authority) {
        int path = url.indexOf('/', authority);
        if (path < 0) {
            return false;
        }
        String hostAndPort = url.substring(authority, path);
        // User information is a password in every log and history; the webhook lanes refuse it, and zone ids (%) too.
        if (hostAndPort.chars().anyMatch(character -> "?#@%".indexOf(character) >= 0)) {
            return false;
        }
        int bracket = hostAndPort.lastIndexOf(']');
        int colon = hostAndPort.indexOf(':', bracket + 1);
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        boolean ipv6 = host.startsWith("[") && host.endsWith("]") && host.length() > 2;
        boolean named = !host.isEmpty() && host.indexOf('[') < 0 && bracket < 0;
        return (ipv6 || named) && (colon < 0 || isPort(hostAndPort.substring(colon + 1)));
    }

    private static boolean isPort(String text) {
        if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return false;
        }
        int port = Integer.parseInt(text);
        return port >= 1 && port <= 65_535;
    }
}
