package dev.ephyra.api.operator;

import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.Call;
import dev.ephyra.api.JsonText;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.endpoint.Endpoints;
import dev.ephyra.notify.endpoint.Endpoints.Change;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The routes of {@code /endpoints}. Stateless but for the ports. */
final class EndpointRoutes {
    private final Endpoints endpoints;
    private final Deliveries deliveries;

    EndpointRoutes(Endpoints endpoints, Deliveries deliveries) {
        this.endpoints = endpoints;
        this.deliveries = deliveries;
    }

    CompletionStage<ApiResponse> list(Call call) {
        return endpoints
                .list()
                .thenApplyAsync(
                        all -> ApiResponse.json(
                                200,
                                DeliveryJson.list("endpoints", all, status -> EndpointJson.endpoint(status, ""))
                                        .end()
                                        .toString()),
                        call.resume());
    }

    CompletionStage<ApiResponse> show(Call call) {
        return endpoints
                .show(call.parameter("id"))
                .thenApplyAsync(
                        found -> found.map(status -> ApiResponse.json(200, EndpointJson.endpoint(status, "")))
                                .orElseGet(() -> Outcomes.noEndpoint(call)),
                        call.resume());
    }

    CompletionStage<ApiResponse> create(Call call) throws Refusal {
        Set<String> known = new HashSet<>(EndpointReader.SETTINGS);
        known.add("secret");
        BodyFields fields = BodyFields.of(call.body(), known);
        Endpoint endpoint = EndpointReader.fresh(fields);
        String secret = secretOrNone(fields);
        return Outcomes.ofChange(call, endpoints.create(endpoint, secret), done -> shown(201, done));
    }

    /** Reads what the endpoint is and changes what is given; of two changes at once the later one wins whole. */
    CompletionStage<ApiResponse> update(Call call) throws Refusal {
        BodyFields fields = BodyFields.of(call.body(), EndpointReader.SETTINGS);
        return endpoints.show(call.parameter("id")).thenCompose(found -> update(call, fields, found));
    }

    private CompletionStage<ApiResponse> update(Call call, BodyFields fields, Optional<EndpointStatus> found) {
        if (found.isEmpty()) {
            return Call.now(Outcomes.noEndpoint(call));
        }
        try {
            Endpoint changed = EndpointReader.changed(found.get().endpoint(), fields);
            return Outcomes.ofChange(call, endpoints.update(changed), EndpointRoutes::shown);
        } catch (Refusal refusal) {
            return Call.now(ApiResponse.error(400, refusal.text()));
        }
    }

    CompletionStage<ApiResponse> delete(Call call) {
        return Outcomes.ofChange(call, endpoints.delete(call.parameter("id")), _ -> ApiResponse.noContent());
    }

    CompletionStage<ApiResponse> pause(Call call) {
        return Outcomes.ofChange(call, endpoints.pause(call.parameter("id")), EndpointRoutes::shown);
    }

    CompletionStage<ApiResponse> resume(Call call) {
        return Outcomes.ofChange(call, endpoints.resume(call.parameter("id")), EndpointRoutes::shown);
    }

    CompletionStage<ApiResponse> test(Call call) {
        return Outcomes.ofOutcome(call, deliveries.test(call.parameter("id")), id -> Outcomes.withId(202, id));
    }

    CompletionStage<ApiResponse> secret(Call call) {
        String id = call.parameter("id");
        return endpoints
                .secret(id)
                .thenCombineAsync(
                        endpoints.show(id),
                        (secret, found) -> secret.map(EndpointRoutes::secret)
                                .orElseGet(() ->
                                        found.map(EndpointRoutes::noSecret).orElseGet(() -> Outcomes.noEndpoint(call))),
                        call.resume());
    }

    private static ApiResponse secret(String text) {
        return ApiResponse.json(
                200, new JsonText().object().member("secret", text).end().toString());
    }

    private static ApiResponse noSecret(EndpointStatus status) {
        Endpoint endpoint = status.endpoint();
        return endpoint.isRegistered()
                ? ApiResponse.error(
                        409,
                        "The secret of endpoint " + endpoint.id()
                                + " cannot be opened: the encryption key is another one, or it is damaged; rotate it")
                : ApiResponse.error(
                        404, "Endpoint " + endpoint.id() + " is the URL of rooms and has no secret of its own");
    }

    CompletionStage<ApiResponse> rotate(Call call) throws Refusal {
        BodyFields fields = BodyFields.of(call.body(), Set.of("secret", "overlapSeconds", "flipAfterSeconds"));
        String secret = secretOrNone(fields);
        long overlap = fields.whole("overlapSeconds", 0, OperatorLimits.MAX_OVERLAP_SECONDS)
                .orElse(OperatorLimits.DEFAULT_OVERLAP_SECONDS);
        // In the middle, receivers that know both have as long before the change as after it.
        long flip = fields.whole("flipAfterSeconds", 0, overlap).orElse(overlap / 2);
        return Outcomes.ofChange(
                call, endpoints.rotate(call.parameter("id"), secret, overlap, flip), EndpointRoutes::shown);
    }

    /** Empty if one is to be generated. One that was meant and came out empty must not be replaced in silence. */
    private static String secretOrNone(BodyFields fields) throws Refusal {
        Optional<String> given = fields.text("secret", OperatorLimits.MAX_SECRET_CHARS);
        if (given.isPresent() && given.get().isEmpty()) {
            throw new Refusal("Expected secret not to be empty; leave it out to have one generated");
        }
        return given.orElse("");
    }

    private static ApiResponse shown(Change.Done done) {
        return shown(200, done);
    }

    private static ApiResponse shown(int status, Change.Done done) {
        return ApiResponse.json(status, EndpointJson.endpoint(done.status(), done.secret()));
    }
}
