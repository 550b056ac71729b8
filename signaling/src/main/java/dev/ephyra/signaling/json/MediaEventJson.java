package dev.ephyra.signaling.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.Encoding;
import dev.ephyra.signaling.PeerCommand;
import dev.ephyra.signaling.WireLimits;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Reads media events of the JSON dialect: {@code {"type": T, "data": D}}, or the same wrapped in events of the type
 * {@code custom}. Stateless; bad text is {@link PeerCommand.Malformed} or {@link PeerCommand.Unknown}.
 */
public final class MediaEventJson {
    /** Clients wrap once. */
    private static final int MAX_WRAPPERS = 4;

    private static final JsonNode NOTHING = JsonNodeFactory.instance.missingNode();

    /** How the data of each type is read; everything else is unknown. */
    private static final Map<String, BiFunction<String, JsonNode, PeerCommand>> DECODERS = Map.ofEntries(
            Map.entry("connect", (type, data) -> connect(data)),
            Map.entry("disconnect", (type, data) -> new PeerCommand.Disconnect()),
            Map.entry("updateEndpointMetadata", MediaEventJson::updateEndpointMetadata),
            Map.entry("updateTrackMetadata", MediaEventJson::updateTrackMetadata),
            Map.entry("enableTrackEncoding", (type, data) -> encoding(type, data, PeerCommand.EnableEncoding::new)),
            Map.entry("disableTrackEncoding", (type, data) -> encoding(type, data, PeerCommand.DisableEncoding::new)),
            Map.entry(
                    "setTargetTrackVariant", (type, data) -> encoding(type, data, PeerCommand.SetTargetEncoding::new)),
            Map.entry("muteTrack", (type, data) -> track(type, data, PeerCommand.MuteTrack::new)),
            Map.entry("unmuteTrack", (type, data) -> track(type, data, PeerCommand.UnmuteTrack::new)),
            Map.entry("renegotiateTracks", (type, data) -> new PeerCommand.RenegotiateTracks()),
            Map.entry("sdpOffer", MediaEventJson::sdpOffer),
            Map.entry("candidate", MediaEventJson::candidate),
            Map.entry("trackVariantBitrates", MediaEventJson::bitrates));

    private MediaEventJson() {}

    /** What one {@code media_event.data} says. */
    public static PeerCommand decode(String text) {
        Optional<JsonNode> parsed = JsonText.parse(text);
        if (parsed.isEmpty()) {
            return new PeerCommand.Malformed("media event", "not JSON, or beyond the limits");
        }
        JsonNode event = parsed.get();
        for (int wrappers = 0; wrappers <= MAX_WRAPPERS; wrappers++) {
            JsonNode type = event.path("type");
            if (!type.isTextual()) {
                return new PeerCommand.Malformed("media event", "no type");
            }
            if (!type.textValue().equals("custom")) {
                return decode(type.textValue(), event.path("data"));
            }
            event = event.path("data");
        }
        return new PeerCommand.Malformed("custom", "wrapped too often");
    }

    private static PeerCommand decode(String type, JsonNode data) {
        BiFunction<String, JsonNode, PeerCommand> decoder = DECODERS.get(type);
        return decoder == null ? new PeerCommand.Unknown(WireLimits.kind(type)) : decoder.apply(type, data);
    }

    // A client whose application gave no metadata leaves the key out: that is null, not an error.
    private static Optional<Metadata> metadata(JsonNode value) {
        return value.isMissingNode() ? Optional.of(Metadata.NONE) : JsonText.metadata(value);
    }

    private static PeerCommand connect(JsonNode data) {
        return metadata(data.path("metadata"))
                .<PeerCommand>map(PeerCommand.Connect::new)
                .orElseGet(() -> new PeerCommand.RefusedConnect("metadata beyond the limits"));
    }

    private static PeerCommand updateEndpointMetadata(String type, JsonNode data) {
        return metadata(data.path("metadata"))
                .<PeerCommand>map(PeerCommand.UpdateEndpointMetadata::new)
                .orElseGet(() -> new PeerCommand.Malformed(type, "metadata beyond the limits"));
    }

