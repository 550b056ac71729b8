package dev.ephyra.api.operator;

import dev.ephyra.api.ApiLimits;
import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.Call;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Deliveries.Replay;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sending ranges of events again. Stateless but for the ports. */
final class ReplayRoutes {
    private static final Set<String> FIELDS =
            Set.of("endpoint", "room", "since", "after", "until", "failedOnly", "perSecond");
    /** A cursor has 39 characters, a time 35. */
    private static final int MAX_PLACE_CHARS = 64;

    private final EventLog log;
    private final Deliveries deliveries;

    ReplayRoutes(EventLog log, Deliveries deliveries) {
        this.log = log;
        this.deliveries = deliveries;
    }

    CompletionStage<ApiResponse> create(Call call) throws Refusal {
        BodyFields fields = BodyFields.of(call.body(), FIELDS);
        String endpoint = fields.requiredText("endpoint", DeliveryRoutes.MAX_ENDPOINT_ID_CHARS);
        String room = fields.text("room", ApiLimits.MAX_ROOM_ID_CHARS).orElse("");
        boolean failedOnly = fields.bool("failedOnly").orElse(false);
        int perSecond = (int) fields.whole("perSecond", 1, OperatorLimits.MAX_REPLAY_PER_SECOND)
                .orElse(OperatorLimits.DEFAULT_REPLAY_PER_SECOND);
        CompletionStage<EventLog.Answer<EventLog.Range>> range = log.range(start(fields, call), until(fields, call));
        return range.thenCompose(found -> switch (found) {
            case EventLog.Answer.Found<EventLog.Range>(var records) ->
                begin(call, new Replay(endpoint, room, records.from(), records.to(), failedOnly, perSecond));
            case EventLog.Answer.Unknown<EventLog.Range>() ->
                Call.now(ApiResponse.error(
                        400, "Expected after to be a cursor of this log, and what follows it to be kept still"));
            case EventLog.Answer.Unavailable<EventLog.Range> unavailable ->
                EventRoutes.answer(
                        call, CompletableFuture.completedFuture(unavailable), 400, _ -> ApiResponse.noContent());
        });
    }

    private CompletionStage<ApiResponse> begin(Call call, Replay replay) {
        if (replay.toOffset() < replay.fromOffset()) {
            return Call.now(ApiResponse.error(400, "There are no events between since or after, and until"));
        }
        return Outcomes.ofOutcome(call, deliveries.replay(replay), id -> Outcomes.withId(202, id));
    }

    private static EventQuery.Start start(BodyFields fields, Call call) throws Refusal {
        Optional<String> since = fields.text("since", MAX_PLACE_CHARS);
        Optional<String> after = fields.text("after", MAX_PLACE_CHARS);
        if (since.isPresent() && after.isPresent()) {
            throw new Refusal("Expected either since or after, not both");
        }
        if (after.isPresent()) {
            return new EventQuery.Start.After(EventRoutes.cursor("after", after.get()));
        }
        return since.isPresent()
                ? new EventQuery.Start.Since(Times.micros("since", since.get(), call.now()))
                : new EventQuery.Start.Oldest();
    }

    private static OptionalLong until(BodyFields fields, Call call) throws Refusal {
        Optional<String> until = fields.text("until", MAX_PLACE_CHARS);
        return until.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Times.micros("until", until.get(), call.now()));
    }

    CompletionStage<ApiResponse> list(Call call) {
        return deliveries
                .replays()
                .thenApplyAsync(
                        all -> ApiResponse.json(
                                200,
                                DeliveryJson.list("replays", all, DeliveryJson::replay)
                                        .end()
                                        .toString()),
                        call.resume());
    }

    CompletionStage<ApiResponse> cancel(Call call) {
        return Outcomes.ofOutcome(call, deliveries.cancelReplay(call.parameter("id")), _ -> ApiResponse.noContent());
    }
}
