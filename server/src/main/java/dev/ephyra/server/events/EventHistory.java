package dev.ephyra.server.events;

import dev.ephyra.api.operator.EventLog;
import dev.ephyra.journal.Journal;
import dev.ephyra.server.pump.RecordSink;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The log for requests and the log for streams over one journal, with the threads that read for them. Owned by whoever opened
 * it; thread-safe.
 */
public final class EventHistory implements AutoCloseable {
    /** Long polls that wait at once: 1 KB each, and see {@link EventWaiters}. */
    public static final int MAX_POLLS = 1_000;

    /** Streams at once: as many dashboards, each with up to 64 KiB of unsent events and a page. */
    public static final int MAX_STREAMS = 1_000;

    /** Characters of JSON of one page of a stream, after which it is full; one event of a peer with metadata may be larger. */
    static final int MOST_STREAM_CHARS = 64 << 10;

    /** Two keep a disk busy; more would take the processors from the rooms. */
    private static final int READERS = 2;

    /** Reads that queue: all polls and streams woken at once, and as many fresh requests. */
    private static final int MAX_QUEUED_READS = 4_096;

    private final ThreadPoolExecutor readers;
    private final EventWaiters polls = new EventWaiters(MAX_POLLS);
    private final EventWaiters streams = new EventWaiters(MAX_STREAMS);
    private final JournalEvents forRequests;
    private final JournalEvents forStreams;

    private EventHistory(Journal journal) {
        ThreadFactory threads = Thread.ofPlatform().name("event-reader-", 0).factory();
        readers = new ThreadPoolExecutor(
                READERS, READERS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_QUEUED_READS), threads);
        EventReader reader = new EventReader(journal.logEpoch());
        EventScan pages = new EventScan(journal, reader, EventScan.MOST_CHARS);
        EventScan streamed = new EventScan(journal, reader, MOST_STREAM_CHARS);
        forRequests = new JournalEvents(journal, reader, pages, polls, readers, System::nanoTime);
        forStreams = new JournalEvents(journal, reader, streamed, streams, readers, System::nanoTime);
    }

    /** Over an open journal. */
    public static EventHistory open(Journal journal) {
        return new EventHistory(journal);
    }

    /** What the pump has to feed. */
    public List<RecordSink> sinks() {
        return List.of(polls, streams);
    }

    public EventLog forRequests() {
        return forRequests;
    }

    public EventLog forStreams() {
        return forStreams;
    }

    /** Long polls that wait now. */
    public int waitingPolls() {
        return polls.waiting();
    }

    /** Streams that have brought everything and wait now. */
    public int waitingStreams() {
        return streams.waiting();
    }

    /** From now on nothing is waited for: polls are answered, and streams find that there is nothing more. */
    public void drain() {
        polls.end();
        streams.end();
    }

    @Override
    public void close() {
        drain();
        readers.shutdownNow();
    }
}
