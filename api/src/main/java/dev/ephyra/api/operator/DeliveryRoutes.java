package dev.ephyra.api.operator;

import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.Call;
import dev.ephyra.api.JsonValue;
import dev.ephyra.notify.endpoint.Deliveries;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** What became of events, and doing it again one by one. Stateless but for the ports. */
final class DeliveryRoutes {
    /** An id of an endpoint is {@code ep_…}, or the URL of a room. */
    static final int MAX_ENDPOINT_ID_CHARS = 2_048;

    private final EventLog log;
    private final Deliveries deliveries;

    DeliveryRoutes(EventLog log, Deliveries deliveries) {
        this.log = log;
        this.deliveries = deliveries;
    }

    /**
     * The event is looked for first, so that one which is not there is told apart from one that goes nowhere. Dead letters
     * outlive the log.
     */
    CompletionStage<ApiResponse> deliveries(Call call) throws Refusal {
        UUID eventId = EventRoutes.eventId(call);
        return log.find(eventId).thenCompose(found -> switch (found) {
            case EventLog.Answer.Found<EventLog.LoggedEvent> _ ->
                deliveries.deliveries(eventId).thenApplyAsync(DeliveryRoutes::shown, call.resume());
            case EventLog.Answer.Unknown<EventLog.LoggedEvent> unknown ->
                deliveries
                        .deliveries(eventId)
                        .thenCompose(all -> all.isEmpty()
                                ? notFound(call, unknown)
                                : CompletableFuture.supplyAsync(() -> shown(all), call.resume()));
            case EventLog.Answer.Unavailable<EventLog.LoggedEvent> unavailable -> notFound(call, unavailable);
        });
    }

    private static CompletionStage<ApiResponse> notFound(Call call, EventLog.Answer<EventLog.LoggedEvent> answer) {
        return EventRoutes.answer(
                call, CompletableFuture.completedFuture(answer), 404, event -> ApiResponse.json(200, event.json()));
    }

    private static ApiResponse shown(List<Deliveries.Delivery> all) {
        return ApiResponse.json(
                200,
                DeliveryJson.list("deliveries", all, DeliveryJson::delivery)
                        .end()
                        .toString());
    }

    CompletionStage<ApiResponse> attempts(Call call) throws Refusal {
        QueryFields fields = QueryFields.of(call);
        String endpoint = call.parameter("id");
        boolean failedOnly = fields.flag("failed");
        int limit = fields.limit();
        return ofKnown(
                call,
                endpoint,
                () -> deliveries.attempts(endpoint, failedOnly, limit),
                all -> DeliveryJson.list("attempts", all, DeliveryJson::attempt)
                        .end()
                        .toString());
    }

    /** What is listed of an endpoint; a list without anything must not hide that there is no such endpoint. */
    private <T> CompletionStage<ApiResponse> ofKnown(
            Call call, String endpoint, Supplier<CompletionStage<T>> asked, Function<T, String> json) {
        return deliveries
                .knows(endpoint)
                .thenCompose(known -> known
                        ? asked.get().thenApplyAsync(all -> ApiResponse.json(200, json.apply(all)), call.resume())
                        : Call.now(ApiResponse.error(404, "Endpoint " + endpoint + " does not exist")));
    }

    CompletionStage<ApiResponse> redeliver(Call call) throws Refusal {
        BodyFields fields = BodyFields.of(call.body(), Set.of("endpoint"));
        String endpoint = fields.requiredText("endpoint", MAX_ENDPOINT_ID_CHARS);
        return Outcomes.ofOutcome(
                call, deliveries.redeliver(EventRoutes.eventId(call), endpoint), id -> Outcomes.withId(202, id));
    }

    CompletionStage<ApiResponse> deadLetters(Call call) throws Refusal {
        QueryFields fields = QueryFields.of(call);
        long after = fields.whole("after", 0, 0, Long.MAX_VALUE);
        int limit = fields.limit();
        Optional<String> endpoint = fields.text("endpoint");
        Function<List<Deliveries.DeadLetter>, String> json = letters -> DeliveryJson.list(
                        "deadLetters", letters, DeliveryJson::deadLetter)
                .rawMember(
                        "next",
                        Long.toString(
                                letters.isEmpty() ? after : letters.getLast().id()))
                .end()
                .toString();
        if (endpoint.isPresent()) {
            return ofKnown(call, endpoint.get(), () -> deliveries.deadLetters(endpoint, after, limit), json);
        }
        return deliveries
                .deadLetters(endpoint, after, limit)
                .thenApplyAsync(letters -> ApiResponse.json(200, json.apply(letters)), call.resume());
    }

    CompletionStage<ApiResponse> requeue(Call call) throws Refusal {
        return Outcomes.ofOutcome(call, deliveries.requeue(deadLetterId(call)), id -> Outcomes.withId(202, id));
    }

    CompletionStage<ApiResponse> requeueAll(Call call) throws Refusal {
        BodyFields fields = BodyFields.of(call.body(), Set.of("endpoint"));
        String endpoint = fields.requiredText("endpoint", MAX_ENDPOINT_ID_CHARS);
        return Outcomes.ofOutcome(call, deliveries.requeueAll(endpoint), id -> Outcomes.withId(202, id));
    }

    CompletionStage<ApiResponse> purge(Call call) throws Refusal {
        return Outcomes.ofOutcome(
                call, deliveries.purge(Optional.of(deadLetterId(call)), Optional.empty()), id -> purged("1"));
    }

    /** All of an endpoint; all of all endpoints is nothing to ask for by leaving something out. */
    CompletionStage<ApiResponse> purgeAll(Call call) throws Refusal {
        QueryFields fields = QueryFields.of(call);
        Optional<String> endpoint = fields.text("endpoint");
        if (endpoint.isEmpty()) {
            throw new Refusal("Expected the query parameter endpoint to say whose dead letters are to be forgotten");
        }
        return Outcomes.ofOutcome(call, deliveries.purge(Optional.empty(), endpoint), DeliveryRoutes::purged);
    }

    private static ApiResponse purged(String count) {
        return ApiResponse.json(
                200, "{\"purged\":" + QueryFields.wholeNumber(count).orElse(0L) + "}");
    }

    private static long deadLetterId(Call call) throws Refusal {
        String id = call.parameter("id");
        return QueryFields.wholeNumber(id)
                .orElseThrow(() -> new Refusal("Expected the id of a dead letter to be a whole number, got: "
                        + new JsonValue.Text(id).shown()));
    }
}
