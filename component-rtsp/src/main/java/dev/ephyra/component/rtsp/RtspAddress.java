package dev.ephyra.component.rtsp;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.room.CrashCause;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a camera is. Immutable; never shown with its credentials.
 *
 * @param host a name, or an address; IPv6 without brackets
 * @param request what requests name, without credentials
 * @param isInterleaved whether media must come inside the connection ({@code rtspt:}, as other players write it)
 */
public record RtspAddress(
        String host, int port, String request, Optional<Credentials> credentials, boolean isInterleaved) {
    private static final int DEFAULT_PORT = 554;
    private static final int LARGEST_PORT = 65_535;

    /** A user's name and password. */
    public record Credentials(String user, String password) {
        @Override
        public String toString() {
            return "Credentials[user=" + user + "]";
        }
    }

    /**
     * Reads a URI.
     *
     * @throws ComponentFailure if no camera can be there; the message does not repeat it, as it may hold a password
     */
    public static RtspAddress parse(String text) throws ComponentFailure {
        URI uri;
        try {
            uri = new URI(text.strip());
        } catch (URISyntaxException malformed) {
            throw new ComponentFailure(CrashCause.SOURCE_UNUSABLE, "The sourceUri is no URI: " + malformed.getReason());
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(java.util.Locale.ROOT);
        if (!scheme.equals("rtsp") && !scheme.equals("rtspt")) {
            throw new ComponentFailure(
                    CrashCause.SOURCE_UNUSABLE,
                    "The sourceUri must begin with rtsp://, or rtspt:// for media over TCP");
        }
        if (uri.getHost() == null || uri.getPort() > LARGEST_PORT) {
            throw new ComponentFailure(
                    CrashCause.SOURCE_UNUSABLE, "The sourceUri names no host, or no port that there is");
        }
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String given = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new RtspAddress(
                withoutBrackets(uri.getHost()),
                port,
                "rtsp://" + uri.getHost() + given + path + query,
                credentials(uri.getRawUserInfo()),
                scheme.equals("rtspt"));
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static Optional<Credentials> credentials(@org.jspecify.annotations.Nullable String userInfo)
            throws ComponentFailure {
        if (userInfo == null || userInfo.isEmpty()) {
            return Optional.empty();
        }
        int colon = userInfo.indexOf(':');
        String user = decoded(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = decoded(colon < 0 ? "" : userInfo.substring(colon + 1));
        if ((user + password).chars().anyMatch(Character::isISOControl)) {
            // They would become lines of a request.
            throw new ComponentFailure(
                    CrashCause.SOURCE_UNUSABLE, "The user or the password of the sourceUri has control characters");
        }
        return Optional.of(new Credentials(user, password));
    }

    /** Percent-encoding only: a plus is a plus. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** A URL that a description gives: absolute, or below {@code base} (RFC 2326 appendix C.1.1). */
    static String resolve(String base, String control) {
        if (control.isEmpty() || control.equals("*")) {
            return base;
        }
        if (control.regionMatches(true, 0, "rtsp://", 0, "rtsp://".length())) {
            return control;
        }
        // Cameras mean "below", also where the base does not end with a slash.
        return base.endsWith("/") ? base + control : base + "/" + control;
    }
}
