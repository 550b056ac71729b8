package dev.ephyra.api;

import dev.ephyra.room.EndReason;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.Rooms;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** The routes of {@code /room}. Stateless but for its collaborators. */
final class RoomEndpoints {
    private final Rooms rooms;
    private final ApiSettings settings;
    private final IdSource ids;
    private final Admission admission;

    RoomEndpoints(Rooms rooms, ApiSettings settings, IdSource ids, Admission admission) {
        this.rooms = rooms;
        this.settings = settings;
        this.ids = ids;
        this.admission = admission;
    }

    CompletionStage<ApiResponse> list(Call call) {
        return call.answer(rooms.showAll(), all -> {
            JsonText out = new JsonText().object().name("data").array();
            all.forEach(room -> RoomJson.room(room, out));
            return ApiResponse.json(200, out.end().end().toString());
        });
    }

    CompletionStage<ApiResponse> create(Call call) {
        if (!admission.admitsRooms()) {
            return Call.now(ApiResponse.error(503, "This server is shutting down and takes no new rooms"));
        }
        return switch (RoomConfigReader.read(call.body(), ids::room)) {
            case RoomConfigReader.Result.Refused(String text) -> Call.now(ApiResponse.error(400, text));
            case RoomConfigReader.Result.Read(RoomConfig config) -> create(call, config);
        };
    }

    private CompletionStage<ApiResponse> create(Call call, RoomConfig config) {
        UUID epoch = ids.epoch();
        RoomCommand.CreateRoom command = new RoomCommand.CreateRoom(config, epoch);
        return call.answer(
                rooms.submit(config.roomId(), command),
                answer -> answer instanceof RoomAnswer.Accepted
                        ? created(config, epoch)
                        : Refusals.ofRoom(config.roomId().value()).orElse(answer, ApiResponse.noContent()));
    }

    /** A new room is empty, so it is shown without asking for it. */
    private ApiResponse created(RoomConfig config, UUID epoch) {
        JsonText out = new JsonText().object().name("data").object().name("room");
        RoomJson.room(new RoomSnapshot(config, epoch, 1, List.of(), List.of()), out);
        // SDKs of 0.6 want the first, those of 0.5 the second; none minds the other.
        out.member("fishjam_address", settings.publicAddress());
        out.member("jellyfish_address", settings.publicAddress());
        return ApiResponse.json(201, out.end().end().toString());
    }

    CompletionStage<ApiResponse> show(Call call) {
        String id = call.parameter("room_id");
        return call.answer(
                rooms.show(new RoomId(id)),
                found -> found.map(RoomEndpoints::shown).orElseGet(() -> Refusals.noRoom(id)));
    }

    private static ApiResponse shown(RoomSnapshot room) {
        JsonText out = new JsonText().object().name("data");
        RoomJson.room(room, out);
        return ApiResponse.json(200, out.end().toString());
    }

    CompletionStage<ApiResponse> delete(Call call) {
        String id = call.parameter("room_id");
        RoomCommand.DeleteRoom command = new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED);
        return call.answer(
                rooms.submit(new RoomId(id), command),
                answer -> Refusals.ofRoom(id).orElse(answer, ApiResponse.noContent()));
    }
}
