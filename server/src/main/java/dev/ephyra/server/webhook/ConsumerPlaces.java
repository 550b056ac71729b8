package dev.ephyra.server.webhook;

import dev.ephyra.notify.socket.ConsumerPositions;
import dev.ephyra.server.store.PositionWriter;
import dev.ephyra.server.store.StoreChange;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the durable consumers of the server socket are, in memory for reading and on disk for the next start. Thread-safe;
 * as many as the server socket knows.
 */
final class ConsumerPlaces implements ConsumerPositions {
    private final ConcurrentMap<String, Long> positions = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable PositionWriter> writer = new AtomicReference<>();

    void attach(PositionWriter to) {
        writer.set(to);
    }

    void restore(Map<String, Long> stored) {
        stored.forEach(positions::putIfAbsent);
    }

    @Override
    public OptionalLong load(String name) {
        Long offset = positions.get(name);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    @Override
    public void save(String name, long offset) {
        positions.put(name, offset);
        write(new StoreChange.ConsumerMoved(name, offset));
    }

    @Override
    public Set<String> names() {
        return Set.copyOf(positions.keySet());
    }

    @Override
    public void forget(String name) {
        positions.remove(name);
        write(new StoreChange.ConsumerForgotten(name));
    }

    private void write(StoreChange change) {
        PositionWriter to = writer.get();
        if (to != null) {
            to.write(List.of(change));
        }
    }
}
