package dev.ephyra.sdk;

import java.net.URI;
import java.util.Locale;

/**
 * Where a server is: its REST root and its server socket, made of one text.
 *
 * @param rest root of the REST API, without a slash at its end, as in {@code https://media.example.org/fishjam}
 * @param socket address of the server socket, as in {@code wss://media.example.org/fishjam/socket/server/websocket}
 */
public record ServerAddress(URI rest, URI socket) {
    private static final int HIGHEST_PORT = 65_535;
    static final String SOCKET_PATH = "/socket/server/websocket";

    /**
     * Reads {@code host}, {@code host:port} or a URL with an optional path prefix. A host whose name has an underscore cannot be
     * reached from Java: no URL has such hosts.
     *
     * @param address as in {@code localhost:5002} or {@code https://media.example.org/fishjam}
     * @param secure whether TLS is used; a scheme in the address wins
     * @throws IllegalArgumentException if it is no address; the message says what would be one
     */
    public static ServerAddress of(String address, boolean secure) {
        String text = address.strip();
        if (!text.contains("://")) {
            text = (secure ? "https://" : "http://") + text;
        }
        URI uri = uri(text, address);
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        String web = switch (scheme) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> throw wrong(address);
        };
        if (uri.getHost() == null
                || uri.getPort() > HIGHEST_PORT
                || uri.getPort() == 0
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || uri.getRawUserInfo() != null) {
            throw wrong(address);
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        String rest = "://" + uri.getRawAuthority() + path;
        return new ServerAddress(
                URI.create(web + rest), URI.create((web.equals("http") ? "ws" : "wss") + rest + SOCKET_PATH));
    }

    /** Whether it is reached with TLS. */
    public boolean isSecure() {
        return "https".equals(rest.getScheme());
    }

    private static URI uri(String text, String address) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException malformed) {
            throw wrong(address);
        }
    }

    private static IllegalArgumentException wrong(String address) {
        return new IllegalArgumentException(
                "\"" + Shown.url(address)
                        + "\" is not an address of a server: give host:port or a URL, as in localhost:5002 or https://media.example.org");
    }
}
