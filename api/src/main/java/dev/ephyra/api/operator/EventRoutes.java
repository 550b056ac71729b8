package dev.ephyra.api.operator;

import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.Call;
import dev.ephyra.api.JsonText;
import dev.ephyra.api.JsonValue;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The routes that read the log. Stateless but for the port. */
final class EventRoutes {
    private static final List<String> PAGE_ONLY = List.of("until", "limit", "wait");

    private static final String NO_ROOM = "The log holds no events of this room; they may have expired";

    private final EventLog log;

    EventRoutes(EventLog log) {
        this.log = log;
    }

    CompletionStage<ApiResponse> list(Call call) throws Refusal {
        QueryFields fields = QueryFields.of(call);
        EventQuery query = query(fields, call, new EventQuery.Start.Oldest());
        int limit = fields.limit();
        long waitMillis = fields.whole("wait", 0, 0, OperatorLimits.MAX_WAIT_SECONDS) * 1_000;
        return answer(call, log.page(query, limit, waitMillis, call.request().gone()), 404, EventRoutes::page);
    }

    /**
     * What a stream of events is to bring; it goes on until one side ends it, so it takes nothing that speaks of an end. A
     * browser's {@code Last-Event-ID} wins: it is newer than the URL.
     */
    EventQuery streamed(Call call) throws Refusal {
        QueryFields fields = QueryFields.of(call);
        for (String name : PAGE_ONLY) {
            if (fields.values().containsKey(name)) {
                throw new Refusal(name + ": a stream goes on; leave it out");
            }
        }
        EventQuery query = query(fields, call, new EventQuery.Start.Head());
        Optional<String> last = call.request().headers().all("last-event-id").stream()
                .filter(id -> !id.isEmpty())
                .findFirst();
        return last.isEmpty() ? query : query.after(cursor("Last-Event-ID", last.get()));
    }

    CompletionStage<ApiResponse> ofRoom(Call call) throws Refusal {
        QueryFields fields = QueryFields.of(call);
        Optional<String> after = fields.text("after");
        Optional<Cursor> from = after.isEmpty() ? Optional.empty() : Optional.of(cursor("after", after.get()));
        Optional<String> epoch = fields.text("epoch");
        Optional<UUID> life = epoch.isEmpty() ? Optional.empty() : Optional.of(uuid("epoch", epoch.get()));
        String room = call.parameter("room_id");
        return answer(call, log.ofRoom(room, life, from, fields.limit()), 404, NO_ROOM, EventRoutes::page);
    }

    CompletionStage<ApiResponse> show(Call call) throws Refusal {
        return answer(call, log.find(eventId(call)), 404, found -> ApiResponse.json(200, found.json()));
    }

    static UUID eventId(Call call) throws Refusal {
        return uuid("the event id", call.parameter("event_id"));
    }

    private EventQuery query(QueryFields fields, Call call, EventQuery.Start otherwise) throws Refusal {
        OptionalLong since = time("since", fields, call);
        OptionalLong until = time("until", fields, call);
        return new EventQuery(fields.text("room"), types(fields), since, until, start(fields, since, otherwise));
    }

    /** The cursor, which is exact, before the time. */
    private static EventQuery.Start start(QueryFields fields, OptionalLong since, EventQuery.Start otherwise)
            throws Refusal {
        Optional<String> after = fields.text("after");
        if (after.isPresent()) {
            return new EventQuery.Start.After(cursor("after", after.get()));
        }
        return since.isPresent() ? new EventQuery.Start.Since(since.getAsLong()) : otherwise;
    }

    private static OptionalLong time(String name, QueryFields fields, Call call) throws Refusal {
        Optional<String> given = fields.text(name);
        return given.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Times.micros(name, given.get(), call.now()));
    }

    static Cursor cursor(String name, String text) throws Refusal {
        return Cursor.parse(text)
                .orElseThrow(() -> new Refusal("Expected " + name + " to be a cursor as events carry it, got: "
                        + new JsonValue.Text(text).shown()));
    }

    private static Set<EventType> types(QueryFields fields) throws Refusal {
        EnumSet<EventType> types = EnumSet.noneOf(EventType.class);
        Optional<String> given = fields.text("type");
        if (given.isPresent()) {
            for (String name : given.get().split(",", -1)) {
                types.add(type("type", name.strip()));
            }
        }
        return types;
    }

    static EventType type(String field, String name) throws Refusal {
        Set<String> known =
                Arrays.stream(EventType.values()).map(EventType::text).collect(Collectors.toCollection(TreeSet::new));
        return EventType.of(name)
                .orElseThrow(() -> new Refusal(BodyFields.unknown("event type in " + field + ":", name, name, known)));
    }

    static UUID uuid(String name, String text) throws Refusal {
        // UUID.fromString also takes shorter groups, which no id of ours has.
        boolean hex = text.length() == 36
                && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || c == '-');
        try {
            UUID uuid = hex ? UUID.fromString(text) : new UUID(0, 0);
            if (hex && uuid.toString().equals(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException wrongGroups) {
            // Refused below like every other text.
        }
        throw new Refusal("Expected " + name + " to be a UUID in lower case, got: " + new JsonValue.Text(text).shown());
    }

    /** Turns what the log says of an event into a response. */
    static <T> CompletionStage<ApiResponse> answer(
            Call call,
            CompletionStage<EventLog.Answer<T>> asked,
            int unknownStatus,
            Function<? super T, ApiResponse> response) {
        return answer(call, asked, unknownStatus, "The log holds no such event; it may have expired", response);
    }

    private static <T> CompletionStage<ApiResponse> answer(
            Call call,
            CompletionStage<EventLog.Answer<T>> asked,
            int unknownStatus,
            String unknown,
            Function<? super T, ApiResponse> response) {
        return asked.thenApplyAsync(
                answer -> switch (answer) {
                    case EventLog.Answer.Found<T>(T value) -> response.apply(value);
                    case EventLog.Answer.Unknown<T>() -> ApiResponse.error(unknownStatus, unknown);
                    case EventLog.Answer.Unavailable<T>(String why) -> ApiResponse.error(503, why);
                },
                call.resume());
    }

    private static ApiResponse page(EventLog.Page page) {
        JsonText out = new JsonText().object().name("events").array();
        page.events().forEach(event -> out.raw(event.json()));
        out.end().member("next", page.next().text());
        out.member("oldest", page.oldest().text());
        out.rawMember("recovered", Boolean.toString(page.recovered()));
        out.rawMember("more", Boolean.toString(page.more()));
        page.missing().ifPresent(missing -> out.rawMember("missing", json(missing)));
        return ApiResponse.json(200, out.end().toString());
    }

    private static String json(EventLog.Missing missing) {
        return new JsonText()
                .object()
                .member("after", missing.after().text())
                .member("upTo", missing.upTo().text())
                .rawMember("records", Long.toString(missing.records()))
                .end()
                .toString();
    }
}
