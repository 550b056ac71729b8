package dev.ephyra.server.components;

import dev.ephyra.room.ComponentType;
import dev.ephyra.room.CrashCause;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How many components of each type crashed for each cause since the start. Thread-safe. */
final class CrashCounts {
    private final Map<ComponentType, Map<CrashCause, AtomicLong>> counts =
            each(ComponentType.class, _ -> each(CrashCause.class, _ -> new AtomicLong()));

    private static <K extends Enum<K>, V> Map<K, V> each(Class<K> keys, Function<K, V> value) {
        return Arrays.stream(keys.getEnumConstants())
                .collect(Collectors.toMap(key -> key, value, (first, _) -> first, () -> new EnumMap<>(keys)));
    }

    void count(ComponentType type, CrashCause cause) {
        counter(type, cause).incrementAndGet();
    }

    long of(ComponentType type, CrashCause cause) {
        return counter(type, cause).get();
    }

    /** There is one for each. */
    private AtomicLong counter(ComponentType type, CrashCause cause) {
        return Objects.requireNonNull(Objects.requireNonNull(counts.get(type)).get(cause));
    }
}
