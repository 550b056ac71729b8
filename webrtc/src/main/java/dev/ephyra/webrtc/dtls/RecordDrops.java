package dev.ephyra.webrtc.dtls;

import java.util.EnumMap;
import java.util.Map;

/** How many records were not let through, by reason. Owned by the thread of its association. */
public final class RecordDrops {
    private final Map<RecordDrop, Long> counts = new EnumMap<>(RecordDrop.class);
    private RecordDrop latest = RecordDrop.NOT_RUNNING;

    RecordDrop count(RecordDrop drop) {
        counts.merge(drop, 1L, Long::sum);
        latest = drop;
        return drop;
    }

    RecordDrop latest() {
        return latest;
    }

    public long of(RecordDrop drop) {
        return counts.getOrDefault(drop, 0L);
    }

    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
