package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.Moment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A journal, a table of positions and receivers in virtual time around a {@link LaneBook}. Checks on every request that
 * nothing is sent before its lane's position is durable, that exactly the next wanted events are sent, that holes are
 * announced, that a retry is the same request, that a tripped endpoint gets one probe at a time, and that a room's earlier
 * life comes before its later one. Seeded.
 */
final class LaneWorld {
    /** What a receiver does with one request; 0 is a failure, a negative status no answer at all. */
    interface Receiver {
        int answer(LaneOutput.Post post, long nowNanos, Random random);
    }

    private record Row(LaneIdentity identity, LanePosition position, LaneMemory memory) {}

    private record Happening(long atNanos, long order, Runnable action) {}

    record Delivery(String endpointId, Incarnation incarnation) {}

    record Death(String room, long roomSeq, DeadLetterCause cause, int attempts) {}

    final List<JournalRecord> log = new ArrayList<>();
    private final Map<Incarnation, List<JournalRecord>> byRoom = new HashMap<>();
    final Map<String, Integer> repeats = new HashMap<>();
    final Map<Delivery, Long> delivered = new HashMap<>();
    final List<Death> deaths = new ArrayList<>();
    final List<LaneOutput.EndpointChanged> changes = new ArrayList<>();
    final List<LaneOutput.Post> requests = new ArrayList<>();
    final Map<String, EndpointState> states = new HashMap<>();
    private final Map<String, EndpointMemory> memories = new HashMap<>();
    private final Map<String, Long> latestEpochs = new HashMap<>();
    private final Map<Lane, LaneOutput.Post> outstanding = new HashMap<>();
    private final Map<Lane, List<Long>> tried = new HashMap<>();
    private final Map<String, Integer> probes = new HashMap<>();
    final Set<String> removed = new HashSet<>();
    long posts;
    long events;
    int maxInFlight;
    int watchdogTrips;
    boolean keepRequests;
    long retryAfterMillis = -1;
    boolean losesWrites;
    boolean losesReads;
    boolean failsReads;
    // So many records are not offered again after a crash.
    int scanned;
    private final Random random;
    private final LaneLimits limits;
    private final RetrySchedule schedule;
    private final Receiver receiver;
    private final Function<String, List<Endpoint>> endpoints;
    private final Map<Long, Row> rows = new TreeMap<>();
    private final Set<Delivery> registered = new HashSet<>();
    private final PriorityQueue<Happening> happenings =
            new PriorityQueue<>(Comparator.comparingLong(Happening::atNanos).thenComparingLong(Happening::order));
    LaneBook book;
    private long nextLaneId = 1;
    private long order;
    private long wakeNanos = Long.MAX_VALUE;
    long nowNanos;

    LaneWorld(long seed, LaneLimits limits, Receiver receiver) {
        this(seed, limits, RetrySchedule.DEFAULT, receiver, room -> List.of(Endpoint.ofRooms(url(room), false)));
    }

    /** @param endpoints those of a room */
    LaneWorld(
            long seed,
            LaneLimits limits,
            RetrySchedule schedule,
            Receiver receiver,
            Function<String, List<Endpoint>> endpoints) {
        this.random = new Random(seed);
        this.limits = limits;
        this.schedule = schedule;
        this.receiver = receiver;
        this.endpoints = endpoints;
        this.book = new LaneBook(limits, schedule);
    }

    static String url(String room) {
        return "http://" + room.charAt(0) + "/";
    }

    Moment now() {
        return new Moment(nowNanos, nowNanos / 1_000);
    }

    /** Appends a record to the log and lets it become durable. */
    void append(String room, int epoch, long roomSeq, Lifecycle lifecycle) {
        append(Events.event(log.size() + 1L, room, epoch, roomSeq, lifecycle, 1 + nowNanos / 1_000));
    }

    void append(JournalRecord event) {
        log.add(event);
        byRoom.computeIfAbsent(Incarnation.of(event), key -> new ArrayList<>()).add(event);
        arrive(event);
        settle();
    }

    /** A whole life of a room, or one that goes on. */
    void fill(String room, int events, boolean ends) {
        append(room, 0, 1, Lifecycle.OPENS);
        for (int seq = 2; seq <= events; seq++) {
            append(room, 0, seq, ends && seq == events ? Lifecycle.CLOSES : Lifecycle.CONTINUES);
        }
    }

