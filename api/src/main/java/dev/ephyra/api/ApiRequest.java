package dev.ephyra.api;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One HTTP request, read completely.
 *
 * @param method as sent; methods are case-sensitive (RFC 9110 section 9.1)
 * @param path the raw path, percent-encoded, without the query
 * @param query the raw query, empty if there is none
 * @param remoteAddress the client's IP address as text, for counting failed logins
 * @param gone completed when the client does not wait any more; an answer that takes long is given up then
 */
public record ApiRequest(
        String method,
        String path,
        String query,
        Headers headers,
        RequestBody body,
        String remoteAddress,
        CompletionStage<Void> gone) {

    /** A request that is answered at once, whoever is still there. */
    public ApiRequest(
            String method, String path, String query, Headers headers, RequestBody body, String remoteAddress) {
        this(method, path, query, headers, body, remoteAddress, new CompletableFuture<>());
    }

    /** The header fields of a request, looked up by lower-case name. Read only before {@code Api.handle} returns. */
    @FunctionalInterface
    public interface Headers {
        /** Every value of the field, in order; empty if it is absent. */
        List<String> all(String lowerCaseName);
    }
}
