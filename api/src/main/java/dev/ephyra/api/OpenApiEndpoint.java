package dev.ephyra.api;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET …/openapi.json}. The document is made when it is first asked for, so that it costs a start nothing.
 * Thread-safe: two first readers make it twice, alike.
 */
public final class OpenApiEndpoint {
    private final OpenApiDocument description;
    private RouteTable routes = new RouteTable(List.of());
    private volatile @Nullable ApiResponse document;

    public OpenApiEndpoint(OpenApiDocument description) {
        this.description = description;
    }

    /** Takes the table that this endpoint is itself a row of; once, before the first request. */
    public void describe(RouteTable table) {
        routes = table;
    }

    /** The document. */
    public CompletionStage<ApiResponse> show(Call call) {
        ApiResponse made = document;
        if (made == null) {
            made = ApiResponse.json(200, description.of(routes));
            document = made;
        }
        return Call.now(made);
    }
}
