package dev.ephyra.signaling.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ephyra.room.Metadata;
import dev.ephyra.signaling.DialectEncoder;
import dev.ephyra.signaling.Endpoint;
import dev.ephyra.signaling.PeerEvent;
import dev.ephyra.wire.PeerMessage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

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
            json.writeStartObject();
            json.writeStringField("type", type(event));
            json.writeObjectFieldStart("data");
            writeData(json, event);
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            // A StringWriter does not fail.
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String type(PeerEvent event) {
        return switch (event) {
            case PeerEvent.Connected _ -> "connected";
            case PeerEvent.EndpointAdded _ -> "endpointAdded";
            case PeerEvent.EndpointRemoved _ -> "endpointRemoved";
            case PeerEvent.EndpointUpdated _ -> "endpointUpdated";
            case PeerEvent.Failed _ -> "error";
        };
    }

    private static void writeData(JsonGenerator json, PeerEvent event) throws IOException {
        switch (event) {
            case PeerEvent.Connected(Endpoint self, var others) -> {
                json.writeStringField("id", self.id());
                json.writeArrayFieldStart("otherEndpoints");
                for (Endpoint other : others) {
                    json.writeStartObject();
                    writeEndpoint(json, other);
                    // Clients walk both maps, so both must be there.
                    json.writeObjectFieldStart("trackIdToMetadata");
                    json.writeEndObject();
                    json.writeObjectFieldStart("tracks");
                    json.writeEndObject();
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            // No tracks here: a client that sees one of the two maps expects the other.
            case PeerEvent.EndpointAdded(Endpoint endpoint) -> writeEndpoint(json, endpoint);
            case PeerEvent.EndpointRemoved(String id) -> json.writeStringField("id", id);
            case PeerEvent.EndpointUpdated(String id, Metadata metadata) -> {
                json.writeStringField("id", id);
                writeMetadata(json, metadata);
            }
            case PeerEvent.Failed(String message) -> json.writeStringField("message", message);
        }
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
