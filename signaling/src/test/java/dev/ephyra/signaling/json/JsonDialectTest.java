package dev.ephyra.signaling.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.Encoding;
import dev.ephyra.signaling.EncodingReason;
import dev.ephyra.signaling.Endpoint;
import dev.ephyra.signaling.EndpointType;
import dev.ephyra.signaling.PeerCommand;
import dev.ephyra.signaling.PeerEvent;
import dev.ephyra.signaling.TrackInfo;
import dev.ephyra.signaling.TurnServer;
import dev.ephyra.wire.PeerMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDialectTest {
    private static final TrackId TRACK = new TrackId("p1:0c5");
    private static final Endpoint SELF = new Endpoint("p1", EndpointType.WEBRTC, Metadata.NONE);
    private static final Endpoint OTHER = new Endpoint("p2", EndpointType.WEBRTC, new Metadata("{\"name\":\"Ada\"}"));

    @Test
    void writesConnectedWithEveryOtherEndpointAndBothTrackMaps() {
        assertThat(JsonDialectEncoder.text(new PeerEvent.Connected(SELF, List.of(OTHER), List.of())))
                .isEqualTo("{\"type\":\"connected\",\"data\":{\"id\":\"p1\",\"otherEndpoints\":[{\"id\":\"p2\","
                        + "\"type\":\"webrtc\",\"metadata\":{\"name\":\"Ada\"},\"trackIdToMetadata\":{},"
                        + "\"tracks\":{}}]}}");
    }

    @Test
    void writesEndpointEvents() {
        assertThat(JsonDialectEncoder.text(new PeerEvent.EndpointAdded(OTHER)))
                .isEqualTo("{\"type\":\"endpointAdded\",\"data\":{\"id\":\"p2\",\"type\":\"webrtc\","
                        + "\"metadata\":{\"name\":\"Ada\"}}}");
        assertThat(JsonDialectEncoder.text(new PeerEvent.EndpointUpdated("p2", new Metadata("[1]"))))
                .isEqualTo("{\"type\":\"endpointUpdated\",\"data\":{\"id\":\"p2\",\"metadata\":[1]}}");
        assertThat(JsonDialectEncoder.text(new PeerEvent.EndpointRemoved("p2")))
                .isEqualTo("{\"type\":\"endpointRemoved\",\"data\":{\"id\":\"p2\"}}");
        assertThat(JsonDialectEncoder.text(new PeerEvent.Failed("no \"room\"")))
                .isEqualTo("{\"type\":\"error\",\"data\":{\"message\":\"no \\\"room\\\"\"}}");
    }

    @Test
    void writesTracksInBothMaps() {
        TrackInfo simulcast = new TrackInfo(
                new Metadata("7"), List.of(Encoding.LOW, Encoding.MEDIUM, Encoding.HIGH), Set.of(Encoding.LOW));
        String maps = "\"trackIdToMetadata\":{\"p1:0c5\":7},\"tracks\":{\"p1:0c5\":{\"metadata\":7,"
                + "\"simulcastConfig\":{\"enabled\":true,\"activeEncodings\":[\"l\",\"m\",\"h\"],"
                + "\"disabledEncodings\":[\"l\"]}}}";
        assertThat(JsonDialectEncoder.text(new PeerEvent.TracksAdded("p1", Map.of(TRACK, simulcast))))
                .isEqualTo("{\"type\":\"tracksAdded\",\"data\":{\"endpointId\":\"p1\"," + maps + "}}");
        Endpoint publisher = new Endpoint("p1", EndpointType.WEBRTC, Metadata.NONE, Map.of(TRACK, simulcast));
        assertThat(JsonDialectEncoder.text(new PeerEvent.Connected(OTHER, List.of(publisher), List.of())))
                .contains(maps);
        assertThat(JsonDialectEncoder.text(
                        new PeerEvent.TracksAdded("p1", Map.of(TRACK, TrackInfo.plain(Metadata.NONE)))))
                .contains("{\"enabled\":false,\"activeEncodings\":[],\"disabledEncodings\":[]}");
    }

    @Test
    void writesEventsOfTracks() {
        String track = "\"endpointId\":\"p1\",\"trackId\":\"p1:0c5\"";
        assertText(
                new PeerEvent.TracksRemoved("p1", List.of(TRACK)),
                "{\"type\":\"tracksRemoved\",\"data\":{\"endpointId\":\"p1\",\"trackIds\":[\"p1:0c5\"]}}");
        assertText(
                new PeerEvent.TrackUpdated("p1", TRACK, new Metadata("[2]")),
                "{\"type\":\"trackUpdated\",\"data\":{" + track + ",\"metadata\":[2]}}");
        assertText(
                new PeerEvent.EncodingDisabled("p1", TRACK, Encoding.HIGH),
                "{\"type\":\"trackEncodingDisabled\",\"data\":{" + track + ",\"encoding\":\"h\"}}");
        assertText(
                new PeerEvent.EncodingEnabled("p1", TRACK, Encoding.LOW),
                "{\"type\":\"trackEncodingEnabled\",\"data\":{" + track + ",\"encoding\":\"l\"}}");
    }

    @Test
    void wrapsEventsOfTheNegotiation() {
        assertText(
                new PeerEvent.OfferData(1, 2, List.of(new TurnServer("192.0.2.1", 3478, "udp", "u", "p"))),
                custom("{\"type\":\"offerData\",\"data\":{\"tracksTypes\":{\"audio\":1,\"video\":2},"
                        + "\"integratedTurnServers\":[{\"serverAddr\":\"192.0.2.1\",\"serverPort\":3478,"
                        + "\"transport\":\"udp\",\"username\":\"u\",\"password\":\"p\"}]}}"));
        assertText(
                new PeerEvent.SdpAnswer("v=0\r\n", Map.of("0", TRACK)),
                custom("{\"type\":\"sdpAnswer\",\"data\":{\"type\":\"answer\",\"sdp\":\"v=0\\r\\n\","
                        + "\"midToTrackId\":{\"0\":\"p1:0c5\"}}}"));
        assertText(
                new PeerEvent.Candidate("candidate:1"),
                custom("{\"type\":\"candidate\",\"data\":{\"candidate\":\"candidate:1\",\"sdpMLineIndex\":0,"
                        + "\"sdpMid\":null,\"usernameFragment\":null}}"));
        assertText(
                new PeerEvent.EncodingSwitched("p1", TRACK, Encoding.MEDIUM, EncodingReason.ENCODING_INACTIVE),
                custom("{\"type\":\"encodingSwitched\",\"data\":{\"endpointId\":\"p1\",\"trackId\":\"p1:0c5\","
                        + "\"encoding\":\"m\",\"reason\":\"encoding_inactive\"}}"));
        assertText(
                new PeerEvent.VadNotification(TRACK, true),
                custom("{\"type\":\"vadNotification\",\"data\":{\"trackId\":\"p1:0c5\",\"status\":\"speech\"}}"));
        assertText(
                new PeerEvent.VadNotification(TRACK, false),
                custom("{\"type\":\"vadNotification\",\"data\":{\"trackId\":\"p1:0c5\",\"status\":\"silence\"}}"));
    }

    private static void assertText(PeerEvent event, String text) {
        assertThat(JsonDialectEncoder.text(event)).isEqualTo(text);
    }

    @Test
    void putsTheTextIntoAMediaEvent() throws InvalidProtocolBufferException {
        byte[] frame = new JsonDialectEncoder().encode(new PeerEvent.EndpointRemoved("p2"));

        assertThat(PeerMessage.parseFrom(frame).getMediaEvent().getData()).contains("endpointRemoved");
    }

    @Test
    void readsConnectWithAndWithoutMetadata() {
        assertThat(MediaEventJson.decode("{\"type\":\"connect\",\"data\":{\"metadata\":{\"a\": [1, 2.50, 1e400]}}}"))
                .isEqualTo(new PeerCommand.Connect(new Metadata("{\"a\":[1,2.50,1E+400]}")));
        for (String text : List.of(
                "{\"type\":\"connect\"}",
                "{\"type\":\"connect\",\"data\":{}}",
                "{\"data\":{\"metadata\":null},\"type\":\"connect\"}")) {
            assertThat(MediaEventJson.decode(text)).isEqualTo(new PeerCommand.Connect(Metadata.NONE));
        }
    }

    @Test
    void refusesAConnectWithMetadataBeyondTheLimits() {
        String large = "\"" + "x".repeat(JsonText.MAX_METADATA_CHARS) + "\"";

        assertThat(MediaEventJson.decode("{\"type\":\"connect\",\"data\":{\"metadata\":" + large + "}}"))
                .isInstanceOf(PeerCommand.RefusedConnect.class);
        assertThat(MediaEventJson.decode("{\"type\":\"connect\",\"data\":{\"metadata\":\"\\ud800\"}}"))
                .isInstanceOf(PeerCommand.RefusedConnect.class);
    }

    @Test
    void readsEveryEventInEitherNesting() {
        assertReads("{\"type\":\"disconnect\"}", new PeerCommand.Disconnect());
        assertReads(
                "{\"type\":\"updateEndpointMetadata\",\"data\":{\"metadata\":true}}",
                new PeerCommand.UpdateEndpointMetadata(new Metadata("true")));
        assertReads(
                "{\"type\":\"updateTrackMetadata\",\"data\":{\"trackId\":\"p1:0c5\",\"trackMetadata\":\"x\"}}",
                new PeerCommand.UpdateTrackMetadata(TRACK, new Metadata("\"x\"")));
        assertReads(
                "{\"type\":\"enableTrackEncoding\",\"data\":{\"trackId\":\"p1:0c5\",\"encoding\":\"h\"}}",
                new PeerCommand.EnableEncoding(TRACK, Encoding.HIGH));
        assertReads(
                "{\"type\":\"disableTrackEncoding\",\"data\":{\"trackId\":\"p1:0c5\",\"encoding\":\"l\"}}",
                new PeerCommand.DisableEncoding(TRACK, Encoding.LOW));
        assertReads(
                "{\"type\":\"setTargetTrackVariant\",\"data\":{\"trackId\":\"p1:0c5\",\"variant\":\"m\"}}",
                new PeerCommand.SetTargetEncoding(TRACK, Encoding.MEDIUM));
        assertReads("{\"type\":\"muteTrack\",\"data\":{\"trackId\":\"p1:0c5\"}}", new PeerCommand.MuteTrack(TRACK));
        assertReads("{\"type\":\"unmuteTrack\",\"data\":{\"trackId\":\"p1:0c5\"}}", new PeerCommand.UnmuteTrack(TRACK));
        assertReads("{\"type\":\"renegotiateTracks\"}", new PeerCommand.RenegotiateTracks());
        assertReads(
                "{\"type\":\"candidate\",\"data\":{\"candidate\":\"candidate:1\",\"sdpMLineIndex\":2}}",
                new PeerCommand.Candidate("candidate:1", 2));
        assertReads(
                "{\"type\":\"trackVariantBitrates\",\"data\":{\"trackId\":\"p1:0c5\",\"variantBitrates\":2500000}}",
                new PeerCommand.TrackBitrates(TRACK, Map.of(Encoding.HIGH, 2_500_000)));
        assertReads(
                "{\"type\":\"trackVariantBitrates\",\"data\":{\"trackId\":\"p1:0c5\",\"variantBitrates\":"
                        + "{\"l\":150000,\"h\":1e99,\"x\":1,\"m\":-1}}}",
                new PeerCommand.TrackBitrates(
                        TRACK, Map.of(Encoding.LOW, 150_000, Encoding.HIGH, Integer.MAX_VALUE, Encoding.MEDIUM, 0)));
        assertReads(
                "{\"type\":\"sdpOffer\",\"data\":{\"sdpOffer\":{\"type\":\"offer\",\"sdp\":\"v=0\\r\\n\"},"
                        + "\"trackIdToTrackMetadata\":{\"p1:0c5\":{\"a\":1}},\"midToTrackId\":{\"0\":\"p1:0c5\"}}}",
                new PeerCommand.SdpOffer("v=0\r\n", Map.of(TRACK, new Metadata("{\"a\":1}")), Map.of("0", TRACK)));
    }

    @Test
    void namesAnUnknownTypeSafely() {
        assertThat(MediaEventJson.decode("{\"type\":\"a\\nb" + "c".repeat(100) + "\"}"))
                .isEqualTo(new PeerCommand.Unknown("a?b" + "c".repeat(61)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"type\":1}",
                "{\"type\":\"custom\"}",
                "{\"type\":\"connect\"} x",
                "{\"type\":\"connect\",\"data\":{\"metadata\":0.5e4444444444444444}}",
                "{\"type\":\"muteTrack\"}",
                "{\"type\":\"muteTrack\",\"data\":[]}",
                "{\"type\":\"muteTrack\",\"data\":{\"trackId\":\"\"}}",
                "{\"type\":\"muteTrack\",\"data\":{\"trackId\":\"a b\"}}",
                "{\"type\":\"muteTrack\",\"data\":{\"trackId\":{\"deep\":1}}}",
                "{\"type\":\"enableTrackEncoding\",\"data\":{\"trackId\":\"t\",\"encoding\":\"q\"}}",
                "{\"type\":\"candidate\",\"data\":{}}",
                "{\"type\":\"sdpOffer\",\"data\":{\"sdpOffer\":\"v=0\"}}",
                "{\"type\":\"sdpOffer\",\"data\":{\"sdpOffer\":{\"sdp\":\"\"},\"midToTrackId\":{\"0\":7}}}",
                "{\"type\":\"sdpOffer\",\"data\":{\"sdpOffer\":{\"sdp\":\"\"},\"midToTrackId\":{\"\":\"t\"}}}"
            })
    void takesNonsenseForMalformed(String text) {
        PeerCommand command = MediaEventJson.decode(text);

        // An id that is a number is read as its text.
        if (text.contains(":7")) {
            assertThat(command).isInstanceOf(PeerCommand.SdpOffer.class);
        } else {
            assertThat(command).isInstanceOf(PeerCommand.Malformed.class);
        }
    }

    @Test
    void limitsDepthWrappersAndTracks() {
        String deep = "[".repeat(1000) + "]".repeat(1000);
        assertThat(MediaEventJson.decode("{\"type\":\"connect\",\"data\":{\"metadata\":" + deep + "}}"))
                .isInstanceOf(PeerCommand.Malformed.class);

        String wrapped = "{\"type\":\"disconnect\"}";
        for (int i = 0; i < 6; i++) {
            wrapped = custom(wrapped);
        }
        assertThat(MediaEventJson.decode(wrapped)).isInstanceOf(PeerCommand.Malformed.class);

        StringBuilder mids = new StringBuilder("\"0\":\"t\"");
        for (int i = 1; i <= 64; i++) {
            mids.append(",\"").append(i).append("\":\"t\"");
        }
        assertThat(MediaEventJson.decode(
                        "{\"type\":\"sdpOffer\",\"data\":{\"sdpOffer\":{\"sdp\":\"\"},\"midToTrackId\":{" + mids
                                + "}}}"))
                .isInstanceOf(PeerCommand.Malformed.class);
        assertThat(MediaEventJson.decode(" ".repeat(JsonText.MAX_CHARS) + "1"))
                .isInstanceOf(PeerCommand.Malformed.class);
        assertThat(MediaEventJson.decode("{\"type\":\"connect\",\"data\":{\"metadata\":" + "9".repeat(5000) + "}}"))
                .isInstanceOf(PeerCommand.Malformed.class);
    }

    private static void assertReads(String text, PeerCommand command) {
        assertThat(MediaEventJson.decode(text)).isEqualTo(command);
        assertThat(MediaEventJson.decode(custom(text))).isEqualTo(command);
    }

    private static String custom(String event) {
        return "{\"type\":\"custom\",\"data\":" + event + "}";
    }
}
