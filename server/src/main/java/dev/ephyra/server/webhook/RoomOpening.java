package dev.ephyra.server.webhook;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomEvent;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lanes depend on when a room is created. Immutable.
 *
 * @param batches whether several notifications may go into one POST to {@code webhookUrl}
 */
record RoomOpening(Optional<String> webhookUrl, boolean batches, Metadata metadata) {
    private static final Logger LOG = LoggerFactory.getLogger(RoomOpening.class);
    private static final RoomOpening NONE = new RoomOpening(Optional.empty(), false, Metadata.NONE);

    static RoomOpening of(JournalRecord opening) {
        if (ServerEvent.isIn(opening)) {
            return NONE;
        }
        try {
            return EventCodec.decode(opening.event()) instanceof RoomEvent.RoomCreated created
                    ? new RoomOpening(
                            created.config().webhookUrl(),
                            created.config().batchesWebhooks(),
                            created.config().metadata())
                    : NONE;
        } catch (IllegalArgumentException unknown) {
            LOG.error("Record {} cannot be decoded; room {} gets no webhooks", opening.offset(), opening.room());
            return NONE;
        }
    }

    /** Whether events of this room, or of the server, can pass {@code filter}. */
    static boolean wants(EventFilter filter, String room, Metadata metadata) {
        if (room.equals(ServerEvent.ROOM)) {
            return filter.include().stream().anyMatch(EventType::isOfServer);
        }
        return filter.wantsRoom(room, metadata);
    }
}
