package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ComponentType;
import dev.ephyra.room.Moment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The whole API over rooms in memory, with the token {@code secret}. Every status an operation answers with is checked
 * to be in the OpenAPI document.
 */
final class ApiHarness {
    static final String TOKEN = "secret";
    private static final Map<String, List<String>> AUTHORIZED = Map.of("authorization", List.of("Bearer " + TOKEN));

    final FakeRooms rooms = new FakeRooms();
    final PeerTokens peerTokens = new PeerTokens("key base");
    boolean admitsRooms = true;
    boolean webrtcUsed = true;
    Set<ComponentType> componentsUsed = Set.of();
    ComponentFiles files = _ -> CompletableFuture.completedFuture(ComponentFiles.Verdict.FOUND);
    HealthSource.Health health = new HealthSource.Health(true, "ok", 5);
    long nowNanos;
    private final CountingIds ids = new CountingIds();
    private final AuthFailureLimit failures = new AuthFailureLimit();

    Api api() {
        ApiSettings settings = new ApiSettings("localhost:5002", webrtcUsed, componentsUsed, "0.1.0", "dev");
        return Api.of(new Api.Parts(
                rooms,
                settings,
                ids,
                peerTokens,
                new ServerTokenCheck(TOKEN),
                failures,
                () -> health,
                files,
                () -> admitsRooms));
    }

    Reply get(String path) {
        return send("GET", path, AUTHORIZED, new RequestBody.Empty());
    }

    Reply delete(String path) {
        return send("DELETE", path, AUTHORIZED, new RequestBody.Empty());
    }

    Reply post(String path, String json) {
        return send("POST", path, AUTHORIZED, new RequestBody.Json(json.getBytes(StandardCharsets.UTF_8)));
    }

    Reply postForm(String path, Map<String, List<String>> fields) {
        return send("POST", path, AUTHORIZED, new RequestBody.Form(fields));
    }

    /** A request with exactly these headers. */
    Reply send(String method, String path, Map<String, List<String>> headers, RequestBody body) {
        ApiRequest request =
                new ApiRequest(method, path, "", name -> headers.getOrDefault(name, List.of()), body, "192.0.2.1");
        Api api = api();
        ApiResponse response = api.handle(request, new Moment(nowNanos, 1_000_000), Runnable::run)
                .toCompletableFuture()
                .join();
        operation(api, method, path)
                .flatMap(operation -> Optional.ofNullable(OpenApiOperations.ALL.get(operation)))
                .ifPresent(operation -> assertThat(operation.statuses()).contains(response.status()));
        return new Reply(response);
    }

    Reply send(String method, String path, String header, String value) {
        Map<String, List<String>> headers = new HashMap<>(AUTHORIZED);
        headers.put(header, new ArrayList<>(List.of(value)));
        return send(method, path, headers, new RequestBody.Empty());
    }

    private static Optional<String> operation(Api api, String method, String path) {
        return RequestPath.parse(path)
                .flatMap(parsed -> api.routes().match(method, parsed))
                .map(match -> match.route().operationId());
    }

    /** A response with its body as text. */
    record Reply(ApiResponse response) {
        int status() {
            return response.status();
        }

        String body() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        /** Checks status, body and content type at once. */
        Reply is(int status, String json) {
            assertThat(body()).isEqualTo(json);
            assertThat(status()).isEqualTo(status);
            assertThat(response.headers()).containsEntry("content-type", "application/json; charset=utf-8");
            return this;
        }

        Reply isError(int status, String text) {
            return is(status, "{\"errors\":\"" + text.replace("\"", "\\\"") + "\"}");
        }
    }
}
