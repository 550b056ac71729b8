package dev.ephyra.server.http;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may open sockets ({@code FJ_CHECK_ORIGIN}), against sockets opened by somebody else's page. Clients
 * that are no browsers send no {@code Origin} (RFC 6454 section 7) and are let in.
 */
public sealed interface OriginPolicy {
    /** Every page ({@code false}). */
    record Any() implements OriginPolicy {}

    /** Pages of this host, whatever scheme and port ({@code true}). */
    record OfHost(String host) implements OriginPolicy {}

    /** Pages of the very host and port that the request names ({@code :conn}). */
    record OfConnection() implements OriginPolicy {}

    /** Pages that one of these patterns fits: {@code [scheme:]//host[:port]}, the host perhaps {@code *.domain}. */
    record Listed(List<String> patterns) implements OriginPolicy {}

    /** Pages of the host of {@code publicAddress}, which is {@code host[:port][/path]}. */
    static OriginPolicy ofPublicHost(String publicAddress) {
        return new OfHost(Origin.parse("//" + publicAddress).host());
    }

    /** Whether a page of {@code origin} may connect. {@code hostHeader} is the request's {@code Host}. */
    default boolean allows(@Nullable String origin, @Nullable String hostHeader) {
        if (origin == null) {
            return true;
        }
        Origin from = Origin.parse(origin);
        return switch (this) {
            case Any() -> true;
            case OfHost(String host) -> from.host().equals(host);
            case OfConnection() -> {
                Origin to = Origin.parse("//" + hostHeader);
                yield from.host().equals(to.host()) && from.port() == (to.port() < 0 ? from.defaultPort() : to.port());
            }
            case Listed(List<String> patterns) ->
                patterns.stream().anyMatch(pattern -> from.fits(Origin.parse(pattern)));
        };
    }

    /** An origin, or a pattern of one; empty or -1 where it says nothing. */
    record Origin(String scheme, String host, int port) {
        static Origin parse(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            int slashes = lower.indexOf("//");
            String scheme = slashes > 0 ? lower.substring(0, slashes - 1) : "";
            String rest = slashes < 0 ? lower : lower.substring(slashes + 2);
            int path = rest.indexOf('/');
            String authority = path < 0 ? rest : rest.substring(0, path);
            int colon = authority.lastIndexOf(':');
            boolean hasPort = colon > authority.lastIndexOf(']') && isPort(authority.substring(colon + 1));
            String host = hasPort ? authority.substring(0, colon) : authority;
            int port = hasPort ? Integer.parseInt(authority.substring(colon + 1)) : -1;
            Origin origin = new Origin(scheme, host, port);
            return slashes > 0 && !hasPort ? new Origin(scheme, host, origin.defaultPort()) : origin;
        }

        private static boolean isPort(String text) {
            return !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        }

        int defaultPort() {
            return switch (scheme) {
                case "http", "ws" -> 80;
                case "https", "wss" -> 443;
                default -> -1;
            };
        }

        boolean fits(Origin pattern) {
            boolean sameHost = pattern.host.startsWith("*.")
                    ? host.endsWith(pattern.host.substring(1))
                    : host.equals(pattern.host);
            return sameHost
                    && (pattern.scheme.isEmpty() || pattern.scheme.equals(scheme))
                    && (pattern.port < 0 || pattern.port == port);
        }
    }
}
