package dev.ephyra.conformance.simulation;

import dev.ephyra.conformance.simulation.SimulatedReceiver.Mood;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.journal.SimulatedDisk;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.Endpoint.PoisonPolicy;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.lane.EndpointMemory;
import dev.ephyra.notify.lane.LaneOutput;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.room.Metadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * Everything outside one run of the server, and what it must remember: receivers, endpoints, faults, and the truth. One seed
 * makes one world; its faults are drawn from the seed too.
 */
final class SimulatedWorld {
    private static final long SECOND = 1_000_000_000L;
    private static final List<Mood> MOODS = List.of(Mood.values());
    private static final List<EventType> OFTEN =
            List.of(EventType.ROOM_CREATED, EventType.ROOM_DELETED, EventType.PEER_CONNECTED, EventType.PEER_CRASHED);

    private final Random random;
    private final VirtualTime time = new VirtualTime();
    private final UUID logEpoch;
    private final Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    private final Map<String, SimulatedReceiver> receivers = new LinkedHashMap<>();
    private final Map<String, EndpointMemory> memories = new HashMap<>();
    private final List<JournalRecord> truth = new ArrayList<>();
    private final Map<UUID, Metadata> metadata = new HashMap<>();
    private final List<LaneOutput.WriteDeadLetters> dead = new ArrayList<>();
    private final Map<UUID, Long> sent = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private final String roomUrl = "http://rooms/hook";
    private SimulatedNode node;
    private long allowedRepetitions;
    private boolean powerLost;
    private long durableOffset;
    private final List<String> watchdogTrips = new ArrayList<>();

