package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A journal, a table of positions and receivers in virtual time around a {@link LaneBook}. Checks on every arrival that
 * nothing is sent before its lane's position is durable, that no record is skipped, and that a room's earlier life comes
 * before its later one. Seeded.
 */
final class LaneWorld {
    /** What a receiver does with one request; a negative status is no answer at all. */
    interface Receiver {
        int answer(String url, long nowNanos, Random random);
    }

    private record Row(LaneIdentity identity, LanePosition position) {}

    private record Happening(long atNanos, long order, Runnable action) {}

    final List<JournalRecord> log = new ArrayList<>();
    final Map<String, Integer> repeats = new HashMap<>();
    final Map<Incarnation, Long> delivered = new HashMap<>();
    private final Map<String, Long> latestEpochs = new HashMap<>();
    long posts;
    int maxInFlight;
    private final Random random;
    private final LaneLimits limits;
    private final Receiver receiver;
    private final Map<Long, Row> rows = new TreeMap<>();
    private final Set<Incarnation> registered = new HashSet<>();
    private final PriorityQueue<Happening> happenings =
            new PriorityQueue<>(Comparator.comparingLong(Happening::atNanos).thenComparingLong(Happening::order));
    private LaneBook book;
    private long nextLaneId = 1;
    private long order;
    private long wakeNanos = Long.MAX_VALUE;
    long nowNanos;

    LaneWorld(long seed, LaneLimits limits, Receiver receiver) {
        this.random = new Random(seed);
        this.limits = limits;
        this.receiver = receiver;
        this.book = new LaneBook(limits, RetrySchedule.DEFAULT);
    }

    /** Appends a record to the log and lets it become durable. */
    void append(String room, int epoch, long roomSeq, Lifecycle lifecycle) {
        JournalRecord event = Events.event(log.size() + 1L, room, epoch, roomSeq, lifecycle);
        log.add(event);
        arrive(event);
        settle();
    }

    private void arrive(JournalRecord event) {
        if (event.lifecycle() == Lifecycle.OPENS && !registered.contains(Incarnation.of(event))) {
            book.endpoint(Endpoint.ofRooms(url(event.room()), false), now());
            book.open(nextLaneId++, url(event.room()), event);
        }
        book.offer(event, EventFacts.of(event));
    }

    static String url(String room) {
        return "http://" + room.charAt(0) + "/";
    }

    /** Loses everything but log and rows, and starts again: requests and writes that were under way are gone. */
    void crash() {
        happenings.clear();
        book = new LaneBook(limits, RetrySchedule.DEFAULT);
        rows.values().forEach(row -> {
            book.endpoint(Endpoint.ofRooms(row.identity().endpointId(), false), now());
            book.restore(row.identity(), row.position(), LaneMemory.NONE, now());
        });
        nextLaneId = rows.keySet().stream().mapToLong(Long::longValue).max().orElse(nextLaneId) + 1;
        log.forEach(this::arrive);
        settle();
    }

    void advance(long nanos) {
        long until = nowNanos + nanos;
        settle();
        for (long next = nextNanos(); next <= until; next = nextNanos()) {
            nowNanos = Math.max(nowNanos, next);
            Happening happening = happenings.peek();
            if (happening != null && happening.atNanos() <= nowNanos) {
                happenings.remove().action().run();
            }
            settle();
        }
        nowNanos = until;
        settle();
    }

    private long nextNanos() {
        Happening happening = happenings.peek();
        return happening == null ? wakeNanos : Math.min(wakeNanos, happening.atNanos());
    }

    private void settle() {
        while (true) {
            switch (book.poll(now())) {
                // Rows of new lanes become durable in the order of the log.
                case LaneOutput.Register register ->
                    happenings.add(new Happening(nowNanos + 1_000_000, order++, () -> register(register.lane())));
                case LaneOutput.Post post -> post(post);
                case LaneOutput.WritePosition write -> later(2, () -> write(write));
                case LaneOutput.ReadHistory read -> later(2, () -> read(read));
                case LaneOutput.Finished finished -> {}
                case LaneOutput.WriteDeadLetters _,
                        LaneOutput.RememberFailure _,
                        LaneOutput.EndpointChanged _,
                        LaneOutput.WatchdogTripped _ -> {}
                case LaneOutput.WaitUntil wait -> {
                    wakeNanos = wait.nanos();
                    return;
                }
            }
        }
    }

    private void later(int maxMillis, Runnable action) {
        long atNanos = nowNanos + random.nextInt(maxMillis * 1_000_000);
        happenings.add(new Happening(atNanos, order++, action));
    }

    private void register(Lane lane) {
        registered.add(lane.identity().incarnation());
        rows.put(lane.identity().id(), new Row(lane.identity(), lane.acknowledged()));
        book.registered(lane.identity().id());
    }

    private void post(LaneOutput.Post post) {
        Lane lane = post.lane();
        Row row = rows.get(lane.identity().id());
        if (row == null) {
            throw new AssertionError("posted before its row was durable: " + post);
        }
        assertThat(row.position().roomSeq())
                .as("position before the post")
                .isEqualTo(post.members().getFirst().record().roomSeq() - 1);
        posts++;
        maxInFlight = Math.max(maxInFlight, book.counts().inFlight());
        int status = receiver.answer(lane.identity().endpointId(), nowNanos, random);
        if (status >= 200 && status < 300) {
            receive(post.members().getFirst().record());
        }
        if (status > 0) {
            later(20, () -> book.answered(lane, post.ticket(), new Answer(status, -1, ""), now(), random.nextDouble()));
        } else if (status == 0) {
            later(20, () -> book.failed(lane, post.ticket(), "reset", false, now(), random.nextDouble()));
        }
    }

    private void receive(JournalRecord event) {
        long epoch = event.roomEpoch().getLeastSignificantBits();
        assertThat(epoch)
                .as("an earlier life of " + event.room() + " after a later one")
                .isGreaterThanOrEqualTo(latestEpochs.getOrDefault(event.room(), 0L));
        latestEpochs.put(event.room(), epoch);
        long last = delivered.getOrDefault(Incarnation.of(event), 0L);
        if (event.roomSeq() == last) {
            repeats.merge(event.room(), 1, Integer::sum);
        } else {
            assertThat(event.roomSeq()).as("order in " + event.room()).isEqualTo(last + 1);
            delivered.put(Incarnation.of(event), event.roomSeq());
        }
    }

    private void write(LaneOutput.WritePosition write) {
        long id = write.lane().identity().id();
        if (write.last()) {
            rows.remove(id);
        } else {
            rows.put(id, new Row(write.lane().identity(), write.position()));
        }
        book.positionWritten(id);
    }

    private void read(LaneOutput.ReadHistory read) {
        List<JournalRecord> found = log.stream()
                .filter(event ->
                        Incarnation.of(event).equals(read.lane().identity().incarnation()))
                .filter(event -> event.roomSeq() > read.afterSeq())
                .limit(read.max())
                .toList();
        book.read(read.lane(), found, read.max(), now(), random.nextDouble());
    }

    private Moment now() {
        return new Moment(nowNanos, nowNanos / 1_000);
    }

    LaneCounts counts() {
        return book.counts();
    }

    int rows() {
        return rows.size();
    }
}
