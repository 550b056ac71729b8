package dev.ephyra.api;

import java.util.List;

/**
 * One HTTP request, read completely.
 *
 * @param method as sent; methods are case-sensitive (RFC 9110 section 9.1)
 * @param path the raw path, percent-encoded, without the query
 * @param query the raw query, empty if there is none
 * @param remoteAddress the client's IP address as text, for counting failed logins
 */
public record ApiRequest(
        String method, String path, String query, Headers headers, RequestBody body, String remoteAddress) {

    /** The header fields of a request, looked up by lower-case name. Read only before {@code Api.handle} returns. */
    @FunctionalInterface
    public interface Headers {
        /** Every value of the field, in order; empty if it is absent. */
        List<String> all(String lowerCaseName);
    }
}