    private static PeerCommand updateTrackMetadata(String type, JsonNode data) {
        Optional<Metadata> metadata = metadata(data.path("trackMetadata"));
        if (metadata.isEmpty()) {
            return new PeerCommand.Malformed(type, "metadata beyond the limits");
        }
        return track(type, data, track -> new PeerCommand.UpdateTrackMetadata(track, metadata.get()));
    }

    private static PeerCommand track(String type, JsonNode data, Function<TrackId, PeerCommand> command) {
        return WireLimits.trackId(text(data, "trackId"))
                .map(command)
                .orElseGet(() -> new PeerCommand.Malformed(type, "no trackId"));
    }

    private static PeerCommand encoding(
            String type, JsonNode data, BiFunction<TrackId, Encoding, PeerCommand> command) {
        // One event calls it a variant, the others an encoding.
        Optional<Encoding> encoding = Encoding.ofRid(text(data, data.has("variant") ? "variant" : "encoding"));
        if (encoding.isEmpty()) {
            return new PeerCommand.Malformed(type, "no such encoding");
        }
        return track(type, data, track -> command.apply(track, encoding.get()));
    }

    private static PeerCommand sdpOffer(String type, JsonNode data) {
        JsonNode sdp = data.path("sdpOffer").path("sdp");
        JsonNode metadataByTrack = objectOrNothing(data.path("trackIdToTrackMetadata"));
        JsonNode trackByMid = objectOrNothing(data.path("midToTrackId"));
        if (!sdp.isTextual() || JsonText.hasLoneSurrogate(sdp.textValue())) {
            return new PeerCommand.Malformed(type, "no sdp");
        }
        if (metadataByTrack.size() > WireLimits.MAX_TRACKS || trackByMid.size() > WireLimits.MAX_TRACKS) {
            return new PeerCommand.Malformed(type, "too many tracks");
        }
        Map<TrackId, Metadata> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : metadataByTrack.properties()) {
            Optional<TrackId> track = WireLimits.trackId(entry.getKey());
            Optional<Metadata> value = JsonText.metadata(entry.getValue());
            if (track.isEmpty() || value.isEmpty()) {
                return new PeerCommand.Malformed(type, "track id or metadata beyond the limits");
            }
            metadata.put(track.get(), value.get());
        }
        Map<String, TrackId> tracks = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : trackByMid.properties()) {
            Optional<TrackId> track = WireLimits.trackId(entry.getValue().asText(""));
            if (track.isEmpty() || !WireLimits.isMid(entry.getKey())) {
                return new PeerCommand.Malformed(type, "mid or track id beyond the limits");
            }
            tracks.put(entry.getKey(), track.get());
        }
        return new PeerCommand.SdpOffer(sdp.textValue(), metadata, tracks);
    }

    private static PeerCommand candidate(String type, JsonNode data) {
        JsonNode candidate = data.path("candidate");
        if (!candidate.isTextual()) {
            return new PeerCommand.Malformed(type, "no candidate");
        }
        return new PeerCommand.Candidate(
                candidate.textValue(), data.path("sdpMLineIndex").asInt(0));
    }

    private static PeerCommand bitrates(String type, JsonNode data) {
        JsonNode value = data.path("variantBitrates");
        Map<Encoding, Integer> bitrates = new EnumMap<>(Encoding.class);
        if (value.isNumber()) {
            // A track without simulcast has one encoding, which counts as the highest.
            bitrates.put(Encoding.HIGH, bitsPerSecond(value));
        }
        for (Map.Entry<String, JsonNode> entry : objectOrNothing(value).properties()) {
            Encoding.ofRid(entry.getKey())
                    .ifPresent(encoding -> bitrates.put(encoding, bitsPerSecond(entry.getValue())));
        }
        return track(type, data, track -> new PeerCommand.TrackBitrates(track, bitrates));
    }

    private static int bitsPerSecond(JsonNode value) {
        double number = value.asDouble(0);
        return number > 0 ? (int) Math.min(number, Integer.MAX_VALUE) : 0;
    }

    private static JsonNode objectOrNothing(JsonNode value) {
        return value.isObject() ? value : NOTHING;
    }

    private static String text(JsonNode data, String key) {
        JsonNode value = data.path(key);
        return value.isTextual() ? value.textValue() : "";
    }
}
