package dev.ephyra.sdk;

import dev.ephyra.sdk.json.JsonMembers;
import dev.ephyra.sdk.json.JsonReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the REST API of one server, for both clients. Immutable; sends nothing itself.
 *
 * @param server asked; fills in what old servers leave out of their answers
 */
record RoomCalls(ServerAddress server) {

    ApiCall<CreatedRoom> createRoom(RoomOptions options) {
        return ApiCall.post("/room", RoomJson.body(options), answer -> RoomJson.createdRoom(data(answer), server));
    }

    ApiCall<Room> getRoom(String roomId) {
        return ApiCall.get(room(roomId), answer -> RoomJson.room(data(answer)));
    }

    ApiCall<List<Room>> getAllRooms() {
        return ApiCall.get("/room", answer -> RoomJson.rooms(answer.requiredObjects("data")));
    }

    ApiCall<@Nullable Void> deleteRoom(String roomId) {
        return ApiCall.delete(room(roomId));
    }

    ApiCall<AddedPeer> addPeer(String roomId, PeerOptions options) {
        return ApiCall.post(
                room(roomId) + "/peer", RoomJson.body(options), answer -> RoomJson.addedPeer(data(answer), server));
    }

    ApiCall<@Nullable Void> deletePeer(String roomId, String peerId) {
        return ApiCall.delete(room(roomId) + "/peer/" + segment("peer", peerId));
    }

    ApiCall<Component> addComponent(String roomId, ComponentOptions options) {
        return ApiCall.post(
                room(roomId) + "/component", ComponentJson.body(options), answer -> ComponentJson.read(data(answer)));
    }

    ApiCall<@Nullable Void> deleteComponent(String roomId, String componentId) {
        return ApiCall.delete(component(roomId, componentId));
    }

    ApiCall<@Nullable Void> subscribe(String roomId, String componentId, List<String> origins) {
        return ApiCall.order(component(roomId, componentId) + "/subscribe", new JsonMembers().with("origins", origins));
    }

    ApiCall<@Nullable Void> sipDial(String roomId, String componentId, String phoneNumber) {
        return ApiCall.order(sip(roomId, componentId), new JsonMembers().with("phoneNumber", phoneNumber));
    }

    ApiCall<@Nullable Void> sipEndCall(String roomId, String componentId) {
        return ApiCall.delete(sip(roomId, componentId));
    }

    ApiCall<List<String>> getRecordings() {
        return ApiCall.get("/recording", answer -> answer.requiredTexts("data"));
    }

    ApiCall<@Nullable Void> deleteRecording(String recordingId) {
        return ApiCall.delete("/recording/" + segment("recording", recordingId));
    }

    ApiCall<HealthReport> health() {
        return ApiCall.get("/health", answer -> RoomJson.health(data(answer)));
    }

    private static JsonReader data(JsonReader answer) {
        return answer.requiredObject("data");
    }

    private static String room(String roomId) {
        return "/room/" + segment("room", roomId);
    }

    private static String component(String roomId, String componentId) {
        return room(roomId) + "/component/" + segment("component", componentId);
    }

    private static String sip(String roomId, String componentId) {
        return "/sip/" + segment("room", roomId) + "/" + segment("component", componentId) + "/call";
    }

    /**
     * An id as one segment of a path. Servers and proxies leave out empty and resolve dotted segments, also encoded ones, so
     * that deleting peer {@code ..} would delete its room; no server makes such ids.
     *
     * @throws IllegalArgumentException if the id could lead to another path
     */
    private static String segment(String of, String id) {
        boolean leadsElsewhere = id.isEmpty()
                || id.equals(".")
                || id.equals("..")
                || id.chars().anyMatch(letter -> letter == '/' || letter == '\\' || letter < ' ');
        if (leadsElsewhere) {
            throw new IllegalArgumentException("\"" + id + "\" is no id of a " + of);
        }
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
