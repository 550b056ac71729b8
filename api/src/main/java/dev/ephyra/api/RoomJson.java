package dev.ephyra.api;

import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.RoomSnapshot.ComponentSnapshot;
import dev.ephyra.room.RoomSnapshot.PeerSnapshot;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackType;
import dev.ephyra.room.VideoCodec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Writes rooms and what is in them as Fishjam does; every key is always present. Stateless. */
public final class RoomJson {
    private RoomJson() {}

    static void room(RoomSnapshot room, JsonText out) {
        out.object().member("id", room.config().roomId().value()).name("config");
        config(room.config(), out);
        out.name("components").array();
        room.components().forEach(component -> component(component, out));
        out.end().name("peers").array();
        room.peers().forEach(peer -> peer(peer, out));
        out.end().end();
    }

    /** What a room was created with. */
    public static void config(RoomConfig config, JsonText out) {
        out.object().member("roomId", config.roomId().value());
        optional("maxPeers", config.maxPeers(), out);
        optional("videoCodec", config.videoCodec().map(RoomJson::name), out);
        optional("webhookUrl", config.webhookUrl(), out);
        optional("peerlessPurgeTimeout", config.peerlessPurgeTimeoutSeconds(), out);
        optional("peerDisconnectedTimeout", config.peerDisconnectedTimeoutSeconds(), out);
        out.end();
    }

    /** A peer with its tracks. */
    public static void peer(PeerSnapshot peer, JsonText out) {
        out.object().member("id", peer.id().value()).member("type", "webrtc");
        out.member("status", peer.connected() ? "connected" : "disconnected");
        tracks(peer.tracks(), out);
        out.rawMember("metadata", peer.metadata().json()).end();
    }

    /** A component with its tracks. */
    public static void component(ComponentSnapshot component, JsonText out) {
        out.object().member("id", component.id().value());
        out.member("type", component.type().apiName());
        out.rawMember("properties", component.propertiesJson());
        tracks(component.tracks(), out);
        out.end();
    }

    private static void tracks(List<Track> tracks, JsonText out) {
        out.name("tracks").array();
        for (Track track : tracks) {
            out.object().member("id", track.id().value()).member("type", name(track.type()));
            out.rawMember("metadata", track.metadata().json()).end();
        }
        out.end();
    }

    private static void optional(String name, OptionalInt value, JsonText out) {
        out.rawMember(name, value.isPresent() ? Integer.toString(value.getAsInt()) : "null");
    }

    private static void optional(String name, Optional<String> value, JsonText out) {
        out.name(name);
        value.ifPresentOrElse(out::string, () -> out.raw("null"));
    }

    private static String name(VideoCodec codec) {
        return switch (codec) {
            case H264 -> "h264";
            case VP8 -> "vp8";
        };
    }

    private static String name(TrackType type) {
        return switch (type) {
            case AUDIO -> "audio";
            case VIDEO -> "video";
        };
    }
}
