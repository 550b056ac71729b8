package dev.ephyra.api.operator;

import dev.ephyra.api.ApiLimits;
import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.Call;
import dev.ephyra.api.JsonText;
import dev.ephyra.notify.endpoint.TestEvents;
import dev.ephyra.notify.endpoint.TestEvents.Triggered;
import dev.ephyra.notify.record.EventType;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Test events and backups. Stateless but for the ports. */
final class MaintenanceRoutes {
    private final TestEvents testEvents;
    private final Backups backups;

    MaintenanceRoutes(TestEvents testEvents, Backups backups) {
        this.testEvents = testEvents;
        this.backups = backups;
    }

    CompletionStage<ApiResponse> trigger(Call call) throws Refusal {
        BodyFields fields = BodyFields.of(call.body(), Set.of("type", "room", "count"));
        EventType type = EventRoutes.type("type", fields.requiredText("type", ApiLimits.MAX_SHOWN_CHARS));
        int count = (int) fields.whole("count", 1, TestEvents.MAX_COUNT).orElse(1);
        return testEvents
                .trigger(type, fields.text("room", ApiLimits.MAX_ROOM_ID_CHARS), count)
                .thenApplyAsync(MaintenanceRoutes::triggered, call.resume());
    }

    private static ApiResponse triggered(Triggered triggered) {
        return switch (triggered) {
            case Triggered.Done(String room, var ids) -> {
                JsonText out = new JsonText().object().member("room", room);
                out.name("events").array();
                ids.forEach(id -> out.string(id.toString()));
                yield ApiResponse.json(201, out.end().end().toString());
            }
            case Triggered.Refused(String why) -> ApiResponse.error(400, why);
            case Triggered.Unavailable(String why) -> ApiResponse.error(503, why);
        };
    }

    CompletionStage<ApiResponse> backup(Call call) {
        return backups.write()
                .thenApplyAsync(
                        result -> switch (result) {
                            case Backups.Result.Written(String path, String warning) -> written(path, warning);
                            case Backups.Result.Failed(String why) -> ApiResponse.error(503, why);
                        },
                        call.resume());
    }

    private static ApiResponse written(String path, String warning) {
        JsonText out = new JsonText().object().member("path", path);
        if (!warning.isEmpty()) {
            out.member("warning", warning);
        }
        return ApiResponse.json(201, out.end().toString());
    }
}
