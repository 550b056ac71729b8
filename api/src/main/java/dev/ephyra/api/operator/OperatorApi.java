package dev.ephyra.api.operator;

import dev.ephyra.api.AcceptHeader;
import dev.ephyra.api.ApiRequest;
import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.AuthFailureLimit;
import dev.ephyra.api.Authentication;
import dev.ephyra.api.Call;
import dev.ephyra.api.JsonReader;
import dev.ephyra.api.JsonValue;
import dev.ephyra.api.RequestBody;
import dev.ephyra.api.RequestPath;
import dev.ephyra.api.Route;
import dev.ephyra.api.RouteTable;
import dev.ephyra.api.ServerTokenCheck;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoints;
import dev.ephyra.notify.endpoint.TestEvents;
import dev.ephyra.room.Moment;
import dev.ephyra.room.Rooms;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/**
 * The operator API as one function: route, token, {@code Accept}, body, in this order. Thread-safe.
 *
 * <p>Answers carry no CORS headers, unlike those of the Fishjam dialect: what shows secrets is not for scripts of web pages
 * that happen to know a token. They are never cached for the same reason.
 */
public final class OperatorApi {
    static final String ROOT = "/ephyra/v1";
    private static final String EVENT_STREAM = "text/event-stream";

    private final RouteTable routes;
    private final EventRoutes events;
    private final Authentication authentication;

    private OperatorApi(RouteTable routes, EventRoutes events, Authentication authentication) {
        this.routes = routes;
        this.events = events;
        this.authentication = authentication;
    }

    /** What the API is built of. */
    public record Parts(
            Rooms rooms,
            EventLog log,
            Endpoints endpoints,
            Deliveries deliveries,
            DurableConsumers consumers,
            TestEvents testEvents,
            Backups backups,
            ServerTokenCheck serverToken,
            AuthFailureLimit failures,
            String version) {}

    public static OperatorApi of(Parts parts) {
        EventRoutes events = new EventRoutes(parts.log());
        return new OperatorApi(
                OperatorRoutes.of(parts, events), events, new Authentication(parts.serverToken(), parts.failures()));
    }

    /** Whether a raw path leads here; doubled slashes are left aside as everywhere. */
    public static boolean owns(String rawPath) {
        int start = 0;
        while (start + 1 < rawPath.length() && rawPath.charAt(start) == '/' && rawPath.charAt(start + 1) == '/') {
            start++;
        }
        int end = start + ROOT.length();
        return rawPath.startsWith(ROOT, start) && (rawPath.length() == end || rawPath.charAt(end) == '/');
    }

    RouteTable routes() {
        return routes;
    }

    /**
     * Carries out one request.
     *
     * @param resume where the rest is done once a port has answered
     */
    public CompletionStage<OperatorAnswer> handle(ApiRequest request, Moment now, Executor resume) {
        Optional<RouteTable.Match> match =
                RequestPath.parse(request.path()).flatMap(path -> routes.match(request.method(), path));
        if (match.isEmpty()) {
            return refused(404, "There is no such operation; all are in " + ROOT + "/openapi.json");
        }
        Route route = match.get().route();
        if (route.needsAuth()) {
            Optional<ApiResponse> refusal = authentication.refuse(request, now);
            if (refusal.isPresent()) {
                return CompletableFuture.completedFuture(whole(refusal.get()));
            }
        }
        List<String> accepted = request.headers().all("accept");
        boolean streams = route.operationId().equals(OperatorRoutes.LIST_EVENTS)
                && request.method().equals("GET")
                && AcceptHeader.asksFor(EVENT_STREAM, accepted);
        if (!streams && !AcceptHeader.allowsJson(accepted)) {
            return refused(406, "The answer is application/json");
        }
        try {
            Call call = new Call(route, match.get().values(), body(request.body()), request, now, resume);
            if (streams) {
                return CompletableFuture.completedFuture(new OperatorAnswer.Streamed(events.streamed(call)));
            }
            return route.handler().handle(call).thenApply(OperatorApi::whole);
        } catch (Refusal refusal) {
            return refused(400, refusal.text());
        } catch (TooLarge tooLarge) {
            return refused(413, "The body is larger than " + OperatorLimits.MAX_BODY_BYTES + " bytes");
        }
    }

    /** A body beyond the limit. Never leaves this class. */
    private static final class TooLarge extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private static JsonValue.Members body(RequestBody body) throws Refusal, TooLarge {
        return switch (body) {
            case RequestBody.Empty() -> JsonValue.Members.NONE;
            case RequestBody.Json(byte[] bytes) -> bytes.length == 0 ? JsonValue.Members.NONE : members(bytes);
            case RequestBody.Form _, RequestBody.Other _, RequestBody.Malformed _ ->
                throw new Refusal("Expected a body of content-type application/json");
        };
    }

    private static JsonValue.Members members(byte[] json) throws Refusal, TooLarge {
        if (json.length > OperatorLimits.MAX_BODY_BYTES) {
            throw new TooLarge();
        }
        return switch (JsonReader.read(json)) {
            case JsonReader.Result.Read(JsonValue.Members members) -> members;
            case JsonReader.Result.Read _ -> throw new Refusal("Expected the body to be a JSON object");
            case JsonReader.Result.Malformed() -> throw new Refusal("The body is not valid JSON");
            case JsonReader.Result.TooLarge() ->
                throw new Refusal("The JSON body is nested too deeply, or has too many or too long parts");
        };
    }

    private static CompletionStage<OperatorAnswer> refused(int status, String text) {
        return CompletableFuture.completedFuture(whole(ApiResponse.error(status, text)));
    }

    private static OperatorAnswer whole(ApiResponse response) {
        Map<String, String> headers = response.headers().entrySet().stream()
                .filter(header -> !header.getKey().startsWith("access-control-"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        ApiResponse unshared = new ApiResponse(response.status(), headers, response.body());
        return new OperatorAnswer.Whole(unshared.with("cache-control", "no-store"));
    }
}
