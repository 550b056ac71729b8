package dev.ephyra.api.operator;

import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.Call;
import dev.ephyra.api.JsonText;
import java.util.concurrent.CompletionStage;

/** The durable consumers of the server socket. Stateless but for the port. */
final class ConsumerRoutes {
    private final DurableConsumers consumers;

    ConsumerRoutes(DurableConsumers consumers) {
        this.consumers = consumers;
    }

    CompletionStage<ApiResponse> list(Call call) {
        return Call.now(ApiResponse.json(
                200,
                DeliveryJson.list("consumers", consumers.list(), ConsumerRoutes::json)
                        .end()
                        .toString()));
    }

    CompletionStage<ApiResponse> forget(Call call) {
        String name = call.parameter("name");
        return Call.now(
                switch (consumers.forget(name)) {
                    case DONE -> ApiResponse.noContent();
                    case UNKNOWN -> ApiResponse.error(404, "Consumer " + name + " does not exist");
                    case CONFIGURED ->
                        ApiResponse.error(
                                409,
                                "Consumer " + name
                                        + " is configured; take it out of EPHYRA_CONSUMERS and restart first");
                    case CONNECTED ->
                        ApiResponse.error(409, "Consumer " + name + " is connected; end its connection first");
                });
    }

    private static String json(DurableConsumers.DurableConsumer consumer) {
        JsonText out = new JsonText().object();
        out.member("name", consumer.name());
        out.rawMember("connected", Boolean.toString(consumer.connected()));
        consumer.place().ifPresent(place -> {
            out.member("cursor", place.cursor().text());
            out.rawMember("lag", Long.toString(place.lag()));
        });
        return out.end().toString();
    }
}
