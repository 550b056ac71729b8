package dev.ephyra.sdk.notifier;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands values to a consumer, the latest only: what comes while it is busy replaces what waits. Thread-safe. */
final class Latest {
    private final Calls calls;
    private final Consumer<String> consumer;
    private final AtomicReference<@Nullable String> waiting = new AtomicReference<>();

    Latest(Calls calls, Consumer<String> consumer) {
        this.calls = calls;
        this.consumer = consumer;
    }

    void offer(String value) {
        if (waiting.getAndSet(value) == null) {
            calls.add(this::hand);
        }
    }

    /** Hands over what waits, on this thread. Whoever calls it sees to it that nobody else does at the same time. */
    void hand() {
        String value = waiting.getAndSet(null);
        if (value != null) {
            consumer.accept(value);
        }
    }
}
