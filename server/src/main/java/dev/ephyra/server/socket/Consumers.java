package dev.ephyra.server.socket;

import dev.ephyra.api.operator.DurableConsumers.DurableConsumer;
import dev.ephyra.api.operator.DurableConsumers.Forgotten;
import dev.ephyra.api.operator.DurableConsumers.Place;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.socket.ConsumerPositions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The durable consumers by name: where each is, and its one connection. Thread-safe. Which connection is a consumer's is
 * settled under the lock of its entry; nothing is called out to from there.
 */
final class Consumers {
    /** Names come from clients with a token; 200 B each. */
    static final int MAX_CONSUMERS = 1_000;

    private static final long UNKNOWN = -1;

    private final ConsumerPositions positions;
    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();
    // As many as the settings name.
    private final Set<String> configured = ConcurrentHashMap.newKeySet();

    /** Those who have a place are known from the start: who never comes back is seen to fall behind. */
    Consumers(ConsumerPositions positions) {
        this.positions = positions;
        positions.names().forEach(this::know);
    }

    /** @param position of the last record it has; {@link #UNKNOWN} if it never connected */
    private record Entry(long position, @Nullable StreamReader active) {
        DurableConsumer show(String name, UUID logEpoch, LongSupplier head) {
            Optional<Place> place = position == UNKNOWN
                    ? Optional.empty()
                    : Optional.of(new Place(Cursor.of(logEpoch, position), Math.max(0, head.getAsLong() - position)));
            return new DurableConsumer(name, active != null, place);
        }
    }

    /** Makes room for {@code name}, so that its lag is seen before it connects. */
    boolean know(String name) {
        if (entries.containsKey(name)) {
            return true;
        }
        if (entries.size() >= MAX_CONSUMERS) {
            return false;
        }
        entries.computeIfAbsent(name, _ -> new Entry(positions.load(name).orElse(UNKNOWN), null));
        return true;
    }

    /** The same for one that is configured, which is at {@code from} if it has no place. */
    void expect(String name, long from) {
        configured.add(name);
        if (know(name)) {
            entries.computeIfPresent(
                    name, (_, entry) -> entry.position() == UNKNOWN ? new Entry(from, entry.active()) : entry);
            position(name).ifPresent(place -> positions.save(name, place));
        }
    }

    /** The place of {@code name}; empty if it never connected, or is not known. */
    OptionalLong position(String name) {
        Entry entry = entries.get(name);
        return entry == null || entry.position() == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(entry.position());
    }

    /** From now on {@code newer} is the connection of its consumer; the one before, which must end. */
    @Nullable
    StreamReader takeOver(String name, StreamReader newer) {
        StreamReader[] older = new StreamReader[1];
        entries.compute(name, (_, entry) -> {
            older[0] = entry == null ? null : entry.active();
            return new Entry(entry == null ? UNKNOWN : entry.position(), newer);
        });
        return older[0];
    }

    /** {@code reader} says that its consumer has everything up to {@code offset}; one that was replaced has no say. */
    void keep(String name, StreamReader reader, long offset) {
        boolean[] kept = new boolean[1];
        entries.computeIfPresent(name, (_, entry) -> {
            kept[0] = entry.active() == reader;
            return kept[0] ? new Entry(offset, reader) : entry;
        });
        if (kept[0]) {
            positions.save(name, offset);
        }
    }

    /** {@code reader} is gone. */
    void leave(String name, StreamReader reader) {
        entries.computeIfPresent(
                name, (_, entry) -> entry.active() == reader ? new Entry(entry.position(), null) : entry);
    }

    /** All that are known, by name. */
    List<DurableConsumer> list(UUID logEpoch, LongSupplier head) {
        return entries.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(known -> known.getValue().show(known.getKey(), logEpoch, head))
                .toList();
    }

    /** Forgets the place of {@code name}, unless it is connected or configured. */
    Forgotten forget(String name) {
        if (configured.contains(name)) {
            return Forgotten.CONFIGURED;
        }
        Forgotten[] outcome = {Forgotten.UNKNOWN};
        entries.computeIfPresent(name, (_, entry) -> {
            outcome[0] = entry.active() == null ? Forgotten.DONE : Forgotten.CONNECTED;
            return entry.active() == null ? null : entry;
        });
        if (outcome[0] == Forgotten.DONE) {
            positions.forget(name);
        }
        return outcome[0];
    }

    /** How many records each consumer that ever connected is behind. */
    Map<String, Long> lags(LongSupplier head) {
        Map<String, Long> lags = new TreeMap<>();
        entries.forEach((name, entry) -> {
            if (entry.position() != UNKNOWN) {
                lags.put(name, Math.max(0, head.getAsLong() - entry.position()));
            }
        });
        return lags;
    }
}
