package dev.ephyra.server.cli.client;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A path with its query, percent-encoded as it is built. Owned by whoever made it. */
public final class Query {
    private final StringBuilder text;
    private char separator = '?';

    private Query(String path) {
        text = new StringBuilder(path);
    }

    /** Starts at {@code path}, which is encoded already. */
    public static Query of(String path) {
        return new Query(path);
    }

    public Query with(String name, String value) {
        text.append(separator).append(name).append('=').append(encoded(value));
        separator = '&';
        return this;
    }

    /** Adds nothing if there is no value. */
    public Query with(String name, Optional<String> value) {
        return value.isPresent() ? with(name, value.get()) : this;
    }

    /** {@code value} as one segment of a path; an endpoint of rooms is called by its URL, slashes and all. */
    public static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
