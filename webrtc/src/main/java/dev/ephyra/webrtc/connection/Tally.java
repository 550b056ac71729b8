package dev.ephyra.webrtc.connection;

import java.util.EnumMap;
import java.util.Map;

/** How often each of some kinds of things happened. Owned by one thread. */
final class Tally<K extends Enum<K>> {
    private final Map<K, Long> counts;

    Tally(Class<K> kinds) {
        counts = new EnumMap<>(kinds);
    }

    void count(K kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    void add(Tally<K> other) {
        other.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    }

    long of(K kind) {
        return counts.getOrDefault(kind, 0L);
    }

    long sum() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
