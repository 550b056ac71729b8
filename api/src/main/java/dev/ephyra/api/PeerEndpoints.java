package dev.ephyra.api;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomAnswer;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.RoomSnapshot.PeerSnapshot;
import dev.ephyra.room.Rooms;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The routes of {@code /room/{room_id}/peer}. Stateless but for its collaborators. */
final class PeerEndpoints {
    private final Rooms rooms;
    private final ApiSettings settings;
    private final IdSource ids;
    private final PeerTokens tokens;

    PeerEndpoints(Rooms rooms, ApiSettings settings, IdSource ids, PeerTokens tokens) {
        this.rooms = rooms;
        this.settings = settings;
        this.ids = ids;
        this.tokens = tokens;
    }

    CompletionStage<ApiResponse> add(Call call) {
        Optional<JsonValue> type = call.body().member("type");
        if (type.isEmpty()) {
            return Call.now(Refusals.invalidStructure());
        }
        if (!type.get().equals(new JsonValue.Text("webrtc"))) {
            return Call.now(ApiResponse.error(400, "Invalid peer type"));
        }
        Optional<Boolean> simulcast = enableSimulcast(call.body());
        if (!settings.webrtcUsed() || simulcast.isEmpty()) {
            return refuse(call);
        }
        RoomId room = new RoomId(call.parameter("room_id"));
        PeerId peer = ids.peer();
        return call.answer(
                rooms.submit(room, new RoomCommand.AddPeer(peer, simulcast.get())),
                answer -> answer instanceof RoomAnswer.Accepted
                        ? added(room, peer, call)
                        : Refusals.ofRoom(room.value()).orElse(answer, ApiResponse.noContent()));
    }

    /** The request fails for its own sake, but the room's reasons to refuse come first. */
    private CompletionStage<ApiResponse> refuse(Call call) {
        String id = call.parameter("room_id");
        return call.answer(rooms.show(new RoomId(id)), found -> {
            if (found.isEmpty()) {
                return Refusals.noRoom(id);
            }
            if (!settings.webrtcUsed()) {
                return ApiResponse.error(400, "Peers of type webrtc are disabled on this Fishjam");
            }
            return isFull(found.get()) ? Refusals.peersLimitReached(id) : Refusals.invalidStructure();
        });
    }

    private static boolean isFull(RoomSnapshot room) {
        return room.config().maxPeers().isPresent()
                && room.peers().size() >= room.config().maxPeers().getAsInt();
    }

    /** A new peer is disconnected and has no tracks, so it is shown without asking for it. */
    private ApiResponse added(RoomId room, PeerId peer, Call call) {
        JsonText out = new JsonText().object().name("data").object().name("peer");
        RoomJson.peer(new PeerSnapshot(peer, false, Metadata.NONE, List.of()), out);
        long nowMillis = call.now().wallMicros() / 1_000;
        out.member("token", tokens.issue(room, peer, nowMillis, ids.nonce()));
        out.member("peer_websocket_url", settings.peerWebsocketUrl());
        return ApiResponse.json(201, out.end().end().toString());
    }

    /** Empty if the options cannot be cast. {@code null} ended the room in the original; here it is refused. */
    private static Optional<Boolean> enableSimulcast(JsonValue.Members body) {
        Optional<JsonValue> options = body.member("options");
        if (options.isEmpty()) {
            return Optional.of(true);
        }
        if (!(options.get() instanceof JsonValue.Members members)) {
            return Optional.empty();
        }
        Optional<JsonValue> given = members.member("enableSimulcast");
        return given.isEmpty() ? Optional.of(true) : Casting.bool(given.get());
    }

    CompletionStage<ApiResponse> delete(Call call) {
        String room = call.parameter("room_id");
        String peer = call.parameter("id");
        return call.answer(
                rooms.submit(new RoomId(room), new RoomCommand.DeletePeer(new PeerId(peer))),
                answer -> Refusals.of(room, peer).orElse(answer, ApiResponse.noContent()));
    }
}
