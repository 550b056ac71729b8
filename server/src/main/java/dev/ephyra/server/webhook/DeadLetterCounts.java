package dev.ephyra.server.webhook;

import dev.ephyra.server.store.PositionWriter;
import dev.ephyra.server.store.StoreChange;
import io.vertx.core.Context;
import java.util.List;

/**
 * How many dead letters each endpoint has, as the database counts them: it also removes what is old or too much, and knows
 * what was there when something is forgotten twice. Asks once at a time. Owned by the dispatcher's context.
 */
final class DeadLetterCounts {
    private final Context context;
    private final PositionWriter writer;
    private final EndpointRegistry registry;
    private boolean asking;
    private boolean changedSince;

    DeadLetterCounts(Context context, PositionWriter writer, EndpointRegistry registry) {
        this.context = context;
        this.writer = writer;
        this.registry = registry;
    }

    void written(List<StoreChange> durable) {
        if (durable.stream().anyMatch(DeadLetterCounts::mayChangeThem)) {
            count();
        }
    }

    /** Those after which the database removes what it has too much of are among them. */
    private static boolean mayChangeThem(StoreChange change) {
        return change instanceof StoreChange.DeadLettered
                || change instanceof StoreChange.DeadLetterForgotten
                || change instanceof StoreChange.DeadLettersForgotten
                || change instanceof StoreChange.AttemptFailed
                || change instanceof StoreChange.ReplaySaved;
    }

    private void count() {
        if (asking) {
            changedSince = true;
            return;
        }
        asking = true;
        changedSince = false;
        writer.ask(store -> store.deadLetterCounts())
                .whenComplete((counts, broken) -> context.runOnContext(_ -> {
                    asking = false;
                    if (broken == null) {
                        registry.deadLettersCounted(counts);
                    }
                    if (changedSince) {
                        count();
                    }
                }));
    }
}
