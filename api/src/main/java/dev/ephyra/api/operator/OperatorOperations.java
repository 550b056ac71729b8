package dev.ephyra.api.operator;

import dev.ephyra.api.OpenApiOperation;
import dev.ephyra.api.OpenApiOperation.QueryParameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the OpenAPI document says of each operation. The tests hold it against what is answered. */
final class OperatorOperations {
    private static final String ERROR = "Error";
    private static final QueryParameter LIMIT = new QueryParameter("limit", "integer", "1 to 1000, 100 if not given");

    static final Map<String, OpenApiOperation> ALL = all();

    private OperatorOperations() {}

    /** What is said of an operation of the table. */
    static OpenApiOperation of(String operationId) {
        return Objects.requireNonNull(ALL.get(operationId), operationId);
    }

    private static Map<String, OpenApiOperation> all() {
        Map<String, OpenApiOperation> all = new HashMap<>();
        endpoints(all);
        events(all);
        deliveries(all);
        all.put("list_consumers", get("consumers", "Shows the durable consumers of the server socket", "ConsumerList"));
        OpenApiOperation forget = found(post("consumers", "Forgets the place of a consumer", "", 204, ""));
        all.put("forget_consumer", or(409, ERROR, forget));
        all.put("create_test_events", post("test", "Makes marked test events", "TestEvents", 201, "Triggered"));
        all.put("create_backup", post("server", "Writes a backup into the data folder", "", 201, "Backup"));
        SortedMap<Integer, String> document = new TreeMap<>(Map.of(200, "object", 406, ERROR));
        all.put("openapi", new OpenApiOperation("document", "This document", List.of(), "", document));
        return Map.copyOf(all);
    }

    private static void endpoints(Map<String, OpenApiOperation> all) {
        String tag = "endpoints";
        all.put("list_endpoints", get(tag, "Shows all endpoints, those of rooms too", "EndpointList"));
        all.put("create_endpoint", post(tag, "Registers an endpoint", "NewEndpoint", 201, "Endpoint"));
        all.put("show_endpoint", found(get(tag, "Shows an endpoint", "Endpoint")));
        all.put("update_endpoint", found(post(tag, "Changes what is given", "EndpointSettings", 200, "Endpoint")));
        all.put("delete_endpoint", found(post(tag, "Removes an endpoint with its backlog", "", 204, "")));
        all.put("pause_endpoint", found(post(tag, "Sends nothing and keeps everything", "", 200, "Endpoint")));
        all.put("resume_endpoint", found(post(tag, "Ends a pause or a stop", "", 200, "Endpoint")));
        OpenApiOperation test = found(post(tag, "Posts a marked test event at once", "", 200, "Attempt"));
        all.put("test_endpoint", or(202, "Id", test));
        all.put("show_secret", or(409, ERROR, found(get(tag, "Shows the secret in use", "Secret"))));
        all.put(
                "rotate_secret",
                found(post(tag, "Makes a new secret beside the old one", "Rotation", 200, "Endpoint")));
        QueryParameter failed = new QueryParameter("failed", "boolean", "only those that failed");
        all.put(
                "list_attempts",
                found(get(tag, "Shows the latest attempts, newest first", "AttemptList", failed, LIMIT)));
    }

    private static void events(Map<String, OpenApiOperation> all) {
        String tag = "events";
        QueryParameter after = new QueryParameter("after", "string", "a cursor: what follows it");
        String notStreamed = "; not with text/event-stream, which goes on";
        all.put(
                "list_events",
                found(get(
                        tag,
                        "Shows events in the order of the log, or streams them (Accept: text/event-stream)",
                        "EventPage",
                        new QueryParameter("room", "string", "id of the only room wanted"),
                        new QueryParameter("type", "string", "event types, comma-separated"),
                        new QueryParameter("since", "string", "a time (RFC 3339), or how long ago: 90s, 10m, 2h, 7d"),
                        new QueryParameter(
                                "until", "string", "the same; events at or after it are left out" + notStreamed),
                        after,
                        new QueryParameter("limit", "integer", LIMIT.description() + notStreamed),
                        new QueryParameter("wait", "integer", "seconds to wait for an event, 0 to 60" + notStreamed))));
        all.put("show_event", found(get(tag, "Shows one event", "Event")));
        all.put("show_room", found(get(tag, "Shows a room as of its latest event", "RoomState")));
        all.put(
                "room_events",
                found(get(
                        tag,
                        "Shows the history of a room's id, oldest first",
                        "EventPage",
                        after,
                        new QueryParameter("epoch", "string", "only this life of the room"),
                        LIMIT)));
    }

    private static void deliveries(Map<String, OpenApiOperation> all) {
        String tag = "deliveries";
        all.put("list_deliveries", found(get(tag, "Shows where an event stands at each endpoint", "DeliveryList")));
        OpenApiOperation redeliver = found(post(tag, "Sends an event again at once", "ToEndpoint", 200, "Attempt"));
        all.put("redeliver_event", or(202, "Id", redeliver));
        all.put("create_replay", found(post(tag, "Sends a range of events again", "NewReplay", 202, "Id")));
        all.put("list_replays", get(tag, "Shows replays", "ReplayList"));
        all.put("cancel_replay", found(post(tag, "Ends a replay", "", 204, "")));
        QueryParameter endpoint = new QueryParameter("endpoint", "string", "only those of this endpoint");
        QueryParameter after = new QueryParameter("after", "integer", "an id: what follows it");
        all.put(
                "list_dead_letters",
                found(get(tag, "Shows what was given up", "DeadLetterList", endpoint, after, LIMIT)));
        OpenApiOperation requeue = found(post(tag, "Sends a dead letter again", "", 202, "Id"));
        all.put("requeue_dead_letter", or(200, "Attempt", requeue));
        all.put("requeue_dead_letters", found(post(tag, "Sends all of an endpoint again", "ToEndpoint", 202, "Id")));
        all.put("purge_dead_letter", found(post(tag, "Forgets a dead letter", "", 200, "Purged")));
        OpenApiOperation purge = found(get(tag, "Forgets all dead letters of an endpoint", "Purged", endpoint));
        all.put("purge_dead_letters", purge);
    }

    private static OpenApiOperation get(String tag, String summary, String schema, QueryParameter... query) {
        return operation(tag, summary, List.of(query), "", 200, schema);
    }

    private static OpenApiOperation post(String tag, String summary, String bodySchema, int success, String schema) {
        return operation(tag, summary, List.of(), bodySchema, success, schema);
    }

    private static OpenApiOperation operation(
            String tag, String summary, List<QueryParameter> query, String bodySchema, int success, String schema) {
        SortedMap<Integer, String> responses = new TreeMap<>();
        responses.put(success, schema);
        // Any request may have a body or a query that is wrong, a body that is too large or too late, a bad token.
        for (int status : new int[] {400, 401, 406, 408, 413, 429, 503}) {
            responses.put(status, ERROR);
        }
        return new OpenApiOperation(tag, summary, query, bodySchema, responses);
    }

    /** The same, of something that may not be there. */
    private static OpenApiOperation found(OpenApiOperation operation) {
        return or(404, ERROR, operation);
    }

    private static OpenApiOperation or(int status, String schema, OpenApiOperation operation) {
        SortedMap<Integer, String> responses = new TreeMap<>(operation.responses());
        responses.put(status, schema);
        return new OpenApiOperation(
                operation.tag(), operation.summary(), operation.query(), operation.bodySchema(), responses);
    }
}
