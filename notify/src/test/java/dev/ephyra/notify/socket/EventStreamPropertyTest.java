package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A client that is cut off at any time and resumes gets every notification it wants, once, in the order of the log. */
final class EventStreamPropertyTest {
    @Property(tries = 100)
    void resumingFromTheLastCursorMissesNothingAndRepeatsNothing(@ForAll long seed) {
        Random random = new Random(seed);
        LogWorld world = new LogWorld(random);
        EventFilter filter = filter(random);
        int maxUnacked = random.nextBoolean() ? 0 : 1 + random.nextInt(5);
        List<ServerMessage> told = new ArrayList<>();
        String cursor = Cursor.of(LogWorld.LOG, 0).text();
        for (int connection = 0; connection < 20; connection++) {
            StreamRequest request = new StreamRequest(false, Optional.of(cursor), "", filter, false, maxUnacked, true);
            List<ServerMessage> heard = connection(world, random, request);
            told.addAll(heard);
            cursor = told.isEmpty() ? cursor : told.getLast().getMeta().getCursor();
        }
        told.addAll(rest(world, new StreamRequest(false, Optional.of(cursor), "", filter, false, 0, true)));
        List<JournalRecord> wanted = world.log.stream()
                .filter(record ->
                        record.notification().length > 0 && filter.wants(record.room(), EventFacts.of(record)))
                .toList();
        assertThat(told.stream().map(message -> message.getMeta().getEventId()))
                .isEqualTo(wanted.stream()
                        .map(record -> record.eventId().toString())
                        .toList());
    }

    /** One connection that is cut somewhere; what arrived. */
    private static List<ServerMessage> connection(LogWorld world, Random random, StreamRequest request) {
        StreamStart start = StreamStart.of(
                request,
                new StreamStart.LogView(LogWorld.LOG, 1, world.head()),
                OptionalLong.empty(),
                _ -> OptionalLong.empty());
        assertThat(start.recovered()).isTrue();
        EventStream stream = new EventStream(request, start, LogWorld.LOG, 0);
        Receiver receiver = new Receiver();
        Map<String, Long> last = new HashMap<>();
        for (int turn = 0; turn < 6; turn++) {
            for (int steps = random.nextInt(10); steps > 0; steps--) {
                world.step();
            }
            List<JournalRecord> records = List.copyOf(world.after(stream.position()));
            stream.take(records, 0, 0);
            List<ServerMessage> heard = receiver.drain(stream);
            heard.forEach(message -> checkPrevious(message.getMeta(), last));
            assertThat(stream.unacknowledged()).isLessThanOrEqualTo(request.maxUnacked());
            if (request.maxUnacked() > 0 && !receiver.messages.isEmpty() && random.nextBoolean()) {
                stream.acknowledged(receiver.messages.getLast().getMeta().getCursor());
                assertThat(stream.unacknowledged()).isZero();
            }
            assertThat(receiver.others).isEmpty();
        }
        // What was on the way when the connection broke did not arrive.
        int arrived = random.nextInt(receiver.messages.size() + 1);
        return List.copyOf(receiver.messages.subList(0, arrived));
    }

    /** The last connection, which is not cut. */
    private static List<ServerMessage> rest(LogWorld world, StreamRequest request) {
        StreamStart start = StreamStart.of(
                request,
                new StreamStart.LogView(LogWorld.LOG, 1, world.head()),
                OptionalLong.empty(),
                _ -> OptionalLong.empty());
        EventStream stream = new EventStream(request, start, LogWorld.LOG, 0);
        stream.take(List.copyOf(world.after(stream.position())), 0, 0);
        return new Receiver().drain(stream);
    }

    private static void checkPrevious(EventMeta meta, Map<String, Long> last) {
        Long before = last.put(meta.getRoomEpoch(), meta.getRoomSeq());
        if (before != null) {
            assertThat(meta.getPrevSeq()).isEqualTo(before);
        } else {
            assertThat(meta.getPrevSeq()).isIn(0L, meta.getRoomSeq() - 1);
        }
    }

    private static EventFilter filter(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> new EventFilter(Set.of(EventType.PEER_ADDED), Set.of(), "", Map.of());
            case 1 -> new EventFilter(Set.of(), Set.of(EventType.PEER_ADDED), "room1", Map.of());
            case 2 -> new EventFilter(Set.of(), Set.of(), "", Map.of("even", "true"));
            default -> EventFilter.ALL;
        };
    }
}
