package dev.ephyra.server.cli.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a server is and how to be let in. Immutable; its text form hides the token.
 *
 * @param base http or https, without a slash at the end
 * @param token of the operator; printable ASCII
 */
public record ServerLocation(String base, String token) {
    private static final String SOCKET_PATH = "/socket/server/websocket";

    /**
     * Checks both.
     *
     * @throws ClientFailure if {@code url} is none of a server, or the token cannot stand in a header
     */
    public static ServerLocation of(String url, String token) throws ClientFailure {
        String trimmed = url.replaceFirst("/+$", "");
        try {
            URI uri = new URI(trimmed);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (!web || uri.getHost() == null || uri.getRawUserInfo() != null || uri.getRawQuery() != null) {
                throw notOne(url);
            }
        } catch (URISyntaxException malformed) {
            throw notOne(url);
        }
        if (token.isEmpty() || !token.chars().allMatch(character -> character > ' ' && character < 127)) {
            throw new ClientFailure(
                    ClientFailure.Kind.USAGE, "The token is empty or holds characters that no HTTP header can carry");
        }
        return new ServerLocation(trimmed, token);
    }

    private static ClientFailure notOne(String url) {
        return new ClientFailure(
                ClientFailure.Kind.USAGE,
                "Not the URL of a server: " + url + " (like http://127.0.0.1:5002, without user and query)");
    }

    /** The address of a REST resource, {@code path} beginning with a slash. */
    public URI rest(String path) {
        return URI.create(base + path);
    }

    /** The address of the socket of notifications. */
    public URI socket() {
        return URI.create("ws" + base.substring("http".length()) + SOCKET_PATH);
    }

    @Override
    public String toString() {
        return base;
    }
}
