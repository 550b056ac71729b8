package dev.ephyra.api;

import java.util.List;

/** The table of every route, with Fishjam's operation ids. */
final class ApiRoutes {
    private ApiRoutes() {}

    static RouteTable of(Api.Parts parts) {
        RoomEndpoints rooms = new RoomEndpoints(parts.rooms(), parts.settings(), parts.ids(), parts.admission());
        PeerEndpoints peers = new PeerEndpoints(parts.rooms(), parts.settings(), parts.ids(), parts.peerTokens());
        ComponentEndpoints components =
                new ComponentEndpoints(parts.rooms(), parts.settings(), parts.ids(), parts.componentFiles());
        HealthEndpoint health = new HealthEndpoint(parts.health(), parts.settings());
        String component = "/room/{room_id}/component";
        String call = "/sip/{room_id}/{component_id}/call";
        OpenApiEndpoint document = new OpenApiEndpoint(new OpenApiDocument(
                "Ephyra, speaking the Fishjam server API",
                parts.settings().version(),
                OpenApiOperations.ALL,
                OpenApiSchemas.JSON));
        RouteTable table = new RouteTable(List.of(
                api("POST", "/room", "create_room", rooms::create),
                api("GET", "/room", "get_all_rooms", rooms::list),
                api("GET", "/room/{room_id}", "get_room", rooms::show),
                api("DELETE", "/room/{room_id}", "delete_room", rooms::delete),
                api("POST", "/room/{room_id}/peer", "add_peer", peers::add),
                api("DELETE", "/room/{room_id}/peer/{id}", "delete_peer", peers::delete),
                api("POST", component, "add_component", components::add),
                api("DELETE", component + "/{id}", "delete_component", components::delete),
                api("POST", component + "/{component_id}/subscribe", "subscribe_to", components::subscribe),
                api("POST", call, "dial", components::dial),
                api("DELETE", call, "end_call", components::endCall),
                api("GET", "/recording", "get_recordings", ContentEndpoints::recordings),
                api("DELETE", "/recording/{recording_id}", "delete_recording", ContentEndpoints::deleteRecording),
                open("/recording/{recording_id}/{filename}", "getRecordingContent", ContentEndpoints::recordingFile),
                open("/hls/{room_id}/{filename}", "getHlsContent", ContentEndpoints::hlsFile),
                api("GET", "/health", "healthcheck", health::show),
                open("/openapi.json", "openapi", document::show)));
        document.describe(table);
        return table;
    }

    private static Route api(String method, String path, String operationId, Route.Handler handler) {
        return new Route(method, PathTemplate.of(path), operationId, true, handler);
    }

    private static Route open(String path, String operationId, Route.Handler handler) {
        return new Route("GET", PathTemplate.of(path), operationId, false, handler);
    }
}
