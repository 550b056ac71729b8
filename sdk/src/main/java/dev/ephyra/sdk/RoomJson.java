package dev.ephyra.sdk;

import dev.ephyra.sdk.json.JsonMembers;
import dev.ephyra.sdk.json.JsonReader;
import dev.ephyra.sdk.json.MalformedJson;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Rooms and peers as the API writes them. Reads what the oldest servers leave out, and does not mind what newer ones
 * add. Stateless; what cannot be read is a {@link MalformedJson}.
 */
final class RoomJson {
    private static final String PEER_SOCKET_PATH = "/socket/peer/websocket";

    private RoomJson() {}

    static Room room(JsonReader json) {
        String id = json.requiredText("id");
        return new Room(
                id,
                config(json.requiredObject("config"), id),
                list(json.objects("peers"), RoomJson::peer),
                list(json.objects("components"), ComponentJson::read));
    }

    static List<Room> rooms(List<JsonReader> rooms) {
        return list(rooms, RoomJson::room);
    }

    static CreatedRoom createdRoom(JsonReader json, ServerAddress asked) {
        // Fishjam 0.6 has the first, Jellyfish the second.
        String address = json.text("fishjam_address")
                .or(() -> json.text("jellyfish_address"))
                .orElseGet(() -> asked.rest().toString());
        return new CreatedRoom(room(json.requiredObject("room")), address);
    }

    static AddedPeer addedPeer(JsonReader json, ServerAddress asked) {
        // Servers before Jellyfish 0.5 do not say where.
        String url = json.text("peer_websocket_url")
                .orElseGet(() -> asked.rest().getRawAuthority() + asked.rest().getRawPath() + PEER_SOCKET_PATH);
        return new AddedPeer(peer(json.requiredObject("peer")), json.requiredText("token"), peerSocket(url, asked));
    }

    static HealthReport health(JsonReader json) {
        JsonReader distribution = json.requiredObject("distribution");
        return new HealthReport(
                NodeStatus.of(json.requiredText("status")),
                Duration.ofSeconds(json.requiredInteger32("uptime")),
                json.text("version"),
                json.text("gitCommit"),
                new HealthReport.Distribution(
                        distribution.requiredFlag("enabled"),
                        NodeStatus.of(distribution.requiredText("nodeStatus")),
                        distribution.requiredInteger32("nodesInCluster")),
                json.object("ephyra").flatMap(own -> own.text("detail")));
    }

    static List<Track> tracks(JsonReader json) {
        return list(json.objects("tracks"), RoomJson::track);
    }

    static JsonMembers body(RoomOptions options) {
        JsonMembers out = new JsonMembers();
        options.roomId().ifPresent(id -> out.with("roomId", id));
        options.maxPeers().ifPresent(peers -> out.with("maxPeers", peers));
        options.videoCodec().ifPresent(codec -> out.with("videoCodec", ApiValues.name(codec)));
        options.webhookUrl().ifPresent(url -> out.with("webhookUrl", url));
        options.peerlessPurgeTimeout().ifPresent(time -> out.with("peerlessPurgeTimeout", time.toSeconds()));
        options.peerDisconnectedTimeout().ifPresent(time -> out.with("peerDisconnectedTimeout", time.toSeconds()));
        options.metadata().ifPresent(json -> out.with("metadata", JsonReader.of(json)));
        if (options.batchWebhookNotifications()) {
            out.with("batchWebhookNotifications", true);
        }
        return out;
    }

    static JsonMembers body(PeerOptions options) {
        PeerOptions.WebRtc webRtc = (PeerOptions.WebRtc) options;
        return new JsonMembers()
                .with("type", "webrtc")
                .with("options", new JsonMembers().with("enableSimulcast", webRtc.enableSimulcast()));
    }

    private static RoomConfig config(JsonReader json, String roomId) {
        return new RoomConfig(
                json.text("roomId").orElse(roomId),
                peers(json.nearestInteger("maxPeers")),
                json.text("videoCodec").map(VideoCodec::of),
                json.text("webhookUrl"),
                json.nearestInteger("peerlessPurgeTimeout").map(Duration::ofSeconds),
                json.nearestInteger("peerDisconnectedTimeout").map(Duration::ofSeconds));
    }

    private static Peer peer(JsonReader json) {
        return new Peer(
                json.requiredText("id"),
                PeerType.of(json.requiredText("type")),
                PeerStatus.of(json.requiredText("status")),
                tracks(json),
                json.json("metadata"));
    }

    private static Track track(JsonReader json) {
        return new Track(json.requiredText("id"), TrackType.of(json.requiredText("type")), json.json("metadata"));
    }

    private static <T> List<T> list(List<JsonReader> items, Function<JsonReader, T> item) {
        return items.stream().map(item).toList();
    }

    /** Fishjam takes any number; one such room must not hide the others. */
    private static OptionalInt peers(Optional<Long> most) {
        return most.isPresent()
                ? OptionalInt.of((int) Math.max(Integer.MIN_VALUE, Math.min(most.get(), Integer.MAX_VALUE)))
                : OptionalInt.empty();
    }

    /** Fishjam answers {@code host:port/path} without a scheme; newer servers may give one. */
    private static URI peerSocket(String given, ServerAddress asked) {
        String text = given.contains("://") ? given : asked.socket().getScheme() + "://" + given;
        try {
            URI url = URI.create(text);
            return "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme())
                    ? URI.create("ws" + text.substring("http".length()))
                    : url;
        } catch (IllegalArgumentException malformed) {
            throw new MalformedJson("data.peer_websocket_url is no URL");
        }
    }
}
