package dev.ephyra.sdk.notification;

import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.RoomCounts;
import java.util.Optional;

/** Field 1000, read in one pass over its bytes; what is not known of it makes the reading fail. Owned by its {@link PlainMessage}. */
final class PlainIdentity {
    private static final int VARINT = 0;
    private static final int TEXT = 2;

    private String eventId = "";
    private long roomSeq;
    private String roomEpoch = "";
    private long prevSeq;
    private String cursor = "";
    private long occurredAtMicros;
    private String reason = "";
    private String detail = "";
    private String roomMetadata = "";
    private String peerMetadata = "";
    private boolean counted;
    private int peers;
    private int connectedPeers;
    private int components;
    private int tracks;
    private boolean test;
    private boolean replay;
    private long lastAliveAtMicros;

    /** Reads the message that is here. */
    void read(WireBytes wire) {
        int around = wire.enter();
        while (wire.more()) {
            long tag = wire.varint();
            int type = (int) tag & 7;
            if (type == TEXT) {
                text(wire, tag >>> 3);
            } else if (type == VARINT) {
                number(wire, tag >>> 3);
            } else {
                wire.fail();
            }
        }
        wire.leave(around);
    }

    private void text(WireBytes wire, long field) {
        if (field == EventMeta.EVENT_ID_FIELD_NUMBER) {
            eventId = wire.text();
        } else if (field == EventMeta.ROOM_EPOCH_FIELD_NUMBER) {
            roomEpoch = wire.text();
        } else if (field == EventMeta.CURSOR_FIELD_NUMBER) {
            cursor = wire.text();
        } else if (field == EventMeta.COUNTS_FIELD_NUMBER) {
            counts(wire);
        } else if (field == EventMeta.REASON_FIELD_NUMBER) {
            reason = wire.text();
        } else if (field == EventMeta.DETAIL_FIELD_NUMBER) {
            detail = wire.text();
        } else if (field == EventMeta.ROOM_METADATA_FIELD_NUMBER) {
            roomMetadata = wire.text();
        } else if (field == EventMeta.PEER_METADATA_FIELD_NUMBER) {
            peerMetadata = wire.text();
        } else if (field == EventMeta.ROOM_ID_FIELD_NUMBER) {
            // The kinds that are read here say their room themselves.
            wire.text();
        } else {
            wire.fail();
        }
    }

    private void number(WireBytes wire, long field) {
        long value = wire.varint();
        if (field == EventMeta.ROOM_SEQ_FIELD_NUMBER) {
            roomSeq = value;
        } else if (field == EventMeta.PREV_SEQ_FIELD_NUMBER) {
            prevSeq = value;
        } else if (field == EventMeta.OCCURRED_AT_MICROS_FIELD_NUMBER) {
            occurredAtMicros = value;
        } else if (field == EventMeta.TEST_FIELD_NUMBER) {
            test = value != 0;
        } else if (field == EventMeta.REPLAY_FIELD_NUMBER) {
            replay = value != 0;
        } else if (field == EventMeta.LAST_ALIVE_AT_MICROS_FIELD_NUMBER) {
            lastAliveAtMicros = value;
        } else {
            wire.fail();
        }
    }

    private void counts(WireBytes wire) {
        counted = true;
        int around = wire.enter();
        while (wire.more()) {
            long tag = wire.varint();
            int value = (int) wire.varint();
            if (tag == RoomCounts.PEERS_FIELD_NUMBER << 3) {
                peers = value;
            } else if (tag == RoomCounts.CONNECTED_PEERS_FIELD_NUMBER << 3) {
                connectedPeers = value;
            } else if (tag == RoomCounts.COMPONENTS_FIELD_NUMBER << 3) {
                components = value;
            } else if (tag == RoomCounts.TRACKS_FIELD_NUMBER << 3) {
                tracks = value;
            } else {
                wire.fail();
            }
        }
        wire.leave(around);
    }

    /** What was read. */
    EventIdentity identity() {
        return new EventIdentity(
                eventId,
                roomSeq,
                roomEpoch,
                prevSeq,
                IdentityReader.present(cursor),
                IdentityReader.instant(occurredAtMicros),
                IdentityReader.present(reason),
                IdentityReader.present(detail),
                IdentityReader.present(roomMetadata),
                IdentityReader.present(peerMetadata),
                counted
                        ? Optional.of(
                                new dev.ephyra.sdk.notification.RoomCounts(peers, connectedPeers, components, tracks))
                        : Optional.empty(),
                test,
                replay,
                lastAliveAtMicros == 0 ? Optional.empty() : Optional.of(IdentityReader.instant(lastAliveAtMicros)));
    }
}
