package dev.ephyra.api;

import dev.ephyra.room.Moment;
import dev.ephyra.room.Rooms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The API as one function. Each request passes the body, the route, {@code Accept} and the token in this order, as in
 * Fishjam: malformed JSON is a 400 and an unknown path a 404 even without a token. Thread-safe.
 */
public final class Api {
    private static final Map<String, String> PREFLIGHT = Map.of(
            "access-control-allow-methods", "GET,POST,PUT,PATCH,DELETE,OPTIONS",
            "access-control-allow-headers",
                    "Authorization,Content-Type,Accept,Origin,User-Agent,DNT,Cache-Control,X-Mx-ReqToken,"
                            + "Keep-Alive,X-Requested-With,If-Modified-Since,X-CSRF-Token",
            "access-control-max-age", "1728000");

    private final RouteTable routes;
    private final Authentication authentication;

    Api(RouteTable routes, Authentication authentication) {
        this.routes = routes;
        this.authentication = authentication;
    }

    /** What the API is built of. */
    public record Parts(
            Rooms rooms,
            ApiSettings settings,
            IdSource ids,
            PeerTokens peerTokens,
            ServerTokenCheck serverToken,
            AuthFailureLimit failures,
            HealthSource health,
            ComponentFiles componentFiles,
            Admission admission) {}

    public static Api of(Parts parts) {
        return new Api(ApiRoutes.of(parts), new Authentication(parts.serverToken(), parts.failures()));
    }

    public RouteTable routes() {
        return routes;
    }

    /**
     * Carries out one request.
     *
     * @param resume where the rest is done once the rooms have answered
     */
    public CompletionStage<ApiResponse> handle(ApiRequest request, Moment now, Executor resume) {
        return switch (RequestParameters.of(request)) {
            case RequestParameters.Result.Refused(ApiResponse refusal) -> Call.now(refusal);
            case RequestParameters.Result.Read(JsonValue.Members body) -> route(request, body, now, resume);
        };
    }

    private CompletionStage<ApiResponse> route(
            ApiRequest request, JsonValue.Members body, Moment now, Executor resume) {
        if (request.method().equals("OPTIONS")) {
            return Call.now(preflight());
        }
        Optional<RequestPath> path = RequestPath.parse(request.path());
        if (path.isEmpty()) {
            return Call.now(ApiResponse.frameworkError(400, "Bad Request"));
        }
        Optional<RouteTable.Match> match = routes.match(request.method(), path.get());
        if (match.isEmpty()) {
            return Call.now(ApiResponse.frameworkError(404, "Not Found"));
        }
        Route route = match.get().route();
        List<String> values = match.get().values();
        if (route.needsAuth()) {
            if (!AcceptHeader.allowsJson(request.headers().all("accept"))) {
                return Call.now(ApiResponse.frameworkError(406, "Not Acceptable"));
            }
            Optional<ApiResponse> refusal = authentication.refuse(request, now);
            if (refusal.isPresent()) {
                return Call.now(refusal.get());
            }
        }
        return route.handler().handle(new Call(route, values, body, request, now, resume));
    }

    private static ApiResponse preflight() {
        ApiResponse response = ApiResponse.noContent();
        for (Map.Entry<String, String> header : PREFLIGHT.entrySet()) {
            response = response.with(header.getKey(), header.getValue());
        }
        return response;
    }
}