    private void arrive(JournalRecord event) {
        if (event.lifecycle() == Lifecycle.OPENS) {
            for (Endpoint endpoint : endpoints.apply(event.room())) {
                if (!registered.contains(new Delivery(endpoint.id(), Incarnation.of(event)))
                        && !removed.contains(endpoint.id())) {
                    book.endpoint(endpoint, now());
                    book.open(nextLaneId++, endpoint.id(), event);
                }
            }
        }
        book.offer(event, EventFacts.of(event));
    }

    /** Loses everything but log and rows, and starts again: requests and writes that were under way are gone. */
    void crash() {
        happenings.clear();
        outstanding.clear();
        tried.clear();
        probes.clear();
        book = new LaneBook(limits, schedule);
        rows.values().forEach(row -> {
            for (Endpoint endpoint :
                    endpoints.apply(row.identity().incarnation().room())) {
                if (endpoint.id().equals(row.identity().endpointId())
                        && book.view(endpoint.id()).isEmpty()) {
                    book.endpoint(endpoint, now());
                    EndpointMemory memory = memories.getOrDefault(endpoint.id(), EndpointMemory.NONE);
                    book.restoreEndpoint(endpoint.id(), memory, now());
                    states.put(endpoint.id(), memory.state());
                }
            }
            book.restore(row.identity(), row.position(), row.memory(), now());
        });
        nextLaneId = rows.keySet().stream().mapToLong(Long::longValue).max().orElse(nextLaneId) + 1;
        log.subList(scanned, log.size()).forEach(this::arrive);
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

    void settle() {
        while (true) {
            switch (book.poll(now())) {
                // Rows of new lanes become durable in the order of the log.
                case LaneOutput.Register register ->
                    happenings.add(new Happening(nowNanos + 1_000_000, order++, () -> register(register.lane())));
                case LaneOutput.Post post -> post(post);
                case LaneOutput.WritePosition write ->
                    later(2, () -> write(write.lane(), write.position(), write.last()));
                case LaneOutput.WriteDeadLetters write -> later(2, () -> bury(write));
                case LaneOutput.ReadHistory read -> later(2, () -> read(read));
                case LaneOutput.RememberFailure(Lane lane, LaneMemory memory) -> remember(lane, memory);
                case LaneOutput.EndpointChanged change -> changed(change);
                case LaneOutput.WatchdogTripped(Lane lane, String _) -> {
                    watchdogTrips++;
                    outstanding.remove(lane);
                    probes.remove(lane.identity().endpointId());
                }
                case LaneOutput.Finished(Lane lane) -> outstanding.remove(lane);
                case LaneOutput.WaitUntil wait -> {
                    assertThat(wait.nanos()).isGreaterThan(nowNanos);
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
        if (!losesWrites) {
            LaneIdentity identity = lane.identity();
            registered.add(new Delivery(identity.endpointId(), identity.incarnation()));
            rows.put(identity.id(), new Row(identity, lane.acknowledged(), LaneMemory.NONE));
            book.registered(identity.id());
        }
    }

    private void remember(Lane lane, LaneMemory memory) {
        rows.computeIfPresent(lane.identity().id(), (id, row) -> new Row(row.identity(), row.position(), memory));
    }

    private void changed(LaneOutput.EndpointChanged change) {
        assertThat(states.getOrDefault(change.endpointId(), EndpointState.ACTIVE))
                .isEqualTo(change.from());
        states.put(change.endpointId(), change.to());
        memories.put(change.endpointId(), change.memory());
        probes.remove(change.endpointId());
        changes.add(change);
    }

    private void post(LaneOutput.Post post) {
        Lane lane = post.lane();
        check(post);
        posts++;
        events += post.members().size();
        if (keepRequests) {
            requests.add(post);
        }
        outstanding.put(lane, post);
        maxInFlight = Math.max(maxInFlight, outstanding.size());
        boolean probe = states.get(lane.identity().endpointId()) == EndpointState.TRIPPED;
        if (probe) {
            assertThat(probes.merge(lane.identity().endpointId(), 1, Integer::sum))
                    .as("probes in flight")
                    .isEqualTo(1);
        }
        int status = receiver.answer(post, nowNanos, random);
        if (status >= 200 && status < 300) {
            post.members().forEach(item -> receive(lane.identity().endpointId(), item.record()));
        }
        if (status >= 0) {
            later(20, () -> answer(post, status));
        }
    }

    private void answer(LaneOutput.Post post, int status) {
        Lane lane = post.lane();
        outstanding.remove(lane, post);
        probes.remove(lane.identity().endpointId());
        boolean same = status != 413 || post.members().size() == 1;
        tried.put(lane, same ? seqs(post) : List.of());
        if (status == 0) {
            book.failed(lane, post.ticket(), "reset", false, now(), random.nextDouble());
        } else {
            var answer = new Answer(status, status >= 400 ? retryAfterMillis : -1, "");
            book.answered(lane, post.ticket(), answer, now(), random.nextDouble());
        }
    }

    private List<JournalRecord> history(Lane lane) {
        return byRoom.getOrDefault(lane.identity().incarnation(), List.of());
    }

    private static List<Long> seqs(LaneOutput.Post post) {
        return post.members().stream().map(item -> item.record().roomSeq()).toList();
    }

    private void check(LaneOutput.Post post) {
        Lane lane = post.lane();
        Row row = Objects.requireNonNull(rows.get(lane.identity().id()), "its row is durable");
        assertThat(outstanding.get(lane)).as("one request a lane").isNull();
        assertThat(removed).doesNotContain(lane.identity().endpointId());
        List<Long> wanted = history(lane).stream()
                .filter(event -> event.roomSeq() > row.position().roomSeq())
                .filter(event -> post.endpoint().filter().wants(event.room(), EventFacts.of(event)))
                .map(JournalRecord::roomSeq)
                .limit(post.members().size())
                .toList();
        assertThat(seqs(post)).as("the next wanted ones").isEqualTo(wanted);
        long prevSeq = row.position().prevSeq();
        for (Item item : post.members()) {
            assertThat(item.prevSeq()).isEqualTo(prevSeq);
            prevSeq = item.record().roomSeq();
        }
        assertThat(post.gap().fromSeq()).isEqualTo(row.position().gapFromSeq());
        assertThat(post.gap().toSeq()).isEqualTo(row.position().gapToSeq());
        assertThat(post.members().size())
                .isBetween(1, post.endpoint().batching().maxEvents());
        List<Long> before = tried.getOrDefault(lane, List.of());
        if (post.attempt() > 1 && !before.isEmpty()) {
            assertThat(seqs(post)).as("the same as before").isEqualTo(before);
        }
    }

    private void receive(String endpointId, JournalRecord event) {
        long epoch = event.roomEpoch().getLeastSignificantBits();
        assertThat(epoch)
                .as("an earlier life of " + event.room() + " after a later one")
                .isGreaterThanOrEqualTo(latestEpochs.getOrDefault(endpointId + event.room(), 0L));
        latestEpochs.put(endpointId + event.room(), epoch);
        var delivery = new Delivery(endpointId, Incarnation.of(event));
        long last = delivered.getOrDefault(delivery, 0L);
        if (event.roomSeq() <= last) {
            repeats.merge(event.room(), 1, Integer::sum);
        } else {
            delivered.put(delivery, event.roomSeq());
        }
    }

    private void write(Lane lane, LanePosition position, boolean last) {
        long id = lane.identity().id();
        if (losesWrites || removed.contains(lane.identity().endpointId())) {
            return;
        }
        tried.remove(lane);
        if (last) {
            rows.remove(id);
        } else {
            rows.put(id, new Row(lane.identity(), position, LaneMemory.NONE));
        }
        book.positionWritten(id);
    }

    private void bury(LaneOutput.WriteDeadLetters write) {
        if (!losesWrites) {
            write.members()
                    .forEach(item -> deaths.add(
                            new Death(item.record().room(), item.record().roomSeq(), write.cause(), write.attempts())));
        }
        write(write.lane(), write.position(), write.last());
    }

    private void read(LaneOutput.ReadHistory read) {
        if (losesReads) {
            return;
        }
        if (failsReads) {
            book.unreadable(read.lane(), now(), random.nextDouble());
            return;
        }
        assertThat(history(read.lane()))
                .filteredOn(event -> event.roomSeq() > read.afterSeq())
                .allSatisfy(event -> assertThat(event.offset()).isGreaterThan(read.afterOffset()));
        List<JournalRecord> found = history(read.lane()).stream()
                .filter(event -> event.roomSeq() > read.afterSeq())
                .limit(read.max())
                .toList();
        book.read(read.lane(), found, read.max(), now(), random.nextDouble());
    }

    LaneCounts counts() {
        return book.counts();
    }

    int rows() {
        return rows.size();
    }

    void remove(String endpointId) {
        removed.add(endpointId);
        rows.values().removeIf(row -> row.identity().endpointId().equals(endpointId));
        book.removeEndpoint(endpointId);
        settle();
    }
}
