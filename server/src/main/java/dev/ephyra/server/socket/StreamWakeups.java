package dev.ephyra.server.socket;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.server.pump.RecordSink;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The streams that are open, woken when there is more to read. Thread-safe; bounded by {@link Streams#MAX_STREAMS}. */
public final class StreamWakeups implements RecordSink {
    private final Set<StreamReader> open = ConcurrentHashMap.newKeySet();

    @Override
    public void onRecords(List<JournalRecord> records) {
        open.forEach(StreamReader::wake);
    }

    /** They find out for themselves, each at its own place. */
    @Override
    public void onLost(long from, long to) {
        open.forEach(StreamReader::wake);
    }

    void add(StreamReader reader) {
        open.add(reader);
    }

    boolean remove(StreamReader reader) {
        return open.remove(reader);
    }

    int size() {
        return open.size();
    }
}
