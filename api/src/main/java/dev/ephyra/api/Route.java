package dev.ephyra.api;

import java.util.concurrent.CompletionStage;

/**
 * One operation of the API.
 *
 * @param operationId the operation's name in the OpenAPI document, Fishjam's where it has one
 * @param needsAuth whether it is part of the API proper: JSON must be acceptable, and the server token is needed
 */
public record Route(String method, PathTemplate path, String operationId, boolean needsAuth, Handler handler) {
    /** Carries the operation out. */
    @FunctionalInterface
    public interface Handler {
        CompletionStage<ApiResponse> handle(Call call);
    }
}
