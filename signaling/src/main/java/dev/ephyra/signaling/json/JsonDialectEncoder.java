package dev.ephyra.signaling.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.DialectEncoder;
import dev.ephyra.signaling.Encoding;
import dev.ephyra.signaling.Endpoint;
import dev.ephyra.signaling.PeerEvent;
import dev.ephyra.signaling.TrackInfo;
import dev.ephyra.wire.PeerMessage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Events as {@code {"type": T, "data": D}} text in {@code media_event}. Stateless. */
public final class JsonDialectEncoder implements DialectEncoder {
    private static final JsonFactory FACTORY = new JsonFactory();

    @Override
    public byte[] encode(PeerEvent event) {
        return PeerMessage.newBuilder()
                .setMediaEvent(PeerMessage.MediaEvent.newBuilder().setData(text(event)))
                .build()
                .toByteArray();
    }

    /** The JSON text of an event. */
    static String text(PeerEvent event) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            // Clients unwrap either way, except for connected; this is how the original server does it.
            boolean isCustom = isCustom(event);
            if (isCustom) {
                json.writeStartObject();
                json.writeStringField("type", "custom");
                json.writeFieldName("data");
            }
            json.writeStartObject();
            json.writeStringField("type", type(event));
            json.writeObjectFieldStart("data");
            writeData(json, event);
            json.writeEndObject();
            json.writeEndObject();
            if (isCustom) {
                json.writeEndObject();
            }
        } catch (IOException e) {
            // A StringWriter does not fail.
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static boolean isCustom(PeerEvent event) {
        return switch (event) {
            case PeerEvent.OfferData _,
                    PeerEvent.SdpAnswer _,
                    PeerEvent.Candidate _,
                    PeerEvent.EncodingSwitched _,
                    PeerEvent.VadNotification _ -> true;
            case PeerEvent.Connected _,
                    PeerEvent.EndpointAdded _,
                    PeerEvent.EndpointRemoved _,
                    PeerEvent.EndpointUpdated _,
                    PeerEvent.TracksAdded _,
                    PeerEvent.TracksRemoved _,
                    PeerEvent.TrackUpdated _,
                    PeerEvent.EncodingDisabled _,
                    PeerEvent.EncodingEnabled _,
                    PeerEvent.Failed _ -> false;
        };
    }

    private static String type(PeerEvent event) {
        return switch (event) {
            case PeerEvent.Connected _ -> "connected";
            case PeerEvent.EndpointAdded _ -> "endpointAdded";
            case PeerEvent.EndpointRemoved _ -> "endpointRemoved";
            case PeerEvent.EndpointUpdated _ -> "endpointUpdated";
            case PeerEvent.TracksAdded _ -> "tracksAdded";
            case PeerEvent.TracksRemoved _ -> "tracksRemoved";
            case PeerEvent.TrackUpdated _ -> "trackUpdated";
            case PeerEvent.EncodingDisabled _ -> "trackEncodingDisabled";
            case PeerEvent.EncodingEnabled _ -> "trackEncodingEnabled";
            case PeerEvent.EncodingSwitched _ -> "encodingSwitched";
            case PeerEvent.OfferData _ -> "offerData";
            case PeerEvent.SdpAnswer _ -> "sdpAnswer";
            case PeerEvent.Candidate _ -> "candidate";
            case PeerEvent.VadNotification _ -> "vadNotification";
            case PeerEvent.Failed _ -> "error";
        };
    }

    private static void writeData(JsonGenerator json, PeerEvent event) throws IOException {
        switch (event) {
            case PeerEvent.Connected(Endpoint self, var others, var _) -> writeConnected(json, self, others);
            // No tracks here: a client that sees one of the two maps expects the other.
            case PeerEvent.EndpointAdded(Endpoint endpoint) -> writeEndpoint(json, endpoint);
            case PeerEvent.EndpointRemoved(String id) -> json.writeStringField("id", id);
            case PeerEvent.EndpointUpdated(String id, Metadata metadata) -> {
                json.writeStringField("id", id);
                writeMetadata(json, metadata);
            }
            case PeerEvent.TracksAdded(String endpoint, var tracks) -> {
                json.writeStringField("endpointId", endpoint);
                writeTracks(json, tracks);
            }
            case PeerEvent.TracksRemoved(String endpoint, var tracks) -> {
                json.writeStringField("endpointId", endpoint);
                json.writeArrayFieldStart("trackIds");
                for (TrackId track : tracks) {
                    json.writeString(track.value());
                }
                json.writeEndArray();
            }
            case PeerEvent.TrackUpdated(String endpoint, TrackId track, Metadata metadata) -> {
                writeTrack(json, endpoint, track);
                writeMetadata(json, metadata);
            }
            case PeerEvent.EncodingDisabled(String endpoint, TrackId track, Encoding encoding) ->
                writeEncoding(json, endpoint, track, encoding);
            case PeerEvent.EncodingEnabled(String endpoint, TrackId track, Encoding encoding) ->
                writeEncoding(json, endpoint, track, encoding);
            case PeerEvent.EncodingSwitched(var endpoint, var track, var encoding, var reason) -> {
                writeEncoding(json, endpoint, track, encoding);
                json.writeStringField("reason", reason.wireName());
            }
            case PeerEvent.OfferData offer -> NegotiationJson.writeOfferData(json, offer);
            case PeerEvent.SdpAnswer answer -> NegotiationJson.writeAnswer(json, answer);
            case PeerEvent.Candidate(String candidate) -> NegotiationJson.writeCandidate(json, candidate);
            case PeerEvent.VadNotification(TrackId track, boolean speaking) -> {
                json.writeStringField("trackId", track.value());
                json.writeStringField("status", speaking ? "speech" : "silence");
            }
            case PeerEvent.Failed(String message) -> json.writeStringField("message", message);
        }
    }

    private static void writeConnected(JsonGenerator json, Endpoint self, List<Endpoint> others) throws IOException {
        json.writeStringField("id", self.id());
        json.writeArrayFieldStart("otherEndpoints");
        for (Endpoint other : others) {
            json.writeStartObject();
            writeEndpoint(json, other);
            writeTracks(json, other.tracks());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    // Clients walk both maps, so both must be there.
    private static void writeTracks(JsonGenerator json, Map<TrackId, TrackInfo> tracks) throws IOException {
        json.writeObjectFieldStart("trackIdToMetadata");
        for (Map.Entry<TrackId, TrackInfo> track : tracks.entrySet()) {
            json.writeFieldName(track.getKey().value());
            json.writeRawValue(track.getValue().metadata().json());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("tracks");
        for (Map.Entry<TrackId, TrackInfo> track : tracks.entrySet()) {
            json.writeObjectFieldStart(track.getKey().value());
            writeMetadata(json, track.getValue().metadata());
            writeSimulcast(json, track.getValue());
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void writeSimulcast(JsonGenerator json, TrackInfo track) throws IOException {
        json.writeObjectFieldStart("simulcastConfig");
        json.writeBooleanField("enabled", track.isSimulcast());
        json.writeArrayFieldStart("activeEncodings");
        for (Encoding encoding : track.encodings()) {
            json.writeString(encoding.rid());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("disabledEncodings");
        for (Encoding encoding : track.disabled()) {
            json.writeString(encoding.rid());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeTrack(JsonGenerator json, String endpoint, TrackId track) throws IOException {
        json.writeStringField("endpointId", endpoint);
        json.writeStringField("trackId", track.value());
    }

    private static void writeEncoding(JsonGenerator json, String endpoint, TrackId track, Encoding encoding)
            throws IOException {
        writeTrack(json, endpoint, track);
        json.writeStringField("encoding", encoding.rid());
    }

    private static void writeEndpoint(JsonGenerator json, Endpoint endpoint) throws IOException {
        json.writeStringField("id", endpoint.id());
        json.writeStringField("type", endpoint.type().wireName());
        writeMetadata(json, endpoint.metadata());
    }

    private static void writeMetadata(JsonGenerator json, Metadata metadata) throws IOException {
        json.writeFieldName("metadata");
        json.writeRawValue(metadata.json());
    }
}
