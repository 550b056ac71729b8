package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.record.NotificationEncoder;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.LogCorruption;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class EventStreamTest {
    private static final long SECOND = 1_000_000_000L;
    private static final UUID LOG = LogWorld.LOG;
    private static final StreamStart BEGINNING = new StreamStart(0, 0, true, false, Optional.empty());

    private final Receiver receiver = new Receiver();

    @Test
    void aPlainConsumerGetsTheFrozenBytesAndNothingOfTheServer() {
        EventStream stream = stream(request("c", EventFilter.ALL, 0, false));
        JournalRecord room = record(1, 1);

        stream.take(List.of(room, serverEvent(2), record(3, 2)), 0, 0);

        List<ServerMessage> told = receiver.drain(stream);
        assertThat(told).hasSize(2);
        assertThat(told.getFirst().toByteArray()).isEqualTo(room.notification());
        assertThat(stream.position()).isEqualTo(3);
    }

    @Test
    void tellsOfTheServerToThoseWhoAsk() {
        EventFilter corruption = new EventFilter(Set.of(EventType.LOG_CORRUPTION), Set.of(), "", Map.of());
        EventStream stream = stream(request("", corruption, 0, true));

        stream.take(List.of(record(1, 1), serverEvent(2)), 0, 0);

        assertThat(receiver.drain(stream)).singleElement().matches(ServerMessage::hasLogCorruption);
    }

    @Test
    void pingsWithItsPlaceAfterAThousandEventsOrASecond() {
        EventStream stream = stream(request("c", EventFilter.ALL, 0, false));
        stream.take(records(1, 10), 0, 0);
        stream.take(records(11, 20), 0, SECOND - 1);
        assertThat(pings(stream)).containsExactly(10L);

        assertThat(stream.nextDeadlineNanos()).hasValue(SECOND);
        stream.onTime(SECOND);
        stream.take(records(21, 1_019), 0, SECOND + 1);
        assertThat(pings(stream)).containsExactly(20L);
        stream.take(records(1_020, 1_020), 0, SECOND + 2);
        assertThat(pings(stream)).containsExactly(1_020L);
        stream.onTime(9 * SECOND);
        assertThat(pings(stream)).as("nothing new").isEmpty();
        assertThat(stream.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void aPongKeepsThePlaceAndAnInventedOneDoesNot() {
        EventStream stream = stream(request("c", EventFilter.ALL, 0, false));
        stream.take(records(1, 10), 0, 0);
        stream.take(records(11, 20), 0, 1);
        receiver.drain(stream);

        for (byte[] invented : List.of(new byte[0], new byte[7], payload(11), payload(20), payload(-1), payload(0))) {
            stream.pong(invented);
        }
        assertThat(kept(stream)).isEmpty();
        stream.pong(payload(10));
        stream.pong(payload(10));
        assertThat(kept(stream)).containsExactly(10L);
    }

    @Test
    void aConsumerThatAcknowledgesIsNotMovedByItsPongs() {
        EventStream stream = stream(request("c", EventFilter.ALL, 5, true));

        assertThat(stream.take(records(1, 10), 0, 0)).isEqualTo(5);
        assertThat(stream.isOpen()).isFalse();
        stream.pong(payload(5));
        assertThat(pings(stream)).isEmpty();
        assertThat(kept(stream)).isEmpty();
        stream.acknowledged(cursor(3));
        assertThat(kept(stream)).containsExactly(3L);
        assertThat(stream.unacknowledged()).isEqualTo(2);
        stream.acknowledged(cursor(2));
        assertThat(kept(stream)).isEmpty();
        assertThat(stream.take(records(6, 10), 0, 0)).isEqualTo(3);
    }

    @Test
    void closesOnAnAcknowledgementOfWhatWasNeverSent() {
        for (String wrong :
                List.of("", "x", cursor(11), Cursor.of(new UUID(1, 1), 3).text())) {
            EventStream stream = stream(request("", EventFilter.ALL, 100, true));
            stream.take(records(1, 10), 0, 0);
            receiver.drain(stream);

            stream.acknowledged(wrong);

            assertThat(outputs(stream))
                    .containsExactly(new StreamOutput.Close(
                            4400, "ack: the cursor of a notification that was sent is expected"));
            assertThat(stream.isOpen()).isFalse();
        }
    }

    @Test
    void ofTwoAcknowledgementsTheFurtherOneCountsAndAWrongOneIsNotCovered() {
        EventStream stream = stream(request("", EventFilter.ALL, 100, true));
        String foreign = Cursor.of(new UUID(1, 1), 99).text();

        assertThat(stream.further(null, cursor(3))).isEqualTo(cursor(3));
        assertThat(stream.further(cursor(3), cursor(5))).isEqualTo(cursor(5));
        assertThat(stream.further(cursor(5), cursor(3))).isEqualTo(cursor(5));
        assertThat(stream.further(foreign, cursor(3))).isEqualTo(foreign);
        assertThat(stream.further(cursor(3), "x")).isEqualTo("x");
    }

    @Test
    void tellsWhatWasLostToThoseWhoAskedForMeta() {
        EventStream stream = stream(request("c", EventFilter.ALL, 0, true));
        stream.take(records(1, 3), 0, 0);
        receiver.drain(stream);

        stream.lost(4, 6, 0);
        stream.take(records(7, 7), 0, 0);

        List<ServerMessage> told = receiver.drain(stream);
        assertThat(told.getFirst().getEventsExpired().getFromCursor()).isEqualTo(cursor(4));
        assertThat(told.getFirst().getEventsExpired().getToCursor()).isEqualTo(cursor(6));
        assertThat(told.getFirst().getEventsExpired().getCause()).isEqualTo("log_corruption");
        assertThat(told.getLast().getMeta().getPrevSeq()).as("unknown").isZero();
    }

    @Test
    void closesOthersWhenRecordsAreLostSoThatTheyNoticeAndGoOnBehindThem() {
        EventStream stream = stream(request("c", EventFilter.ALL, 0, false));

        stream.lost(1, 6, 0);

        assertThat(outputs(stream))
                .containsExactly(
                        new StreamOutput.Keep(6),
                        new StreamOutput.Close(4008, "events lost, resume from " + cursor(6)));
    }

    @Test
    void aConsumerPassesAHoleOnlyWhenItHasWhatGoesBefore() {
        EventStream stream = stream(request("c", EventFilter.ALL, 0, false));
        stream.take(records(1, 10), 0, 0);
        stream.take(records(11, 20), 0, 1);
        receiver.drain(stream);

        stream.lost(21, 30, 2);
        assertThat(outputs(stream))
                .singleElement()
                .isInstanceOfSatisfying(
                        StreamOutput.Ping.class,
                        ping -> assertThat(ping.payload()).isEqualTo(payload(20)));
        assertThat(stream.isOpen()).isFalse();
        stream.pong(payload(10));
        assertThat(outputs(stream)).containsExactly(new StreamOutput.Keep(10));
        stream.pong(payload(20));

        assertThat(outputs(stream))
                .containsExactly(
                        new StreamOutput.Keep(20),
                        new StreamOutput.Keep(30),
                        new StreamOutput.Close(4008, "events lost, resume from " + cursor(30)));
    }

    @Test
    void asksAgainAtAHoleAndDoesNotWaitForEver() {
        EventStream stream = stream(request("c", EventFilter.ALL, 0, false));
        stream.take(records(1, 10), 0, 0);
        stream.lost(11, 30, 1);
        receiver.drain(stream);

        assertThat(stream.nextDeadlineNanos()).hasValue(SECOND + 1);
        stream.onTime(SECOND);
        assertThat(pings(stream)).isEmpty();
        stream.onTime(SECOND + 1);
        assertThat(pings(stream)).containsExactly(10L);
        stream.onTime(60 * SECOND + 1);

        assertThat(outputs(stream))
                .as("its place stays before the hole")
                .containsExactly(new StreamOutput.Close(4008, "events lost, resume from " + cursor(30)));
    }

    @Test
    void thePlaceBehindASnapshotIsKeptWhenTheSnapshotHasArrived() {
        StreamStart start = new StreamStart(7, 7, false, true, Optional.empty());
        EventStream stream = new EventStream(request("c", EventFilter.ALL, 0, true), start, LOG, 0);
        stream.snapshot(List.of(), 7);
        assertThat(stream.takeSnapshot()).isFalse();
        assertThat(receiver.drain(stream)).singleElement().matches(ServerMessage::hasRoomsSnapshot);

        stream.onTime(0);
        assertThat(pings(stream)).containsExactly(7L);
        assertThat(kept(stream)).isEmpty();
        stream.pong(payload(7));

        assertThat(kept(stream)).containsExactly(7L);
    }

    @Test
    void aConsumerThatAcknowledgesIsNotBehindWithWhatItDoesNotWant() {
        EventFilter deletions = new EventFilter(Set.of(EventType.ROOM_DELETED), Set.of(), "", Map.of());
        EventStream stream = stream(request("c", deletions, 5, true));
        stream.take(records(1, 10), 0, 0);
        assertThat(stream.nextDeadlineNanos()).hasValue(SECOND);

        stream.onTime(SECOND - 1);
        assertThat(kept(stream)).isEmpty();
        stream.onTime(SECOND);
        assertThat(kept(stream)).containsExactly(10L);
        assertThat(stream.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void whatIsNotAcknowledgedHoldsThePlaceOfAConsumer() {
        EventStream stream = stream(request("c", EventFilter.ALL, 5, true));
        stream.take(records(1, 2), 0, 0);
        stream.onTime(9 * SECOND);
        assertThat(kept(stream)).isEmpty();
        stream.acknowledged(cursor(2));
        stream.lost(3, 6, 9 * SECOND);
        stream.onTime(20 * SECOND);
        assertThat(kept(stream)).as("the loss is told and not confirmed").containsExactly(2L);

        stream.acknowledged(cursor(6));

        assertThat(kept(stream)).containsExactly(6L);
    }

    @Test
    void whatWasReceivedBeforeTheReconnectHoldsThePlaceUntilItIsAcknowledged() {
        EventFilter deletions = new EventFilter(Set.of(EventType.ROOM_DELETED), Set.of(), "", Map.of());
        StreamStart start = new StreamStart(100, 10, true, false, Optional.empty());
        EventStream stream = new EventStream(request("c", deletions, 500, true), start, LOG, 0);
        stream.take(records(101, 102), 0, 0);

        stream.onTime(9 * SECOND);
        assertThat(kept(stream)).isEmpty();
        stream.acknowledged(cursor(11));
        stream.onTime(20 * SECOND);
        assertThat(kept(stream)).containsExactly(11L);
        stream.acknowledged(cursor(100));
        stream.onTime(30 * SECOND);
        assertThat(kept(stream)).containsExactly(100L, 102L);
    }

    @Test
    void anEventThatThisVersionCannotReadIsLostAndNotALoop() {
        JournalRecord later = new JournalRecord(
                2, "r", new UUID(0, 7), 2, new UUID(0, 2), 2, Lifecycle.CONTINUES, new byte[] {9, 9}, new byte[] {8, 1
                });
        EventStream stream = stream(request("", EventFilter.ALL, 0, true));

        stream.take(List.of(record(1, 1), later, record(3, 3)), 0, 0);

        List<ServerMessage> told = receiver.drain(stream);
        assertThat(told).hasSize(3);
        assertThat(told.get(1).getEventsExpired().getFromCursor()).isEqualTo(cursor(2));
        assertThat(told.get(2).hasPeerAdded()).isTrue();
    }

    @Test
    void endsATurnWhenEnoughIsThere() {
        EventStream stream = stream(request("", EventFilter.ALL, 0, false));
        List<JournalRecord> records = records(1, 20_000);
        int next = stream.take(records, 0, 0);

        int bytes = 0;
        for (StreamOutput output : outputs(stream)) {
            StreamOutput.Frames frames = (StreamOutput.Frames) output;
            bytes += frames.bytes().stream().mapToInt(ByteBuffer::remaining).sum();
            assertThat(frames.bytes()).allMatch(slice -> slice.remaining() <= EventStream.SLICE_BYTES);
            assertThat(frames.position()).isEqualTo(next);
        }
        assertThat(bytes).isBetween(EventStream.TURN_BYTES, EventStream.TURN_BYTES + 1_000);
        assertThat(next).isLessThan(20_000);
        assertThat(stream.take(records, next, 0)).isGreaterThan(next);
    }

    private static StreamRequest request(String consumer, EventFilter filter, int maxUnacked, boolean meta) {
        return new StreamRequest(false, Optional.empty(), consumer, filter, false, maxUnacked, meta);
    }

    private static EventStream stream(StreamRequest request) {
        return new EventStream(request, BEGINNING, LOG, 0);
    }

    private static List<JournalRecord> records(int from, int to) {
        List<JournalRecord> records = new ArrayList<>();
        for (int offset = from; offset <= to; offset++) {
            records.add(record(offset, offset));
        }
        return records;
    }

    private static JournalRecord record(long offset, long seq) {
        RoomEvent event = new RoomEvent.PeerAdded(new PeerId("p" + seq), false);
        return new JournalRecord(
                offset,
                "r",
                new UUID(0, 7),
                seq,
                new UUID(0, offset),
                offset,
                Lifecycle.CONTINUES,
                EventCodec.encode(event),
                NotificationEncoder.encode(new RoomId("r"), event));
    }

    private static JournalRecord serverEvent(long offset) {
        ServerEvent event = new ServerEvent.Corrupted(LogCorruption.getDefaultInstance());
        return new JournalRecord(
                offset,
                ServerEvent.ROOM,
                new UUID(0, 8),
                1,
                new UUID(0, offset),
                offset,
                Lifecycle.CONTINUES,
                event.stored(),
                event.notification());
    }

    private static List<StreamOutput> outputs(EventStream stream) {
        List<StreamOutput> outputs = new ArrayList<>();
        for (Optional<StreamOutput> next = stream.poll(); next.isPresent(); next = stream.poll()) {
            outputs.add(next.get());
        }
        return outputs;
    }

    private List<Long> pings(EventStream stream) {
        receiver.others.clear();
        receiver.drain(stream);
        return receiver.others.stream()
                .filter(StreamOutput.Ping.class::isInstance)
                .map(ping ->
                        ByteBuffer.wrap(((StreamOutput.Ping) ping).payload()).getLong())
                .toList();
    }

    private List<Long> kept(EventStream stream) {
        receiver.others.clear();
        receiver.drain(stream);
        return receiver.others.stream()
                .filter(StreamOutput.Keep.class::isInstance)
                .map(keep -> ((StreamOutput.Keep) keep).offset())
                .toList();
    }

    private static byte[] payload(long offset) {
        return ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
    }

    private static String cursor(long offset) {
        return Cursor.of(LOG, offset).text();
    }
}
