package dev.ephyra.server.webhook;

import dev.ephyra.server.webhook.WebhookDispatcher.Running;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The way from any thread to the dispatcher's context and back, with a deadline. Thread-safe. */
final class ContextDoor {
    // Above the commit of a slow disk, and below what HTTP clients wait for. A redelivery has its own POST in it.
    private static final long ANSWER_DEADLINE_SECONDS = 40;

    private final Supplier<@Nullable Running> running;

    /** @param running what there is now; null before the start and after the end */
    ContextDoor(Supplier<@Nullable Running> running) {
        this.running = running;
    }

    /** The result of {@code action}, which runs on the context; exceptionally if it breaks or takes too long. */
    <T> CompletionStage<T> ask(Function<Running, CompletionStage<T>> action) {
        Running current = running.get();
        if (current == null) {
            return CompletableFuture.failedStage(new IllegalStateException("webhooks are not running"));
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        current.context().runOnContext(_ -> {
            try {
                action.apply(current).whenComplete((result, broken) -> {
                    if (broken == null) {
                        answer.complete(result);
                    } else {
                        answer.completeExceptionally(broken);
                    }
                });
            } catch (RuntimeException broken) {
                // Containment point: whoever asked must hear of it.
                answer.completeExceptionally(broken);
            }
        });
        return answer.orTimeout(ANSWER_DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** The same for what changes something: what breaks is a result too. It may take effect all the same. */
    <T> CompletionStage<T> change(
            Function<Running, CompletionStage<T>> action, Function<String, ? extends T> unavailable) {
        return ask(action).exceptionally(broken -> {
            Throwable cause = broken.getCause() == null ? broken : broken.getCause();
            return unavailable.apply("not known whether it was done: " + cause);
        });
    }
}
