package dev.ephyra.api.operator;

import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.Call;
import dev.ephyra.api.OpenApiDocument;
import dev.ephyra.api.OpenApiEndpoint;
import dev.ephyra.api.PathTemplate;
import dev.ephyra.api.Route;
import dev.ephyra.api.RouteTable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The table of every route of the operator API. */
final class OperatorRoutes {
    static final String LIST_EVENTS = "list_events";

    private OperatorRoutes() {}

    /** Carries an operation out; a refusal is a 400. */
    @FunctionalInterface
    private interface Operation {
        CompletionStage<ApiResponse> handle(Call call) throws Refusal;
    }

    static RouteTable of(OperatorApi.Parts parts, EventRoutes events) {
        EndpointRoutes endpoints = new EndpointRoutes(parts.endpoints(), parts.deliveries());
        DeliveryRoutes deliveries = new DeliveryRoutes(parts.log(), parts.deliveries());
        ReplayRoutes replays = new ReplayRoutes(parts.log(), parts.deliveries());
        RoomRoutes rooms = new RoomRoutes(parts.rooms());
        ConsumerRoutes consumers = new ConsumerRoutes(parts.consumers());
        MaintenanceRoutes maintenance = new MaintenanceRoutes(parts.testEvents(), parts.backups());
        OpenApiEndpoint document = new OpenApiEndpoint(new OpenApiDocument(
                "Ephyra's operator API", parts.version(), OperatorOperations.ALL, OperatorSchemas.JSON));
        RouteTable table = new RouteTable(List.of(
                row("GET", "/endpoints", "list_endpoints", endpoints::list),
                row("POST", "/endpoints", "create_endpoint", endpoints::create),
                row("GET", "/endpoints/{id}", "show_endpoint", endpoints::show),
                row("PATCH", "/endpoints/{id}", "update_endpoint", endpoints::update),
                row("DELETE", "/endpoints/{id}", "delete_endpoint", endpoints::delete),
                row("POST", "/endpoints/{id}/pause", "pause_endpoint", endpoints::pause),
                row("POST", "/endpoints/{id}/resume", "resume_endpoint", endpoints::resume),
                row("POST", "/endpoints/{id}/test", "test_endpoint", endpoints::test),
                row("GET", "/endpoints/{id}/secret", "show_secret", endpoints::secret),
                row("POST", "/endpoints/{id}/rotate", "rotate_secret", endpoints::rotate),
                row("GET", "/endpoints/{id}/attempts", "list_attempts", deliveries::attempts),
                row("GET", "/events", LIST_EVENTS, events::list),
                row("GET", "/events/{event_id}", "show_event", events::show),
                row("GET", "/events/{event_id}/deliveries", "list_deliveries", deliveries::deliveries),
                row("POST", "/events/{event_id}/redeliver", "redeliver_event", deliveries::redeliver),
                row("GET", "/rooms/{room_id}", "show_room", rooms::show),
                row("GET", "/rooms/{room_id}/events", "room_events", events::ofRoom),
                row("POST", "/replays", "create_replay", replays::create),
                row("GET", "/replays", "list_replays", replays::list),
                row("DELETE", "/replays/{id}", "cancel_replay", replays::cancel),
                row("GET", "/dead-letters", "list_dead_letters", deliveries::deadLetters),
                row("POST", "/dead-letters/requeue", "requeue_dead_letters", deliveries::requeueAll),
                row("POST", "/dead-letters/{id}/requeue", "requeue_dead_letter", deliveries::requeue),
                row("DELETE", "/dead-letters", "purge_dead_letters", deliveries::purgeAll),
                row("DELETE", "/dead-letters/{id}", "purge_dead_letter", deliveries::purge),
                row("GET", "/consumers", "list_consumers", consumers::list),
                row("DELETE", "/consumers/{name}", "forget_consumer", consumers::forget),
                row("POST", "/test-events", "create_test_events", maintenance::trigger),
                row("POST", "/backup", "create_backup", maintenance::backup),
                new Route(
                        "GET", PathTemplate.of(OperatorApi.ROOT + "/openapi.json"), "openapi", false, document::show)));
        document.describe(table);
        return table;
    }

    private static Route row(String method, String path, String operationId, Operation operation) {
        return new Route(method, PathTemplate.of(OperatorApi.ROOT + path), operationId, true, call -> {
            try {
                QueryFields.of(call);
                if (OperatorOperations.of(operationId).bodySchema().isEmpty()) {
                    BodyFields.of(call.body(), Set.of());
                }
                return operation.handle(call);
            } catch (Refusal refusal) {
                return Call.now(ApiResponse.error(400, refusal.text()));
            }
        });
    }
}
