package dev.ephyra.api.operator;

import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.Call;
import dev.ephyra.api.JsonText;
import dev.ephyra.notify.endpoint.Deliveries.Outcome;
import dev.ephyra.notify.endpoint.Endpoints.Change;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What endpoints and deliveries say, as responses. Stateless. */
final class Outcomes {
    private Outcomes() {}

    /** A change of an endpoint; {@code done} says what is shown of it. */
    static CompletionStage<ApiResponse> ofChange(
            Call call, CompletionStage<Change> asked, Function<Change.Done, ApiResponse> done) {
        return asked.thenApplyAsync(
                change -> switch (change) {
                    case Change.Done changed -> done.apply(changed);
                    case Change.Unknown() -> noEndpoint(call);
                    case Change.Refused(String why) -> ApiResponse.error(400, why);
                    case Change.Unavailable(String why) -> ApiResponse.error(503, why);
                },
                call.resume());
    }

    static ApiResponse noEndpoint(Call call) {
        return ApiResponse.error(404, "Endpoint " + call.parameter("id") + " does not exist");
    }

    /** Something done to deliveries; {@code done} makes the answer of what {@link Outcome.Done} names. */
    static CompletionStage<ApiResponse> ofOutcome(
            Call call, CompletionStage<Outcome> asked, Function<String, ApiResponse> done) {
        return asked.thenApplyAsync(
                outcome -> switch (outcome) {
                    case Outcome.Done(String id) -> done.apply(id);
                    case Outcome.Posted(var attempt) -> ApiResponse.json(200, DeliveryJson.attempt(attempt));
                    case Outcome.Unknown(String what) -> ApiResponse.error(404, what);
                    case Outcome.Refused(String why) -> ApiResponse.error(400, why);
                    case Outcome.Unavailable(String why) -> ApiResponse.error(503, why);
                },
                call.resume());
    }

    /** {@code {"id":…}}. */
    static ApiResponse withId(int status, String id) {
        return ApiResponse.json(
                status, new JsonText().object().member("id", id).end().toString());
    }
}
