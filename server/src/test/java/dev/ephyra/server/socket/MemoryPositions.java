package dev.ephyra.server.socket;

import dev.ephyra.notify.socket.ConsumerPositions;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Places of consumers that are forgotten with the process. Thread-safe; bounded by {@link Consumers#MAX_CONSUMERS}. */
public final class MemoryPositions implements ConsumerPositions {
    private final ConcurrentHashMap<String, Long> offsets = new ConcurrentHashMap<>();

    @Override
    public OptionalLong load(String name) {
        Long offset = offsets.get(name);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    @Override
    public void save(String name, long offset) {
        offsets.put(name, offset);
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(offsets.keySet());
    }

    @Override
    public void forget(String name) {
        offsets.remove(name);
    }
}
