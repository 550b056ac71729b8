package dev.ephyra.api.operator;

import dev.ephyra.api.ApiResponse;

/** What the operator API says to a request. */
public sealed interface OperatorAnswer {
    /** All of it. */
    record Whole(ApiResponse response) implements OperatorAnswer {}

    /** {@code text/event-stream} of these events, which the edge writes for as long as the client reads. */
    record Streamed(EventQuery query) implements OperatorAnswer {}
}
