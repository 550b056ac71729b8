package dev.ephyra.webrtc.tally;

import java.util.EnumMap;
import java.util.Map;

/** How often each of some kinds of things happened. Owned by one thread. */
public final class Tally<K extends Enum<K>> {
    private final Map<K, Long> counts;

    public Tally(Class<K> kinds) {
        counts = new EnumMap<>(kinds);
    }

    public void count(K kind) {
        counts.merge(kind, 1L, Long::sum);
    }

    /** Adds what another counted. */
    public void add(Tally<K> other) {
        other.counts.forEach((kind, count) -> counts.merge(kind, count, Long::sum));
    }

    /** How often this one happened. */
    public long of(K kind) {
        return counts.getOrDefault(kind, 0L);
    }

    /** How often any of them did. */
    public long sum() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
