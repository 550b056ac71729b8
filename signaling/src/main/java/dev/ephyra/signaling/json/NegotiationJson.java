package dev.ephyra.signaling.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.PeerEvent;
import dev.ephyra.signaling.TurnServer;
import java.io.IOException;
import java.util.Map;

/** Writes the data of the events that carry offers and answers, in the JSON dialect. Stateless. */
final class NegotiationJson {
    private NegotiationJson() {}

    static void writeOfferData(JsonGenerator json, PeerEvent.OfferData offer) throws IOException {
        json.writeObjectFieldStart("tracksTypes");
        json.writeNumberField("audio", offer.audio());
        json.writeNumberField("video", offer.video());
        json.writeEndObject();
        json.writeArrayFieldStart("integratedTurnServers");
        for (TurnServer server : offer.turnServers()) {
            json.writeStartObject();
            json.writeStringField("serverAddr", server.address());
            json.writeNumberField("serverPort", server.port());
            json.writeStringField("transport", server.transport());
            json.writeStringField("username", server.username());
            json.writeStringField("password", server.password());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static void writeAnswer(JsonGenerator json, PeerEvent.SdpAnswer answer) throws IOException {
        json.writeStringField("type", "answer");
        json.writeStringField("sdp", answer.sdp());
        json.writeObjectFieldStart("midToTrackId");
        for (Map.Entry<String, TrackId> entry : answer.midToTrack().entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue().value());
        }
        json.writeEndObject();
    }

    // All media are bundled, so it does not matter which section a candidate is of.
    static void writeCandidate(JsonGenerator json, String candidate) throws IOException {
        json.writeStringField("candidate", candidate);
        json.writeNumberField("sdpMLineIndex", 0);
        json.writeNullField("sdpMid");
        json.writeNullField("usernameFragment");
    }
}
