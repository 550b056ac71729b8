package dev.ephyra.api;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the OpenAPI document says of each operation beyond its route. The tests hold it against what is answered. */
final class OpenApiOperations {
    private static final String ERROR = "Error";
    private static final String NONE = "";
    private static final String TEXT = OpenApiOperation.TEXT;

    private OpenApiOperations() {}

    static final Map<String, OpenApiOperation> ALL = Map.ofEntries(
            entry(
                    "create_room",
                    post("room", "Creates a room", "RoomConfig", 201, "RoomCreateDetailsResponse", 400, 503)),
            entry("get_all_rooms", of("room", "Shows all rooms", 200, "RoomsListingResponse", 503)),
            entry("get_room", of("room", "Shows a room", 200, "RoomDetailsResponse", 404, 503)),
            entry("delete_room", of("room", "Ends a room", 204, NONE, 404, 503)),
            entry("add_peer", post("room", "Adds a peer", "AddPeer", 201, "PeerDetailsResponse", 400, 404, 503)),
            entry("delete_peer", of("room", "Removes a peer", 204, NONE, 404, 503)),
            entry(
                    "add_component",
                    post("room", "Adds a component", "AddComponent", 201, "ComponentDetailsResponse", 400, 404, 503)),
            entry("delete_component", of("room", "Removes a component", 204, NONE, 404, 503)),
            entry(
                    "subscribe_to",
                    post("hls", "Subscribes a component to tracks", "SubscriptionConfig", 201, TEXT, 400, 404, 503)),
            entry("dial", post("sip", "Dials from a SIP component", "DialConfig", 201, TEXT, 400, 404, 503)),
            entry("end_call", of("sip", "Ends the call of a SIP component", 204, NONE, 400, 404, 503)),
            entry("get_recordings", of("recording", "Lists recordings", 200, "RecordingListResponse", 404)),
            entry("delete_recording", of("recording", "Deletes a recording", 204, NONE, 400, 404)),
            entry("getRecordingContent", open("recording", "Reads a file of a recording", TEXT, 400, 404)),
            entry("getHlsContent", open("hls", "Reads a file of an HLS stream", TEXT, 400, 404)),
            entry("healthcheck", of("health", "Reports the server's health", 200, "HealthcheckResponse")),
            entry("openapi", open("document", "This document", "object")));

    private static OpenApiOperation open(String tag, String summary, String schema, int... errors) {
        return new OpenApiOperation(tag, summary, List.of(), NONE, responses(200, schema, errors));
    }

    private static OpenApiOperation of(String tag, String summary, int success, String schema, int... errors) {
        return post(tag, summary, NONE, success, schema, errors);
    }

    /** An operation of the API proper, which can also fail for its {@code Accept}, its token, or too many of these. */
    private static OpenApiOperation post(
            String tag, String summary, String bodySchema, int success, String schema, int... errors) {
        SortedMap<Integer, String> responses = responses(success, schema, errors);
        responses.put(401, ERROR);
        responses.put(406, "FrameworkError");
        responses.put(429, ERROR);
        if (!bodySchema.isEmpty()) {
            responses.put(408, ERROR);
            responses.put(413, ERROR);
        }
        return new OpenApiOperation(tag, summary, List.of(), bodySchema, responses);
    }

    private static SortedMap<Integer, String> responses(int success, String schema, int... errors) {
        SortedMap<Integer, String> responses = new TreeMap<>();
        responses.put(success, schema);
        for (int error : errors) {
            responses.put(error, ERROR);
        }
        return responses;
    }
}
