package dev.ephyra.sdk.notification;

import dev.ephyra.sdk.PeerType;
import dev.ephyra.sdk.TrackType;
import dev.ephyra.wire.ServerMessage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages that nearly all notifications come in, in one pass over their bytes: a room's, a peer's, a component's or a
 * track's, with or without field 1000. Building a {@code ServerMessage} first takes several times as long. Whatever is in any way
 * different, malformed ones included, it leaves to that. Good for one message.
 */
final class PlainMessage {
    private static final int META = tag(ServerMessage.META_FIELD_NUMBER, 2);
    private static final int LAST_CONTENT = tag(ServerMessage.PEER_DELETED_FIELD_NUMBER, 2);

    private static final int PEER_METADATA_UPDATED = ServerMessage.PEER_METADATA_UPDATED_FIELD_NUMBER;
    private static final int TRACK_ADDED = ServerMessage.TRACK_ADDED_FIELD_NUMBER;
    private static final int TRACK_REMOVED = ServerMessage.TRACK_REMOVED_FIELD_NUMBER;

    // Fields of contents; those of a kind are texts, but for the enum, which is the last one.
    private static final int ROOM_ID = tag(1, 2);
    private static final int SECOND_TEXT = tag(2, 2);
    private static final int THIRD_TEXT = tag(3, 2);
    private static final int THIRD_ENUM = tag(3, 0);
    private static final int FOURTH_ENUM = tag(4, 0);
    private static final int TRACK = tag(4, 2);

    // Which of them a kind has: a bit for each.
    private static final long OF_ROOM = 1L << ROOM_ID;
    private static final long OF_COMPONENT = OF_ROOM | 1L << SECOND_TEXT;
    private static final long OF_PEER = OF_COMPONENT | 1L << THIRD_ENUM;
    private static final long OF_PEER_AND_TEXT = OF_COMPONENT | 1L << THIRD_TEXT | 1L << FOURTH_ENUM;
    private static final long OF_TRACK = OF_COMPONENT | 1L << THIRD_TEXT | 1L << TRACK;

    private static final int TRACK_ID = tag(1, 2);
    private static final int TRACK_TYPE = tag(2, 0);
    private static final int TRACK_METADATA = tag(3, 2);

    private final WireBytes wire;
    private String roomId = "";
    private @Nullable String second;
    private @Nullable String third;
    private int number;
    private String trackId = "";
    private int trackType;
    private String trackMetadata = "";

    private PlainMessage(WireBytes wire) {
        this.wire = wire;
    }

    /** The notification in a message that is nothing special; null if {@code bytes} are to be read in another way, or not at all. */
    static @Nullable Notification read(byte[] bytes) {
        WireBytes wire = new WireBytes(bytes);
        PlainIdentity identity = null;
        ServerNotification content = null;
        while (wire.more()) {
            long tag = wire.varint();
            if (tag == META && identity == null) {
                identity = new PlainIdentity();
                identity.read(wire);
            } else if (content == null) {
                content = new PlainMessage(wire).content(tag);
            } else {
                wire.fail();
            }
        }
        if (wire.failed() || content == null) {
            return null;
        }
        return new Notification(content, identity == null ? Optional.empty() : Optional.of(identity.identity()), bytes);
    }

    private static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    private @Nullable ServerNotification content(long tag) {
        int field = tag > 0 && tag <= LAST_CONTENT && (tag & 7) == 2 ? (int) tag >>> 3 : 0;
        long shape = shape(field);
        if (shape == 0) {
            wire.fail();
            return null;
        }
        int around = wire.enter();
        while (wire.more()) {
            long inner = wire.varint();
            if (inner >= 0 && inner < Long.SIZE && (shape >>> inner & 1) == 1) {
                take((int) inner);
            } else {
                wire.fail();
            }
        }
        wire.leave(around);
        return build(field);
    }

