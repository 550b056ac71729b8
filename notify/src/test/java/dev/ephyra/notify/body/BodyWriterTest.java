package dev.ephyra.notify.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventFilter;
import dev.ephyra.wire.delivery.RoomState;
import dev.ephyra.wire.delivery.RoomsSnapshot;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class BodyWriterTest {
    private static final UUID LOG = new UUID(1, 2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BodyWriter writer = new BodyWriter(LOG);

    @Test
    void oneNotificationIsItsFrozenBytes() {
        Item member = left(5, 4, "p");

        Body body = writer.write(BodyFormat.PROTOBUF, false, List.of(member), false);

        assertThat(body.bytes()).isSameAs(member.record().notification());
        assertThat(body.contentType()).isEqualTo("application/x-protobuf");
    }

    @Test
    void fieldOneThousandStandsBehindTheFrozenBytes() throws IOException {
        Item member = left(5, 4, "p");

        byte[] body =
                writer.write(BodyFormat.PROTOBUF, true, List.of(member), true).bytes();

        assertThat(body).startsWith(member.record().notification());
        ServerMessage read = ServerMessage.parseFrom(body);
        assertThat(read.getPeerDisconnected().getPeerId()).isEqualTo("p");
        assertThat(read.getMeta().getPrevSeq()).isEqualTo(4);
        assertThat(read.getMeta().getReason()).isEqualTo("timeout");
        assertThat(read.getMeta().getReplay()).isTrue();
    }

    @Test
    void aBatchHoldsTheNotificationsInOrderEachWithItsOwnIdentity() throws IOException {
        List<Item> members = List.of(left(5, 4, "a"), left(6, 5, "b"), left(9, 6, "x".repeat(300)));

        ServerMessage plain = ServerMessage.parseFrom(
                writer.write(BodyFormat.PROTOBUF, false, members, false).bytes());
        ServerMessage extended = ServerMessage.parseFrom(
                writer.write(BodyFormat.PROTOBUF, true, members, false).bytes());

        assertThat(plain.getNotificationBatch().getNotificationsList())
                .extracting(message -> ByteString.copyFrom(message.toByteArray()))
                .containsExactlyElementsOf(members.stream()
                        .map(member -> ByteString.copyFrom(member.record().notification()))
                        .toList());
        assertThat(extended.getNotificationBatch().getNotificationsList())
                .extracting(message -> message.getMeta().getPrevSeq())
                .containsExactly(4L, 5L, 6L);
    }

    @Test
    void theFormatWithoutBatchesDropsNoneOfThem() {
        List<Item> members = List.of(left(5, 4, "a"), left(6, 5, "b"));

        assertThatThrownBy(() -> writer.write(BodyFormat.FISHJAM_JSON, false, members, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2");
    }

    @Test
    void jsonIsTheJsonFormOfProto3WithItsIdentity() throws IOException {
        Body body = writer.write(BodyFormat.JSON, false, List.of(left(5, 4, "p")), false);

        JsonNode json = JSON.readTree(body.bytes());
        assertThat(body.contentType()).isEqualTo("application/json");
        assertThat(json.path("peerDisconnected").path("roomId").asText()).isEqualTo("r");
        assertThat(json.path("peerDisconnected").path("peerId").asText()).isEqualTo("p");
        // 64 bits are text in proto3 JSON.
        assertThat(json.path("meta").path("roomSeq").isTextual()).isTrue();
        assertThat(json.path("meta").path("roomSeq").asText()).isEqualTo("5");
        assertThat(json.path("meta").path("eventId").asText()).isEqualTo(new UUID(0, 5).toString());
        assertThat(json.path("meta").has("replay")).isFalse();
    }

    @Test
    void aJsonBatchIsAnArray() throws IOException {
        Body body = writer.write(BodyFormat.JSON, false, List.of(left(5, 4, "p"), left(6, 5, "q")), false);

        JsonNode batch = JSON.readTree(body.bytes()).path("notificationBatch").path("notifications");
        assertThat(batch).hasSize(2);
        assertThat(batch.path(1).path("peerDisconnected").path("peerId").asText())
                .isEqualTo("q");
    }

    @Test
    void theOldEnvelopeHoldsTheBytesAsText() throws IOException {
        Item member = left(5, 4, "p");

        JsonNode json = JSON.readTree(writer.write(BodyFormat.FISHJAM_JSON, false, List.of(member), false)
                .bytes());

        byte[] text = json.path("notification").asText().getBytes(UTF_8);
        assertThat(text).isEqualTo(member.record().notification());
        assertThat(json.path("meta").path("roomSeq").asText()).isEqualTo("5");
        assertThat(json.has("notificationBase64")).isFalse();
    }

    @Test
    void theOldEnvelopeIsEmptyWhereTheBytesAreNoText() throws IOException {
        Item member = left(5, 4, "p".repeat(200));

        JsonNode json = JSON.readTree(writer.write(BodyFormat.FISHJAM_JSON, false, List.of(member), false)
                .bytes());

        assertThat(json.path("notification").asText()).isEmpty();
        assertThat(json.path("notificationBase64").binaryValue())
                .isEqualTo(member.record().notification());
    }

    @Test
    void everyAttemptHasTheSameBytes() {
        List<Item> batch = List.of(left(5, 4, "p"), left(6, 5, "q"));

        for (BodyFormat format : BodyFormat.values()) {
            List<Item> members = format == BodyFormat.FISHJAM_JSON ? batch.subList(0, 1) : batch;
            byte[] first = writer.write(format, true, members, false).bytes();
            assertThat(new BodyWriter(LOG).write(format, true, members, false).bytes())
                    .isEqualTo(first);
        }
    }

    @Test
    void saysWhichBytesAreNoNotification() {
        Item member = left(5, 4, "p");
        JournalRecord broken = record(5, new byte[] {1});

        assertThatThrownBy(
                        () -> writer.write(BodyFormat.JSON, false, List.of(new Item(broken, member.facts(), 4)), false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesListsMapsAndEnumsAsProto3Says() {
        ServerMessage message = ServerMessage.newBuilder()
                .setSubscribeRequest(ServerMessage.SubscribeRequest.newBuilder()
                        .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION)
                        .setResumeCursor("")
                        .setMaxUnacked(-1)
                        .setFilter(EventFilter.newBuilder()
                                .addInclude("a")
                                .addInclude("b")
                                .putRoomMetadata("k", "1")))
                .build();
        ServerMessage snapshot = ServerMessage.newBuilder()
                .setRoomsSnapshot(RoomsSnapshot.newBuilder().addRooms(RoomState.newBuilder()))
                .build();

        assertThat(new String(ProtoJson.bytes(message), UTF_8))
                .isEqualTo(
                        "{\"subscribeRequest\":{\"eventType\":\"EVENT_TYPE_SERVER_NOTIFICATION\",\"resumeCursor\":\"\","
                                + "\"filter\":{\"include\":[\"a\",\"b\"],\"roomMetadata\":{\"k\":\"1\"}},\"maxUnacked\":4294967295}}");
        assertThat(new String(ProtoJson.bytes(snapshot), UTF_8)).isEqualTo("{\"roomsSnapshot\":{\"rooms\":[{}]}}");
    }

    @Test
    void theIdOfABatchIsMadeOfItsContent() {
        JournalRecord first = left(5, 4, "a").record();
        JournalRecord last = left(9, 8, "b").record();

        UUID id = BatchId.of("ep_1", first, last);

        assertThat(id).isEqualTo(BatchId.of("ep_1", first, last));
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(List.of(
                        BatchId.of("ep_2", first, last),
                        BatchId.of("ep_1", first, first),
                        BatchId.of("ep_1", last, last)))
                .doesNotContain(id)
                .doesNotHaveDuplicates();
    }

    private static Item left(long seq, long prevSeq, String peer) {
        byte[] notification = ServerMessage.newBuilder()
                .setPeerDisconnected(ServerMessage.PeerDisconnected.newBuilder()
                        .setRoomId("r")
                        .setPeerId(peer))
                .build()
                .toByteArray();
        JournalRecord record = record(seq, notification);
        return new Item(record, EventFacts.of(record), prevSeq);
    }

    private static JournalRecord record(long seq, byte[] notification) {
        byte[] event = EventCodec.encode(new RoomEvent.PeerDisconnected(new PeerId("p"), EndReason.TIMEOUT));
        return new JournalRecord(
                seq + 100,
                "r",
                new UUID(7, 7),
                seq,
                new UUID(0, seq),
                1_000_000 * seq,
                JournalRecord.Lifecycle.CONTINUES,
                event,
                notification);
    }
}
