package dev.ephyra.api.operator;

import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.Call;
import dev.ephyra.api.JsonText;
import dev.ephyra.api.RoomJson;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.Rooms;
import java.util.concurrent.CompletionStage;

/** A room as of one of its events, so that a reader can go on from there. Stateless but for the port. */
final class RoomRoutes {
    private final Rooms rooms;

    RoomRoutes(Rooms rooms) {
        this.rooms = rooms;
    }

    CompletionStage<ApiResponse> show(Call call) {
        String id = call.parameter("room_id");
        return call.answer(
                rooms.show(new RoomId(id)),
                found -> found.map(room -> ApiResponse.json(200, json(room)))
                        .orElseGet(() -> ApiResponse.error(404, "Room " + id + " does not exist")));
    }

    private static String json(RoomSnapshot room) {
        JsonText out = new JsonText().object();
        out.member("room", room.config().roomId().value());
        out.member("roomEpoch", room.epoch().toString());
        out.rawMember("roomSeq", Long.toString(room.roomSeq()));
        out.rawMember("roomMetadata", room.config().metadata().json());
        out.rawMember(
                "batchWebhookNotifications", Boolean.toString(room.config().batchesWebhooks()));
        RoomJson.config(room.config(), out.name("config"));
        out.name("peers").array();
        room.peers().forEach(peer -> RoomJson.peer(peer, out));
        out.end().name("components").array();
        room.components().forEach(component -> RoomJson.component(component, out));
        return out.end().end().toString();
    }
}