    /** 0 for what is not read here. */
    private static long shape(int field) {
        return switch (field) {
            case ServerMessage.ROOM_CREATED_FIELD_NUMBER,
                    ServerMessage.ROOM_DELETED_FIELD_NUMBER,
                    ServerMessage.ROOM_CRASHED_FIELD_NUMBER -> OF_ROOM;
            case ServerMessage.COMPONENT_CRASHED_FIELD_NUMBER -> OF_COMPONENT;
            case ServerMessage.PEER_ADDED_FIELD_NUMBER,
                    ServerMessage.PEER_DELETED_FIELD_NUMBER,
                    ServerMessage.PEER_CONNECTED_FIELD_NUMBER,
                    ServerMessage.PEER_DISCONNECTED_FIELD_NUMBER -> OF_PEER;
            case ServerMessage.PEER_CRASHED_FIELD_NUMBER, PEER_METADATA_UPDATED -> OF_PEER_AND_TEXT;
            case TRACK_ADDED, TRACK_REMOVED, ServerMessage.TRACK_METADATA_UPDATED_FIELD_NUMBER -> OF_TRACK;
            default -> 0;
        };
    }

    private void take(int tag) {
        if (tag == ROOM_ID) {
            roomId = wire.text();
        } else if (tag == SECOND_TEXT) {
            second = wire.text();
        } else if (tag == THIRD_TEXT) {
            third = wire.text();
        } else if (tag == TRACK) {
            track();
        } else {
            number = (int) wire.varint();
        }
    }

    private void track() {
        int around = wire.enter();
        while (wire.more()) {
            long tag = wire.varint();
            if (tag == TRACK_ID) {
                trackId = wire.text();
            } else if (tag == TRACK_TYPE) {
                trackType = (int) wire.varint();
            } else if (tag == TRACK_METADATA) {
                trackMetadata = wire.text();
            } else {
                wire.fail();
            }
        }
        wire.leave(around);
    }

    private @Nullable ServerNotification build(int field) {
        return switch (field) {
            case ServerMessage.ROOM_CREATED_FIELD_NUMBER -> new RoomNotification.RoomCreated(roomId);
            case ServerMessage.ROOM_DELETED_FIELD_NUMBER -> new RoomNotification.RoomDeleted(roomId);
            case ServerMessage.ROOM_CRASHED_FIELD_NUMBER -> new RoomNotification.RoomCrashed(roomId);
            case ServerMessage.COMPONENT_CRASHED_FIELD_NUMBER ->
                new RoomNotification.ComponentCrashed(roomId, said(second));
            case ServerMessage.PEER_ADDED_FIELD_NUMBER ->
                new RoomNotification.PeerAdded(roomId, said(second), peerType());
            case ServerMessage.PEER_DELETED_FIELD_NUMBER ->
                new RoomNotification.PeerDeleted(roomId, said(second), peerType());
            case ServerMessage.PEER_CONNECTED_FIELD_NUMBER ->
                new RoomNotification.PeerConnected(roomId, said(second), peerType());
            case ServerMessage.PEER_DISCONNECTED_FIELD_NUMBER ->
                new RoomNotification.PeerDisconnected(roomId, said(second), peerType());
            case ServerMessage.PEER_CRASHED_FIELD_NUMBER ->
                new RoomNotification.PeerCrashed(roomId, said(second), said(third), peerType());
            case PEER_METADATA_UPDATED ->
                new RoomNotification.PeerMetadataUpdated(
                        roomId, said(second), RoomReaders.json(said(third)), peerType());
            default -> ofTrack(field);
        };
    }

    private @Nullable ServerNotification ofTrack(int field) {
        if (second != null && third != null) {
            // Of a peer and of a component: the later one counts.
            wire.fail();
            return null;
        }
        RoomNotification.Publisher publisher =
                new RoomNotification.Publisher(Optional.ofNullable(second), Optional.ofNullable(third));
        TrackInfo info = new TrackInfo(trackId, trackType(), RoomReaders.json(trackMetadata));
        return switch (field) {
            case TRACK_ADDED -> new RoomNotification.TrackAdded(roomId, publisher, info);
            case TRACK_REMOVED -> new RoomNotification.TrackRemoved(roomId, publisher, info);
            default -> new RoomNotification.TrackMetadataUpdated(roomId, publisher, info);
        };
    }

    private PeerType peerType() {
        ServerMessage.PeerType type = ServerMessage.PeerType.forNumber(number);
        return type == null ? PeerType.UNKNOWN : RoomReaders.type(type);
    }

    private TrackType trackType() {
        ServerMessage.TrackType type = ServerMessage.TrackType.forNumber(trackType);
        return type == null ? TrackType.UNKNOWN : MediaReaders.type(type);
    }

    private static String said(@Nullable String text) {
        return text == null ? "" : text;
    }
}