    SimulatedWorld(long seed) throws JournalException {
        random = new Random(seed);
        logEpoch = new UUID(random.nextLong(), random.nextLong());
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            endpoints.put("ep_" + i, endpoint("ep_" + i));
            receivers.put("http://receiver-" + i + "/", new SimulatedReceiver(random));
        }
        receivers.put(roomUrl, new SimulatedReceiver(random));
        receivers
                .values()
                .forEach(receiver -> receiver.largestBatch(random.nextBoolean() ? 100 : 1 + random.nextInt(8)));
        node = new SimulatedNode(this, new SimulatedDisk(seed), new SimulatedStore<>(random));
    }

    private Endpoint endpoint(String id) {
        Set<EventType> exclude = random.nextInt(3) == 0
                ? Set.of(EventType.PEER_ADDED, OFTEN.get(random.nextInt(OFTEN.size())))
                : Set.of();
        EventFilter filter = new EventFilter(
                Set.of(),
                exclude,
                random.nextInt(4) == 0 ? "a-" : "",
                random.nextInt(4) == 0 ? Map.of("tenant", Integer.toString(random.nextInt(3))) : Map.of());
        return new Endpoint(
                id,
                "http://receiver-" + id.substring(3) + "/",
                filter,
                BodyFormat.PROTOBUF,
                random.nextBoolean(),
                Map.of(),
                random.nextBoolean()
                        ? Batching.NONE
                        : new Batching(1 + random.nextInt(20), 1 << 14, random.nextInt(250)),
                random.nextInt(5) == 0 ? PoisonPolicy.PARK : PoisonPolicy.DEAD_LETTER,
                Endpoint.DEFAULT_MAX_AGE_MILLIS,
                Endpoint.DEFAULT_TIMEOUT_MILLIS);
    }

    /** Some hours of rooms and faults, and then peace until everything is delivered that can be. */
    void run(int actions) throws JournalException {
        long horizon = time.nanos();
        for (int i = 0; i < actions; i++) {
            horizon += pause();
            time.run(horizon);
            node.act();
            if (random.nextInt(40) == 0) {
                fault();
            }
        }
        heal();
        // The longest regular wait is 30 minutes and a fifth; then whatever waited has been tried, twice.
        time.run(time.nanos() + 2 * 3_600 * SECOND);
    }

    private long pause() {
        return switch (random.nextInt(10)) {
            case 0 -> random.nextInt(600) * SECOND;
            case 1, 2, 3 -> random.nextInt(5) * SECOND;
            default -> random.nextInt(50_000_000);
        };
    }

    private void fault() throws JournalException {
        int kind = random.nextInt(14);
        faults.add(time.nanos() / SECOND + "s: " + kind);
        switch (kind) {
            case 0, 1 -> restart(node.kill(), node.store().killed());
            case 2 -> {
                powerLost = true;
                restart(node.losePower(), node.store().powerLost());
            }
            case 3 -> node.disk().failForceAfter(random.nextInt(3));
            case 4 -> node.disk().failWriteAfter(random.nextInt(3));
            case 5 -> node.store().fail(true);
            case 6 -> node.store().fail(false);
            case 7 -> time.jump((random.nextBoolean() ? 1 : -1) * random.nextLong(3_600_000_000L));
            case 8 -> {
                // An answer that came meanwhile may be found too late: the watchdog has given its request up.
                allowedRepetitions += node.membersInFlight();
                time.freeze(random.nextInt(120) * SECOND);
            }
            case 9 -> someReceiver().poison(random.nextDouble() * 0.02);
            case 10 -> node.disk().heal();
            default -> someReceiver().be(MOODS.get(random.nextInt(MOODS.size())));
        }
        node.driveNow();
    }

    private void restart(SimulatedDisk disk, SimulatedStore<SimulatedNode.Row> store) throws JournalException {
        allowedRepetitions += node.membersInFlight();
        disk.heal();
        store.fail(false);
        node = new SimulatedNode(this, disk, store);
    }

    private SimulatedReceiver someReceiver() {
        List<SimulatedReceiver> all = new ArrayList<>(receivers.values());
        return all.get(random.nextInt(all.size()));
    }

    private void heal() {
        node.disk().heal();
        node.store().fail(false);
        receivers.values().forEach(SimulatedReceiver::heal);
        node.driveNow();
    }

    Random random() {
        return random;
    }

    VirtualTime time() {
        return time;
    }

    UUID logEpoch() {
        return logEpoch;
    }

    int roomIds() {
        return 6;
    }

    String roomUrl() {
        return roomUrl;
    }

    JournalOptions journalOptions() {
        return JournalOptions.defaults().withRetention(Long.MAX_VALUE, Duration.ofDays(3_650));
    }

    Collection<Endpoint> endpoints() {
        return endpoints.values();
    }

    Optional<Endpoint> endpointOf(String id) {
        return Optional.ofNullable(endpoints.get(id));
    }

    SimulatedReceiver receiver(String url) {
        return Objects.requireNonNull(receivers.get(url), url);
    }

    Map<String, EndpointMemory> memories() {
        return memories;
    }

    /** The offset of the last record known to be durable. */
    long durableOffset() {
        return durableOffset;
    }

    void durable(JournalRecord record) {
        if (record.offset() <= durableOffset) {
            return;
        }
        durableOffset = record.offset();
        if (record.roomSeq() > 0) {
            truth.add(record);
            if (record.lifecycle() == Lifecycle.OPENS) {
                metadata.put(record.roomEpoch(), EventFacts.of(record).context().roomMetadata());
            }
        }
    }

    /** Whether the filter lets the room of {@code record} through, which its creation says. */
    boolean wantedRoom(EventFilter filter, JournalRecord record) {
        return filter.wantsRoom(record.room(), metadata.getOrDefault(record.roomEpoch(), Metadata.NONE));
    }

    void dead(LaneOutput.WriteDeadLetters letters) {
        dead.add(letters);
    }

    void sending(LaneOutput.Post post) {
        post.members().forEach(item -> sent.merge(item.record().eventId(), 1L, Long::sum));
    }

    void processedForDead(int members) {
        allowedRepetitions += members;
    }

    void remember(String endpointId, EndpointMemory memory) {
        memories.put(endpointId, memory);
    }

    /** The edge of a simulation always answers, so nothing may have been waited for in vain. */
    void watchdog(String what) {
        watchdogTrips.add(what);
    }

    List<String> watchdogTrips() {
        return watchdogTrips;
    }

    List<JournalRecord> truth() {
        return truth;
    }

    List<LaneOutput.WriteDeadLetters> deadLetters() {
        return dead;
    }

    SimulatedNode node() {
        return node;
    }

    List<String> faults() {
        return faults;
    }

    boolean lostPower() {
        return powerLost;
    }

    long allowedRepetitions() {
        return allowedRepetitions
                + receivers.values().stream()
                        .mapToLong(SimulatedReceiver::unknownToSender)
                        .sum();
    }
}
