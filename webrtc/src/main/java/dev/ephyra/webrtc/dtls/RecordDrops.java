package dev.ephyra.webrtc.dtls;

import dev.ephyra.webrtc.tally.Tally;

/** How many records were not let through, by reason. Owned by the thread of its association. */
public final class RecordDrops {
    private final Tally<RecordDrop> counts = new Tally<>(RecordDrop.class);
    private RecordDrop latest = RecordDrop.NOT_RUNNING;

    RecordDrop count(RecordDrop drop) {
        counts.count(drop);
        latest = drop;
        return drop;
    }

    RecordDrop latest() {
        return latest;
    }

    public long of(RecordDrop drop) {
        return counts.of(drop);
    }

    public long total() {
        return counts.sum();
    }
}
