package dev.ephyra.notify.endpoint;

import dev.ephyra.notify.lane.WebhookUrl;
import dev.ephyra.notify.record.EventType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What an endpoint may be. Pure. */
public final class EndpointRules {
    /** What browsers and proxies agree on. */
    static final int MAX_URL_CHARS = 2_048;

    static final int MAX_HEADERS = 16;
    static final int MAX_HEADER_CHARS = 1_024;
    static final int MAX_PREFIX_CHARS = 128;
    static final int MAX_METADATA_MEMBERS = 16;
    static final int MAX_METADATA_CHARS = 512;
    /** 30 days: the journal and the dead letters keep nothing longer. */
    static final long MAX_AGE_MILLIS = 2_592_000_000L;

    // What an endpoint's own headers may be called neither by name nor by beginning.
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");
    private static final List<String> RESERVED_PREFIXES = List.of("x-fishjam-", "webhook-");

    private static final int LEAST_TIMEOUT_MILLIS = 1_000;
    private static final int MOST_TIMEOUT_MILLIS = 30_000;
    // RFC 9110 section 5.6.2: a token, in lower case as HTTP/2 wants names.
    private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+");

    private EndpointRules() {}

    /** What is wrong with {@code endpoint} and what would be right; empty if nothing is. */
    public static Optional<String> problem(Endpoint endpoint) {
        if (endpoint.url().length() > MAX_URL_CHARS) {
            return Optional.of("url: at most " + MAX_URL_CHARS + " characters");
        }
        if (WebhookUrl.parse(endpoint.url()) instanceof WebhookUrl.Parsed.Rejected(String why)) {
            return Optional.of("url: " + why + "; expected http://host[:port][/path] or https://…");
        }
        return headerProblem(endpoint.headers())
                .or(() -> filterProblem(endpoint))
                .or(() -> timeProblem(endpoint))
                .or(() -> batchProblem(endpoint));
    }

    private static Optional<String> headerProblem(Map<String, String> headers) {
        if (headers.size() > MAX_HEADERS) {
            return Optional.of("headers: at most " + MAX_HEADERS);
        }
        for (Map.Entry<String, String> header : headers.entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            String value = header.getValue();
            if (!NAME.matcher(name).matches() || !name.equals(header.getKey())) {
                return Optional.of("headers: " + shown(header.getKey()) + " is not the name of a header in lower case");
            }
            if (RESERVED.contains(name) || RESERVED_PREFIXES.stream().anyMatch(name::startsWith)) {
                return Optional.of("headers: " + name + " is set by the server; choose another name");
            }
            if (name.length() + value.length() > MAX_HEADER_CHARS) {
                return Optional.of("headers: " + shown(name) + " has more than " + MAX_HEADER_CHARS
                        + " characters with its value");
            }
            if (!value.chars().allMatch(character -> character >= ' ' && character < 127)) {
                return Optional.of(
                        "headers: the value of " + name + " may only have visible ASCII characters and blanks");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> filterProblem(Endpoint endpoint) {
        if (Arrays.stream(EventType.values()).noneMatch(endpoint.filter()::wants)) {
            return Optional.of("exclude: with include it leaves no event; pause an endpoint that is to get none");
        }
        if (endpoint.filter().roomIdPrefix().length() > MAX_PREFIX_CHARS) {
            return Optional.of("roomIdPrefix: at most " + MAX_PREFIX_CHARS + " characters");
        }
        Map<String, String> metadata = endpoint.filter().roomMetadata();
        if (metadata.size() > MAX_METADATA_MEMBERS) {
            return Optional.of("roomMetadata: at most " + MAX_METADATA_MEMBERS + " members");
        }
        boolean tooLong = metadata.entrySet().stream()
                .anyMatch(member -> member.getKey().length() + member.getValue().length() > MAX_METADATA_CHARS);
        return tooLong
                ? Optional.of("roomMetadata: at most " + MAX_METADATA_CHARS + " characters for a member with its value")
                : Optional.empty();
    }

    private static Optional<String> timeProblem(Endpoint endpoint) {
        if (endpoint.maxAgeMillis() < 1_000 || endpoint.maxAgeMillis() > MAX_AGE_MILLIS) {
            return Optional.of("maxAgeSeconds: 1 to " + MAX_AGE_MILLIS / 1_000);
        }
        int timeout = endpoint.totalTimeoutMillis();
        // Whole seconds, so that there are few different ones.
        boolean usable = timeout >= LEAST_TIMEOUT_MILLIS && timeout <= MOST_TIMEOUT_MILLIS && timeout % 1_000 == 0;
        return usable ? Optional.empty() : Optional.of("timeoutSeconds: 1 to " + MOST_TIMEOUT_MILLIS / 1_000);
    }

    private static Optional<String> batchProblem(Endpoint endpoint) {
        return endpoint.format() == BodyFormat.FISHJAM_JSON
                        && endpoint.batching().maxEvents() > 1
                ? Optional.of("batching: the format fishjam-json has no batches; use protobuf or json, or false")
                : Optional.empty();
    }

    private static String shown(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
