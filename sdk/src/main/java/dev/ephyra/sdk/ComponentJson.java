package dev.ephyra.sdk;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Components and their options as the API writes them. Stateless. */
final class ComponentJson {
    private ComponentJson() {}

    /** Never fails for its properties: a component that cannot be read must not hide the rest of a room. */
    static Component read(Json json) {
        String id = json.member("id").string();
        String type = json.member("type").string();
        List<Track> tracks = RoomJson.tracks(json);
        Optional<Json> properties = json.optional("properties");
        if (properties.isPresent()) {
            try {
                Optional<Component> known = known(type, id, tracks, properties.get());
                if (known.isPresent()) {
                    return known.get();
                }
            } catch (Json.Mismatch differently) {
                return new Component.Unknown(id, tracks, type, properties.map(Json::text));
            }
        }
        return new Component.Unknown(id, tracks, type, properties.map(Json::text));
    }

    private static Optional<Component> known(String type, String id, List<Track> tracks, Json properties) {
        return switch (type) {
            case "hls" ->
                Optional.of(new Component.Hls(
                        id,
                        tracks,
                        flag(properties, "lowLatency"),
                        flag(properties, "persistent"),
                        flag(properties, "playable"),
                        subscribeMode(properties),
                        RoomJson.integer(properties, "targetWindowDuration")));
            case "rtsp" ->
                Optional.of(new Component.Rtsp(
                        id,
                        tracks,
                        properties.member("sourceUri").string(),
                        properties.member("rtpPort").integer(),
                        Duration.ofMillis(properties.member("reconnectDelay").integer()),
                        Duration.ofMillis(properties.member("keepAliveInterval").integer()),
                        properties.member("pierceNat").bool()));
            case "file" ->
                Optional.of(new Component.File(
                        id, tracks, properties.member("filePath").string(), RoomJson.integer(properties, "framerate")));
            case "sip" ->
                Optional.of(new Component.Sip(id, tracks, credentials(properties.member("registrarCredentials"))));
            case "recording" -> Optional.of(new Component.Recording(id, tracks, subscribeMode(properties)));
            default -> Optional.empty();
        };
    }

    private static boolean flag(Json properties, String name) {
        return properties.optional(name).map(Json::bool).orElse(false);
    }

    /** Servers before 0.4 know no other mode than the first, and do not say it. */
    private static SubscribeMode subscribeMode(Json properties) {
        return properties
                .optional("subscribeMode")
                .map(mode -> SubscribeMode.of(mode.string()))
                .orElse(SubscribeMode.AUTO);
    }

    private static SipCredentials credentials(Json json) {
        return new SipCredentials(
                json.member("address").string(),
                json.member("username").string(),
                json.member("password").string());
    }

    static Json.Members body(ComponentOptions options) {
        Json.Members out = new Json.Members();
        if (options instanceof ComponentOptions.Hls hls) {
            return typed("hls", hls(hls, out));
        } else if (options instanceof ComponentOptions.Rtsp rtsp) {
            return typed("rtsp", rtsp(rtsp, out));
        } else if (options instanceof ComponentOptions.File file) {
            file.framerate().ifPresent(rate -> out.with("framerate", rate));
            return typed("file", out.with("filePath", file.filePath()));
        } else if (options instanceof ComponentOptions.Sip sip) {
            SipCredentials given = sip.registrarCredentials();
            return typed(
                    "sip",
                    out.with(
                            "registrarCredentials",
                            new Json.Members()
                                    .with("address", given.address())
                                    .with("username", given.username())
                                    .with("password", given.password())));
        } else {
            return typed("recording", recording((ComponentOptions.Recording) options, out));
        }
    }

    private static Json.Members hls(ComponentOptions.Hls hls, Json.Members out) {
        out.with("lowLatency", hls.lowLatency())
                .with("persistent", hls.persistent())
                .with("subscribeMode", Wire.name(hls.subscribeMode()));
        hls.targetWindowDuration().ifPresent(duration -> out.with("targetWindowDuration", duration));
        hls.s3().ifPresent(credentials -> out.with("s3", s3(credentials)));
        return out;
    }

    private static Json.Members rtsp(ComponentOptions.Rtsp rtsp, Json.Members out) {
        out.with("sourceUri", rtsp.sourceUri()).with("pierceNat", rtsp.pierceNat());
        rtsp.rtpPort().ifPresent(port -> out.with("rtpPort", port));
        rtsp.reconnectDelay().ifPresent(delay -> out.with("reconnectDelay", delay.toMillis()));
        rtsp.keepAliveInterval().ifPresent(interval -> out.with("keepAliveInterval", interval.toMillis()));
        return out;
    }

    private static Json.Members recording(ComponentOptions.Recording recording, Json.Members out) {
        out.with("subscribeMode", Wire.name(recording.subscribeMode()));
        recording.pathPrefix().ifPresent(prefix -> out.with("pathPrefix", prefix));
        recording.credentials().ifPresent(credentials -> out.with("credentials", s3(credentials)));
        return out;
    }

    private static Json.Members s3(S3Credentials credentials) {
        return new Json.Members()
                .with("accessKeyId", credentials.accessKeyId())
                .with("secretAccessKey", credentials.secretAccessKey())
                .with("region", credentials.region())
                .with("bucket", credentials.bucket());
    }

    private static Json.Members typed(String type, Json.Members options) {
        return new Json.Members().with("type", type).with("options", options);
    }
}
