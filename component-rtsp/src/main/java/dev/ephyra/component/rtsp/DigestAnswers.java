package dev.ephyra.component.rtsp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code Authorization} of requests, as challenges ask for it: Digest with MD5 or SHA-256, with or without {@code
 * qop=auth} (RFC 7616), or else Basic (RFC 7617). Owned by one session.
 */
final class DigestAnswers {
    /** Possessive all over: a value as long as the head of a message costs one look at each character, and no stack. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?<![a-zA-Z])([a-zA-Z]++)\\s*+=\\s*+(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,]++))");

    private static final HexFormat HEX = HexFormat.of();

    private final RtspAddress.Credentials credentials;
    private final String clientNonce;
    private Map<String, String> challenge = Map.of();
    private boolean isBasic;
    private int count;

    /** @param clientNonce random, hexadecimal */
    DigestAnswers(RtspAddress.Credentials credentials, String clientNonce) {
        this.credentials = credentials;
        this.clientNonce = clientNonce;
    }

    /**
     * Takes over the best of the challenges that came with a 401.
     *
     * @param headers each {@code WWW-Authenticate}
     * @return whether one of them can be answered
     */
    boolean challenged(List<String> headers) {
        for (String header : headers) {
            if (startsWith(header, "Digest ")) {
                Map<String, String> parameters = parameters(header);
                if (parameters.containsKey("nonce") && digest(parameters).isPresent()) {
                    challenge = parameters;
                    isBasic = false;
                    count = 0;
                    return true;
                }
            }
        }
        isBasic = headers.stream().anyMatch(header -> startsWith(header, "Basic"));
        return isBasic;
    }

    private static boolean startsWith(String header, String scheme) {
        return header.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static Map<String, String> parameters(String header) {
        Map<String, String> parameters = new HashMap<>();
        Matcher matcher = PARAMETER.matcher(header);
        while (matcher.find()) {
            String value = matcher.group(2) == null ? matcher.group(3) : matcher.group(2);
            parameters.put(matcher.group(1).toLowerCase(Locale.ROOT), value);
        }
        return parameters;
    }

    private static Optional<MessageDigest> digest(Map<String, String> parameters) {
        String algorithm = parameters.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
        String name = switch (algorithm) {
            case "MD5" -> "MD5";
            case "SHA-256" -> "SHA-256";
            default -> "";
        };
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(MessageDigest.getInstance(name));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has " + name, missing);
        }
    }

    /** For a request; empty before any challenge. */
    Optional<String> authorization(String method, String uri) {
        if (isBasic) {
            String pair = credentials.user() + ":" + credentials.password();
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return digest(challenge)
                .filter(_ -> !challenge.isEmpty())
                .map(digest -> digestAuthorization(digest, method, uri));
    }

    private String digestAuthorization(MessageDigest digest, String method, String uri) {
        String realm = challenge.getOrDefault("realm", "");
        String nonce = challenge.getOrDefault("nonce", "");
        boolean hasQuality =
                challenge.getOrDefault("qop", "").toLowerCase(Locale.ROOT).contains("auth");
        String secret = hash(digest, credentials.user() + ":" + realm + ":" + credentials.password());
        String request = hash(digest, method + ":" + uri);
        StringBuilder text = new StringBuilder("Digest username=\"").append(quoted(credentials.user()));
        text.append("\", realm=\"").append(realm).append("\", nonce=\"").append(nonce);
        text.append("\", uri=\"").append(uri).append('"');
        if (hasQuality) {
            count++;
            String counted = HEX.toHexDigits(count);
            String response =
                    hash(digest, secret + ":" + nonce + ":" + counted + ":" + clientNonce + ":auth:" + request);
            text.append(", qop=auth, nc=")
                    .append(counted)
                    .append(", cnonce=\"")
                    .append(clientNonce)
                    .append('"');
            text.append(", response=\"").append(response).append('"');
        } else {
            text.append(", response=\"")
                    .append(hash(digest, secret + ":" + nonce + ":" + request))
                    .append('"');
        }
        if (challenge.containsKey("opaque")) {
            text.append(", opaque=\"").append(challenge.get("opaque")).append('"');
        }
        if (challenge.containsKey("algorithm")) {
            text.append(", algorithm=").append(challenge.get("algorithm"));
        }
        return text.toString();
    }

    /** As a quoted string has it (RFC 9110 section 5.6.4). */
    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String hash(MessageDigest digest, String text) {
        digest.reset();
        return HEX.formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
