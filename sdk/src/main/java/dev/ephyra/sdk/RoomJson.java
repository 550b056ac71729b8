package dev.ephyra.sdk;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Rooms and peers as the API writes them. Reads what the oldest servers leave out, and does not mind what newer ones
 * add. Stateless; what cannot be read is a {@link Json.Mismatch}.
 */
final class RoomJson {
    private static final String PEER_SOCKET_PATH = "/socket/peer/websocket";

    private RoomJson() {}

    static Room room(Json json) {
        String id = json.member("id").string();
        return new Room(id, config(json.member("config"), id), list(json, "peers", RoomJson::peer), components(json));
    }

    static List<Room> rooms(Json json) {
        return json.items().stream().map(RoomJson::room).toList();
    }

    static CreatedRoom createdRoom(Json json, ServerAddress asked) {
        // Fishjam 0.6 has the first, Jellyfish the second.
        String address = json.optional("fishjam_address")
                .or(() -> json.optional("jellyfish_address"))
                .map(Json::string)
                .orElseGet(() -> asked.rest().toString());
        return new CreatedRoom(room(json.member("room")), address);
    }

    static AddedPeer addedPeer(Json json, ServerAddress asked) {
        URI url = json.optional("peer_websocket_url")
                .map(given -> peerSocket(given.string(), asked))
                // Servers before Jellyfish 0.5 do not say.
                .orElseGet(() -> URI.create(socketScheme(asked) + "://" + below(asked) + PEER_SOCKET_PATH));
        return new AddedPeer(peer(json.member("peer")), json.member("token").string(), url);
    }

    static HealthReport health(Json json) {
        Json distribution = json.member("distribution");
        return new HealthReport(
                NodeStatus.of(json.member("status").string()),
                Duration.ofSeconds(json.member("uptime").integer()),
                json.optional("version").map(Json::string),
                json.optional("gitCommit").map(Json::string),
                new HealthReport.Distribution(
                        distribution.member("enabled").bool(),
                        NodeStatus.of(distribution.member("nodeStatus").string()),
                        distribution.member("nodesInCluster").integer()),
                json.optional("ephyra").flatMap(own -> own.optional("detail")).map(Json::string));
    }

    static List<String> ids(Json json) {
        return json.items().stream().map(Json::string).toList();
    }

    static List<Track> tracks(Json json) {
        return list(json, "tracks", RoomJson::track);
    }

    static OptionalInt integer(Json json, String name) {
        Optional<Json> value = json.optional(name);
        return value.isPresent() ? OptionalInt.of(value.get().integer()) : OptionalInt.empty();
    }

    static Json.Members body(RoomOptions options) {
        Json.Members out = new Json.Members();
        options.roomId().ifPresent(id -> out.with("roomId", id));
        options.maxPeers().ifPresent(peers -> out.with("maxPeers", peers));
        options.videoCodec().ifPresent(codec -> out.with("videoCodec", Wire.name(codec)));
        options.webhookUrl().ifPresent(url -> out.with("webhookUrl", url));
        options.peerlessPurgeTimeout().ifPresent(time -> out.with("peerlessPurgeTimeout", time.toSeconds()));
        options.peerDisconnectedTimeout().ifPresent(time -> out.with("peerDisconnectedTimeout", time.toSeconds()));
        return out;
    }

    static Json.Members body(PeerOptions options) {
        PeerOptions.WebRtc webRtc = (PeerOptions.WebRtc) options;
        return new Json.Members()
                .with("type", "webrtc")
                .with("options", new Json.Members().with("enableSimulcast", webRtc.enableSimulcast()));
    }

    private static RoomConfig config(Json json, String roomId) {
        return new RoomConfig(
                json.optional("roomId").map(Json::string).orElse(roomId),
                integer(json, "maxPeers"),
                json.optional("videoCodec").map(codec -> VideoCodec.of(codec.string())),
                json.optional("webhookUrl").map(Json::string),
                seconds(json, "peerlessPurgeTimeout"),
                seconds(json, "peerDisconnectedTimeout"));
    }

    private static Peer peer(Json json) {
        return new Peer(
                json.member("id").string(),
                PeerType.of(json.member("type").string()),
                PeerStatus.of(json.member("status").string()),
                tracks(json),
                json.optional("metadata").map(Json::text));
    }

    private static List<Component> components(Json json) {
        return list(json, "components", ComponentJson::read);
    }

    private static Track track(Json json) {
        return new Track(
                json.member("id").string(),
                TrackType.of(json.member("type").string()),
                json.optional("metadata").map(Json::text));
    }

    private static <T> List<T> list(Json json, String name, Function<Json, T> item) {
        return json.optional(name)
                .map(found -> found.items().stream().map(item).toList())
                .orElse(List.of());
    }

    private static Optional<Duration> seconds(Json json, String name) {
        return json.optional(name).map(value -> Duration.ofSeconds(value.integer()));
    }

    /** Fishjam answers {@code host:port/path} without a scheme; newer servers may give one. */
    private static URI peerSocket(String given, ServerAddress asked) {
        String text = given.contains("://") ? given : socketScheme(asked) + "://" + given;
        String lower = text.toLowerCase(Locale.ROOT);
        try {
            return URI.create(
                    lower.startsWith("http://") || lower.startsWith("https://") ? "ws" + text.substring(4) : text);
        } catch (IllegalArgumentException malformed) {
            throw new Json.Mismatch("data.peer_websocket_url is no URL");
        }
    }

    private static String socketScheme(ServerAddress asked) {
        return String.valueOf(asked.socket().getScheme());
    }

    private static String below(ServerAddress asked) {
        return asked.rest().getRawAuthority() + asked.rest().getRawPath();
    }
}
