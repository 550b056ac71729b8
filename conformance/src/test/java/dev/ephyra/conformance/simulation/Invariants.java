package dev.ephyra.conformance.simulation;

import dev.ephyra.conformance.simulation.SimulatedReceiver.Receipt;
import dev.ephyra.conformance.simulation.SimulatedReceiver.Request;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.lane.LaneOutput;
import dev.ephyra.notify.record.EventFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What must hold of every run, in words for what does not. */
final class Invariants {
    private final SimulatedWorld world;
    private final List<String> broken = new ArrayList<>();
    private final Map<UUID, JournalRecord> byId = new HashMap<>();
    private long delivered;
    private long repetitions;

    private Invariants(SimulatedWorld world) {
        this.world = world;
        world.truth().forEach(record -> byId.put(record.eventId(), record));
    }

    /** What came of a run. */
    record Verdict(List<String> broken, long events, long delivered, long repetitions, long dead) {}

    static Verdict of(SimulatedWorld world) {
        Invariants invariants = new Invariants(world);
        invariants.checkEndings();
        for (Endpoint endpoint : world.endpoints()) {
            invariants.checkEndpoint(endpoint.id(), endpoint.url(), endpoint.filter());
        }
        invariants.checkEndpoint(world.roomUrl(), world.roomUrl(), EventFilter.ALL);
        if (!world.lostPower() && invariants.repetitions > world.allowedRepetitions()) {
            invariants.broken.add("I4: " + invariants.repetitions + " repetitions, where faults explain "
                    + world.allowedRepetitions());
        }
        long dead =
                world.deadLetters().stream().mapToLong(d -> d.members().size()).sum();
        return new Verdict(invariants.broken, world.truth().size(), invariants.delivered, invariants.repetitions, dead);
    }

    /** I5: an incarnation opens once, is numbered without gaps, and has at most one end, the last. */
    private void checkEndings() {
        Map<UUID, JournalRecord> last = new HashMap<>();
        for (JournalRecord record : world.truth()) {
            JournalRecord before = last.put(record.roomEpoch(), record);
            boolean opens = record.lifecycle() == Lifecycle.OPENS;
            if (opens != (before == null)) {
                broken.add(
                        "I5: " + record.room() + " #" + record.roomSeq() + (opens ? " opens twice" : " never opened"));
            }
            if (before != null && before.lifecycle() == Lifecycle.CLOSES) {
                broken.add("I5: " + record.room() + " #" + record.roomSeq() + " comes after its end");
            }
            if (record.roomSeq() != (before == null ? 1 : before.roomSeq() + 1)) {
                broken.add("I2: " + record.room() + " #" + record.roomSeq() + " is out of sequence");
            }
            if (before != null && before.occurredAtMicros() > record.occurredAtMicros()) {
                broken.add("time runs back in " + record.room() + " at #" + record.roomSeq());
            }
        }
    }

    private void checkEndpoint(String id, String url, EventFilter filter) {
        Set<UUID> deadHere = new HashSet<>();
        for (LaneOutput.WriteDeadLetters letters : world.deadLetters()) {
            if (letters.lane().identity().endpointId().equals(id)) {
                letters.members().forEach(item -> deadHere.add(item.record().eventId()));
            }
        }
        Map<UUID, Integer> hashes = new HashMap<>();
        Map<UUID, Receipt> lastOfRoom = new HashMap<>();
        Map<UUID, long[]> announced = new HashMap<>();
        for (Request request : world.receiver(url).accepted()) {
            for (Receipt receipt : request.members()) {
                receive(id, receipt, request, hashes, lastOfRoom, announced, deadHere);
            }
        }
        checkNothingIsMissing(id, filter, hashes.keySet(), deadHere);
        delivered += hashes.size();
    }

    private void receive(
            String id,
            Receipt receipt,
            Request request,
            Map<UUID, Integer> hashes,
            Map<UUID, Receipt> lastOfRoom,
            Map<UUID, long[]> announced,
            Set<UUID> deadHere) {
        Integer earlier = hashes.putIfAbsent(receipt.eventId(), receipt.bytesHash());
        if (earlier != null) {
            repetitions++;
            if (earlier != receipt.bytesHash()) {
                broken.add("I3: " + id + " got two bodies of " + receipt.eventId());
            }
            return;
        }
        Receipt before = lastOfRoom.put(receipt.epoch(), receipt);
        // A power failure takes back that an event was given up, with the positions behind it: it may come after all.
        boolean isTriedAgain = world.lostPower() && deadHere.contains(receipt.eventId());
        if (before != null && before.roomSeq() >= receipt.roomSeq() && !isTriedAgain) {
            broken.add("I2: " + id + " got #" + receipt.roomSeq() + " after #" + before.roomSeq());
        }
        long known = before == null ? 0 : before.roomSeq();
        // Accepted, but its answer was not heard, and in the end it was given up: announced as lost, though it is here.
        boolean isHadThoughGivenUp =
                request.gapFrom() > receipt.prevSeq() && request.gapFrom() <= known && known <= request.gapTo();
        if (receipt.prevSeq() != known && !isHadThoughGivenUp && !world.lostPower()) {
            broken.add("I2: " + id + " was told that #" + receipt.prevSeq() + " came before #" + receipt.roomSeq()
                    + ", but had #" + known + "; gap " + request.gapFrom() + " to " + request.gapTo());
        }
        if (request.gapFrom() > 0) {
            announced.put(receipt.epoch(), new long[] {request.gapFrom(), request.gapTo()});
        }
    }

    /** I1: everything durable that the endpoint wants is delivered or a dead letter. */
    private void checkNothingIsMissing(String id, EventFilter filter, Set<UUID> got, Set<UUID> deadHere) {
        Set<UUID> roomsWithUrl = new HashSet<>();
        for (JournalRecord record : world.truth()) {
            EventFacts facts = EventFacts.of(record);
            if (record.lifecycle() == Lifecycle.OPENS && SimulatedNode.hasWebhook(record)) {
                roomsWithUrl.add(record.roomEpoch());
            }
            boolean wanted = id.equals(world.roomUrl())
                    ? roomsWithUrl.contains(record.roomEpoch())
                    : filter.wants(facts.type()) && world.wantedRoom(filter, record);
            UUID event = record.eventId();
            if (wanted && !got.contains(event) && !deadHere.contains(event)) {
                broken.add("I1: " + id + " never got #" + record.roomSeq() + " of " + record.room() + " (offset "
                        + record.offset() + ", " + facts.type().text() + ")");
            }
            if (!wanted && got.contains(event)) {
                broken.add("filter: " + id + " got #" + record.roomSeq() + " of " + record.room());
            }
        }
    }
}
