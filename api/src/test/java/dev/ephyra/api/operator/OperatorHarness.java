package dev.ephyra.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.api.ApiRequest;
import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.AuthFailureLimit;
import dev.ephyra.api.FakeRooms;
import dev.ephyra.api.RequestBody;
import dev.ephyra.api.RequestPath;
import dev.ephyra.api.ServerTokenCheck;
import dev.ephyra.notify.endpoint.TestEvents.Triggered;
import dev.ephyra.room.Moment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The operator API over ports in memory, with the token {@code secret}. Every status is checked to be documented. */
final class OperatorHarness {
    static final Map<String, List<String>> AUTHORIZED = Map.of("authorization", List.of("Bearer secret"));
    /** 2023-11-14T22:13:20Z. */
    static final long NOW_MICROS = 1_700_000_000_000_000L;

    final FakeRooms rooms = new FakeRooms();
    final FakeEventLog log = new FakeEventLog();
    final FakeEndpoints endpoints = new FakeEndpoints();
    final FakeDeliveries deliveries = new FakeDeliveries();
    final FakeConsumers consumers = new FakeConsumers();
    Triggered triggered = new Triggered.Done("ephyra-test-1", List.of(FakeDeliveries.EVENT));
    Backups.Result backup = new Backups.Result.Written("/data/backups/x", "");
    final OperatorApi api = OperatorApi.of(new OperatorApi.Parts(
            rooms,
            log,
            endpoints,
            deliveries,
            consumers,
            (type, room, count) -> {
                log.asked.add("trigger " + type + " " + room.orElse("-") + " " + count);
                return CompletableFuture.completedFuture(triggered);
            },
            () -> CompletableFuture.completedFuture(backup),
            new ServerTokenCheck("secret"),
            new AuthFailureLimit(),
            "0.1.0"));

    /** A request as it would come through the edge. */
    OperatorAnswer answer(String method, String target, Map<String, List<String>> headers, RequestBody body) {
        int question = target.indexOf('?');
        String path = OperatorApi.ROOT + (question < 0 ? target : target.substring(0, question));
        String query = question < 0 ? "" : target.substring(question + 1);
        ApiRequest request =
                new ApiRequest(method, path, query, name -> headers.getOrDefault(name, List.of()), body, "192.0.2.1");
        OperatorAnswer answer = api.handle(request, new Moment(0, NOW_MICROS), Runnable::run)
                .toCompletableFuture()
                .join();
        if (answer instanceof OperatorAnswer.Whole(ApiResponse response)) {
            check(method, path, response);
        }
        return answer;
    }

    private void check(String method, String path, ApiResponse response) {
        assertThat(response.headers())
                .containsEntry("cache-control", "no-store")
                .doesNotContainKey("access-control-allow-origin");
        RequestPath.parse(path)
                .flatMap(parsed -> api.routes().match(method, parsed))
                .ifPresent(
                        match -> assertThat(OperatorOperations.of(match.route().operationId())
                                        .statuses())
                                .contains(response.status()));
    }

    Reply send(String method, String target, Map<String, List<String>> headers, RequestBody body) {
        return new Reply(((OperatorAnswer.Whole) answer(method, target, headers, body)).response());
    }

    Reply get(String target) {
        return send("GET", target, AUTHORIZED, new RequestBody.Empty());
    }

    Reply delete(String target) {
        return send("DELETE", target, AUTHORIZED, new RequestBody.Empty());
    }

    Reply post(String target, String json) {
        return send("POST", target, AUTHORIZED, json(json));
    }

    Reply patch(String target, String json) {
        return send("PATCH", target, AUTHORIZED, json(json));
    }

    static RequestBody json(String json) {
        return new RequestBody.Json(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A response with its body as text. */
    record Reply(ApiResponse response) {
        int status() {
            return response.status();
        }

        String body() {
            return new String(response.body(), StandardCharsets.UTF_8);
        }

        Reply is(int status, String json) {
            assertThat(body()).isEqualTo(json);
            assertThat(status()).isEqualTo(status);
            return this;
        }

        Reply isError(int status, String text) {
            return is(status, "{\"errors\":\"" + text.replace("\"", "\\\"") + "\"}");
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(response.headers().get(name));
        }
    }
}
