package dev.ephyra.notify.record;

import com.google.protobuf.ByteString;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.room.Metadata;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.RoomCounts;
import java.util.UUID;

/**
 * Field 1000 of a ServerMessage: which event a notification is. Immutable and thread-safe.
 *
 * <p>The extended message is the frozen notification with the field behind it: concatenated protobuf messages are one
 * message, so the frozen bytes are never encoded again.
 */
public final class MetaEncoder {
    private final UUID logEpoch;

    /** @param logEpoch of the journal whose records are encoded */
    public MetaEncoder(UUID logEpoch) {
        this.logEpoch = logEpoch;
    }

    /**
     * The identity of {@code record}.
     *
     * @param prevSeq the number of the room's event that this receiver got before; 0 if none
     * @param replay whether somebody asked for it again
     */
    public EventMeta meta(JournalRecord record, EventFacts facts, long prevSeq, boolean replay) {
        EventContext context = facts.context();
        EventMeta.Builder meta = EventMeta.newBuilder()
                .setEventId(record.eventId().toString())
                .setRoomSeq(record.roomSeq())
                .setRoomEpoch(record.roomEpoch().toString())
                .setPrevSeq(prevSeq)
                .setCursor(Cursor.of(logEpoch, record.offset()).text())
                .setOccurredAtMicros(record.occurredAtMicros())
                .setReason(facts.reason())
                .setDetail(facts.detail())
                .setTest(context.test())
                .setReplay(replay)
                .setLastAliveAtMicros(context.lastAliveAtMicros());
        if (!context.roomMetadata().equals(Metadata.NONE)) {
            meta.setRoomMetadata(context.roomMetadata().json());
        }
        if (!context.peerMetadata().equals(Metadata.NONE)) {
            meta.setPeerMetadata(context.peerMetadata().json());
        }
        if (!facts.type().isOfServer()) {
            meta.setCounts(RoomCounts.newBuilder()
                    .setPeers(context.peers())
                    .setConnectedPeers(context.connectedPeers())
                    .setComponents(context.components())
                    .setTracks(context.tracks()));
        }
        return meta.build();
    }

    /** {@code notification} with {@code meta} behind it. */
    public static byte[] append(byte[] notification, EventMeta meta) {
        byte[] field = ServerMessage.newBuilder().setMeta(meta).build().toByteArray();
        return ByteString.copyFrom(notification)
                .concat(ByteString.copyFrom(field))
                .toByteArray();
    }
}
