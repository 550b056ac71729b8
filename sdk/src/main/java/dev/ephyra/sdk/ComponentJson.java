package dev.ephyra.sdk;

import dev.ephyra.sdk.json.JsonMembers;
import dev.ephyra.sdk.json.JsonReader;
import dev.ephyra.sdk.json.MalformedJson;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Components and their options as the API writes them. Stateless. */
final class ComponentJson {
    private ComponentJson() {}

    /** Never fails for its properties or tracks: a component that cannot be read must not hide the rest of a room. */
    static Component read(JsonReader json) {
        String id = json.requiredText("id");
        String type = json.requiredText("type");
        List<Track> tracks = List.of();
        try {
            tracks = RoomJson.tracks(json);
            Optional<JsonReader> properties = json.object("properties");
            if (properties.isPresent()) {
                return known(type, id, tracks, properties.get());
            }
        } catch (MalformedJson differently) {
            return new Component.Unknown(id, tracks, type, json.json("properties"));
        }
        return new Component.Unknown(id, tracks, type, Optional.empty());
    }

    private static Component known(String type, String id, List<Track> tracks, JsonReader properties) {
        return switch (type) {
            case "hls" ->
                new Component.Hls(
                        id,
                        tracks,
                        properties.flag("lowLatency").orElse(false),
                        properties.flag("persistent").orElse(false),
                        properties.flag("playable").orElse(false),
                        subscribeMode(properties),
                        properties.integer32("targetWindowDuration"));
            case "rtsp" ->
                new Component.Rtsp(
                        id,
                        tracks,
                        properties.requiredText("sourceUri"),
                        properties.requiredInteger32("rtpPort"),
                        Duration.ofMillis(properties.requiredInteger32("reconnectDelay")),
                        Duration.ofMillis(properties.requiredInteger32("keepAliveInterval")),
                        properties.requiredFlag("pierceNat"));
            case "file" ->
                new Component.File(id, tracks, properties.requiredText("filePath"), properties.integer32("framerate"));
            case "sip" -> new Component.Sip(id, tracks, credentials(properties.requiredObject("registrarCredentials")));
            case "recording" -> new Component.Recording(id, tracks, subscribeMode(properties));
            default -> new Component.Unknown(id, tracks, type, Optional.of(properties.toString()));
        };
    }

    /** Servers before 0.4 know no other mode than the first, and do not say it. */
    private static SubscribeMode subscribeMode(JsonReader properties) {
        return properties.text("subscribeMode").map(SubscribeMode::of).orElse(SubscribeMode.AUTO);
    }

    private static SipCredentials credentials(JsonReader json) {
        return new SipCredentials(
                json.requiredText("address"), json.requiredText("username"), json.requiredText("password"));
    }

    static JsonMembers body(ComponentOptions options) {
        JsonMembers out = new JsonMembers();
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
                            new JsonMembers()
                                    .with("address", given.address())
                                    .with("username", given.username())
                                    .with("password", given.password())));
        } else {
            return typed("recording", recording((ComponentOptions.Recording) options, out));
        }
    }

    private static JsonMembers hls(ComponentOptions.Hls hls, JsonMembers out) {
        out.with("lowLatency", hls.lowLatency())
                .with("persistent", hls.persistent())
                .with("subscribeMode", ApiValues.name(hls.subscribeMode()));
        hls.targetWindowDuration().ifPresent(duration -> out.with("targetWindowDuration", duration));
        hls.s3().ifPresent(credentials -> out.with("s3", s3(credentials)));
        return out;
    }

    private static JsonMembers rtsp(ComponentOptions.Rtsp rtsp, JsonMembers out) {
        out.with("sourceUri", rtsp.sourceUri()).with("pierceNat", rtsp.pierceNat());
        rtsp.rtpPort().ifPresent(port -> out.with("rtpPort", port));
        rtsp.reconnectDelay().ifPresent(delay -> out.with("reconnectDelay", delay.toMillis()));
        rtsp.keepAliveInterval().ifPresent(interval -> out.with("keepAliveInterval", interval.toMillis()));
        return out;
    }

    private static JsonMembers recording(ComponentOptions.Recording recording, JsonMembers out) {
        out.with("subscribeMode", ApiValues.name(recording.subscribeMode()));
        recording.pathPrefix().ifPresent(prefix -> out.with("pathPrefix", prefix));
        recording.credentials().ifPresent(credentials -> out.with("credentials", s3(credentials)));
        return out;
    }

    private static JsonMembers s3(S3Credentials credentials) {
        return new JsonMembers()
                .with("accessKeyId", credentials.accessKeyId())
                .with("secretAccessKey", credentials.secretAccessKey())
                .with("region", credentials.region())
                .with("bucket", credentials.bucket());
    }

    private static JsonMembers typed(String type, JsonMembers options) {
        return new JsonMembers().with("type", type).with("options", options);
    }
}
