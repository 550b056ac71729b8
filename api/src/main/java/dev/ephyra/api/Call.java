package dev.ephyra.api;

import dev.ephyra.room.Moment;
import dev.ephyra.room.Rooms;
import dev.ephyra.room.Rooms.Result;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * A request that reached its controller: routed and authenticated.
 *
 * @param values the path's parameters, decoded, in the template's order
 * @param body the body's parameters; no members if it had none
 * @param request as it came; its body is {@code body}
 * @param resume where to go on when the rooms have answered: their stages complete on a room's loop
 */
public record Call(
        Route route, List<String> values, JsonValue.Members body, ApiRequest request, Moment now, Executor resume) {
    /** The value of a parameter that the route's path has. */
    public String parameter(String name) {
        return values.get(route.path().parameters().indexOf(name));
    }

    /** Turns what the rooms say into a response, away from their loops; 503 if they cannot say. */
    public <T> CompletionStage<ApiResponse> answer(
            CompletionStage<Rooms.Result<T>> asked, Function<? super T, ApiResponse> response) {
        return asked.thenApplyAsync(
                result -> switch (result) {
                    case Result.Answered<T>(T answer) -> response.apply(answer);
                    case Result.Unavailable<T>(String why) -> ApiResponse.error(503, why);
                },
                resume);
    }

    /** As {@link #answer}, where the response takes another question. */
    public <T> CompletionStage<ApiResponse> then(
            CompletionStage<Rooms.Result<T>> asked, Function<? super T, CompletionStage<ApiResponse>> response) {
        return asked.thenComposeAsync(
                result -> switch (result) {
                    case Result.Answered<T>(T answer) -> response.apply(answer);
                    case Result.Unavailable<T>(String why) -> now(ApiResponse.error(503, why));
                },
                resume);
    }

    /** A response without any waiting. */
    public static CompletionStage<ApiResponse> now(ApiResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
