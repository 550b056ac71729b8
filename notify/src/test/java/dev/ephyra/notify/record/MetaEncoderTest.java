package dev.ephyra.notify.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EndpointTripped;
import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.RoomCounts;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class MetaEncoderTest {
    private final MetaEncoder encoder = new MetaEncoder(Records.LOG);

    @Provide
    Arbitrary<RoomEvent> events() {
        return RoomEventArbitraries.events();
    }

    @Property
    void putsTheFieldBehindTheFrozenBytes(@ForAll("events") RoomEvent event) throws Exception {
        Assume.that(event.isNotified());
        JournalRecord record = Records.of(event, new EventContext(new Metadata("{}"), Metadata.NONE, 1, 1, 0, 2, true));
        EventMeta meta = encoder.meta(record, EventFacts.of(record), 5, true);

        byte[] extended = MetaEncoder.append(record.notification(), meta);

        byte[] prefix = Arrays.copyOf(extended, record.notification().length);
        assertThat(prefix).isEqualTo(record.notification());
        ServerMessage plain = ServerMessage.parseFrom(record.notification());
        assertThat(ServerMessage.parseFrom(extended))
                .isEqualTo(plain.toBuilder().setMeta(meta).build());
    }

    @Example
    void saysWhichEventItIsAndWhatWasTrueBesideIt() {
        EventContext context = new EventContext(new Metadata("{\"a\":1}"), new Metadata("{\"b\":2}"), 4, 3, 2, 1, true);
        JournalRecord record =
                Records.of(new RoomEvent.PeerDisconnected(new PeerId("p"), EndReason.NETWORK_LOST), context);

        EventMeta meta = encoder.meta(record, EventFacts.of(record), 6, true);

        assertThat(meta)
                .isEqualTo(EventMeta.newBuilder()
                        .setEventId(Records.EVENT_ID.toString())
                        .setRoomSeq(Records.ROOM_SEQ)
                        .setRoomEpoch(Records.EPOCH.toString())
                        .setPrevSeq(6)
                        .setCursor(Cursor.of(Records.LOG, Records.OFFSET).text())
                        .setOccurredAtMicros(Records.MICROS)
                        .setReason("network_lost")
                        .setRoomMetadata("{\"a\":1}")
                        .setPeerMetadata("{\"b\":2}")
                        .setCounts(RoomCounts.newBuilder()
                                .setPeers(4)
                                .setConnectedPeers(3)
                                .setComponents(2)
                                .setTracks(1))
                        .setTest(true)
                        .setReplay(true)
                        .build());
    }

    @Example
    void leavesOutWhatDoesNotApply() {
        JournalRecord room = Records.of(new RoomEvent.PeerAdded(new PeerId("p"), true), EventContext.NONE);
        JournalRecord server = Records.of(new ServerEvent.Tripped(
                EndpointTripped.newBuilder().setEndpointId("ep_a").build()));

        EventMeta ofRoom = encoder.meta(room, EventFacts.of(room), 0, false);
        EventMeta ofServer = encoder.meta(server, EventFacts.of(server), 0, false);

        assertThat(ofRoom.getRoomMetadata() + ofRoom.getPeerMetadata() + ofRoom.getReason())
                .isEmpty();
        assertThat(ofRoom.hasCounts()).isTrue();
        assertThat(ofServer.hasCounts()).isFalse();
    }
}
