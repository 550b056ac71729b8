package dev.ephyra.api;

import dev.ephyra.room.ComponentType;
import dev.ephyra.room.RoomAnswer;

/**
 * Every refusal of a room as Fishjam words it.
 *
 * @param room the room's id as the client gave it
 * @param subject the id of the peer or component that the command names, empty if none
 * @param noComponentStatus 404 where a component is the resource, 400 where it is a detail of the request
 * @param notSip how the route words that a component is not a SIP component
 */
record Refusals(String room, String subject, int noComponentStatus, String notSip) {
    static final String INVALID_STRUCTURE = "Invalid request body structure";

    static Refusals ofRoom(String room) {
        return new Refusals(room, "", 404, "");
    }

    static Refusals of(String room, String subject) {
        return new Refusals(room, subject, 404, "");
    }

    static ApiResponse invalidStructure() {
        return ApiResponse.error(400, INVALID_STRUCTURE);
    }

    static ApiResponse noRoom(String room) {
        return ApiResponse.error(404, "Room " + room + " does not exist");
    }

    static ApiResponse peersLimitReached(String room) {
        return ApiResponse.error(503, "Reached webrtc peers limit in room " + room);
    }

    /** {@code accepted} if the room accepted, otherwise the refusal. */
    ApiResponse orElse(RoomAnswer answer, ApiResponse accepted) {
        return switch (answer) {
            case RoomAnswer.Accepted() -> accepted;
            case RoomAnswer.RoomAlreadyExists() ->
                ApiResponse.error(400, "Cannot add room with id \"" + room + "\" - room already exists");
            case RoomAnswer.RoomNotFound() -> noRoom(room);
            case RoomAnswer.PeerNotFound() -> ApiResponse.error(404, "Peer " + subject + " does not exist");
            case RoomAnswer.ComponentNotFound() ->
                ApiResponse.error(noComponentStatus, "Component " + subject + " does not exist");
            case RoomAnswer.PeersLimitReached() -> peersLimitReached(room);
            case RoomAnswer.ComponentsLimitReached(ComponentType type) ->
                ApiResponse.error(400, "Reached " + type.apiName() + " components limit in room " + room);
            case RoomAnswer.IncompatibleCodec() ->
                ApiResponse.error(400, "Incompatible video codec enforced in room " + room);
            case RoomAnswer.SubscribeModeAuto() ->
                ApiResponse.error(400, "Component " + subject + " option `subscribe_mode` is set to :auto");
            case RoomAnswer.NotSubscribable() ->
                ApiResponse.error(400, "Subscribe mode is supported only for HLS and Recording components");
            case RoomAnswer.NotSipComponent() -> ApiResponse.error(400, "Component " + subject + " is not " + notSip);
            case RoomAnswer.LimitReached(String what, int limit) ->
                ApiResponse.error(503, "Reached limit of " + limit + " " + what);
            case RoomAnswer.TrackNotFound() -> unasked(answer);
            case RoomAnswer.TrackAlreadyExists() -> unasked(answer);
            case RoomAnswer.PeerAlreadyConnected _ -> unasked(answer);
            case RoomAnswer.StaleConnection() -> unasked(answer);
        };
    }

    private static ApiResponse unasked(RoomAnswer answer) {
        throw new IllegalStateException("an answer to no question of the API: " + answer);
    }
}
