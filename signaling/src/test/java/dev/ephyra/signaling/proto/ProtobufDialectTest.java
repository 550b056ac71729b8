package dev.ephyra.signaling.proto;

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
import dev.ephyra.wire.media.Candidate;
import dev.ephyra.wire.media.Variant;
import dev.ephyra.wire.media.peer.MediaEvent;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProtobufDialectTest {
    private static final TrackId TRACK = new TrackId("p1:0c5");
    private static final Endpoint SELF = new Endpoint("p1", EndpointType.WEBRTC, new Metadata("7"));
    private static final Endpoint OTHER = new Endpoint("p2", EndpointType.FILE, Metadata.NONE);

    @Test
    void writesConnectedWithThePeerItselfAmongTheEndpoints() throws InvalidProtocolBufferException {
        var connected =
                event(new PeerEvent.Connected(SELF, List.of(OTHER), List.of())).getConnected();

        assertThat(connected.getEndpointId()).isEqualTo("p1");
        assertThat(connected.getIceServersList()).isEmpty();
        assertThat(connected.getEndpointIdToEndpointMap()).containsOnlyKeys("p1", "p2");
        var self = connected.getEndpointIdToEndpointOrThrow("p1");
        assertThat(self.getEndpointType()).isEqualTo("exwebrtc");
        assertThat(self.getMetadataJson()).isEqualTo("{\"peer\":7,\"server\":{}}");
        var other = connected.getEndpointIdToEndpointOrThrow("p2");
        assertThat(other.getEndpointType()).isEqualTo("file");
        assertThat(other.getMetadataJson()).isEqualTo("{\"peer\":null,\"server\":{}}");
    }

    @Test
    void writesTurnServersAsBrowsersReadThem() throws InvalidProtocolBufferException {
        TurnServer server = new TurnServer("192.0.2.1", 3478, TurnServer.TCP, "user", "secret");

        var servers = event(new PeerEvent.Connected(SELF, List.of(), List.of(server)))
                .getConnected()
                .getIceServersList();

        assertThat(servers).singleElement().satisfies(told -> {
            assertThat(told.getUrlsList()).containsExactly("turn:192.0.2.1:3478?transport=tcp");
            assertThat(told.getUsername()).isEqualTo("user");
            assertThat(told.getCredential()).isEqualTo("secret");
        });
    }

    @Test
    void writesEndpointEventsAsTheseBytes() {
        String metadata = "{\"peer\":7,\"server\":{}}";
        assertThat(hex(new PeerEvent.EndpointAdded(SELF)))
                .isEqualTo("321e2a1c" + "0a027031" + "1216" + ascii(metadata));
        assertThat(hex(new PeerEvent.EndpointUpdated("p1", new Metadata("7"))))
                .isEqualTo("321e0a1c" + "0a027031" + "1216" + ascii(metadata));
        assertThat(hex(new PeerEvent.EndpointRemoved("p1"))).isEqualTo("32063204" + "0a027031");
        assertThat(hex(new PeerEvent.Failed("no"))).isEqualTo("32064204" + "0a02" + ascii("no"));
    }

    @Test
    void writesEventsOfTracks() throws InvalidProtocolBufferException {
        TrackInfo simulcast =
                new TrackInfo(new Metadata("7"), List.of(Encoding.LOW, Encoding.HIGH), Set.of(Encoding.LOW));
        var added =
                event(new PeerEvent.TracksAdded("p1", Map.of(TRACK, simulcast))).getTracksAdded();
        assertThat(added.getEndpointId()).isEqualTo("p1");
        var track = added.getTrackIdToTrackOrThrow("p1:0c5");
        assertThat(track.getMetadataJson()).as("not wrapped").isEqualTo("7");
        assertThat(track.getSimulcastConfig().getEnabled()).isTrue();
        assertThat(track.getSimulcastConfig().getEnabledVariantsList())
                .containsExactly(Variant.VARIANT_LOW, Variant.VARIANT_HIGH);
        assertThat(track.getSimulcastConfig().getDisabledVariantsList()).containsExactly(Variant.VARIANT_LOW);
        Endpoint publisher = new Endpoint("p3", EndpointType.WEBRTC, Metadata.NONE, Map.of(TRACK, simulcast));
        assertThat(event(new PeerEvent.Connected(SELF, List.of(publisher), List.of()))
                        .getConnected()
                        .getEndpointIdToEndpointOrThrow("p3")
                        .getTrackIdToTrackMap())
                .containsEntry("p1:0c5", track);

        assertThat(hex(new PeerEvent.TracksRemoved("p1", List.of(TRACK))))
                .isEqualTo("320e220c" + "0a027031" + "1206" + ascii("p1:0c5"));
        assertThat(hex(new PeerEvent.TrackUpdated("p1", TRACK, new Metadata("7"))))
                .isEqualTo("3211120f" + "0a027031" + "1206" + ascii("p1:0c5") + "1a01" + ascii("7"));
        String encoding = "0a027031" + "1206" + ascii("p1:0c5") + "18";
        assertThat(hex(new PeerEvent.EncodingSwitched(
                        "p1", TRACK, Encoding.MEDIUM, EncodingReason.AUTOMATIC_SELECTION)))
                .isEqualTo("32106a0e" + encoding + "02");
        assertThat(hex(new PeerEvent.EncodingDisabled("p1", TRACK, Encoding.HIGH)))
                .isEqualTo("3210720e" + encoding + "03");
        assertThat(hex(new PeerEvent.EncodingEnabled("p1", TRACK, Encoding.LOW)))
                .isEqualTo("32107a0e" + encoding + "01");
        assertThat(hex(new PeerEvent.VadNotification(TRACK, true)))
                .isEqualTo("320c620a" + "0a06" + ascii("p1:0c5") + "1002");
        assertThat(hex(new PeerEvent.VadNotification(TRACK, false)))
                .isEqualTo("320c620a" + "0a06" + ascii("p1:0c5") + "1001");
    }

    @Test
    void writesEventsOfTheNegotiation() {
        assertThat(hex(new PeerEvent.OfferData(1, 2, List.of()))).isEqualTo("32084a06" + "0a04" + "08011002");
        assertThat(hex(new PeerEvent.SdpAnswer("v=0", Map.of("0", TRACK))))
                .isEqualTo("32145a12" + "0a03" + ascii("v=0") + "120b" + "0a0130" + "1206" + ascii("p1:0c5"));
        assertThat(hex(new PeerEvent.Candidate("c"))).isEqualTo("32055203" + "0a01" + ascii("c"));
    }

    @Test
    void readsEveryEvent() {
        assertReads(
                MediaEvent.newBuilder()
                        .setConnect(MediaEvent.Connect.newBuilder().setMetadataJson("{ \"a\": 1 }")),
                new PeerCommand.Connect(new Metadata("{\"a\":1}")));
        assertReads(
                MediaEvent.newBuilder().setConnect(MediaEvent.Connect.newBuilder()),
                new PeerCommand.Connect(Metadata.NONE));
        assertReads(
                MediaEvent.newBuilder().setDisconnect(MediaEvent.Disconnect.newBuilder()),
                new PeerCommand.Disconnect());
        assertReads(
                MediaEvent.newBuilder()
                        .setUpdateEndpointMetadata(
                                MediaEvent.UpdateEndpointMetadata.newBuilder().setMetadataJson("1")),
                new PeerCommand.UpdateEndpointMetadata(new Metadata("1")));
        assertReads(
                MediaEvent.newBuilder()
                        .setUpdateTrackMetadata(MediaEvent.UpdateTrackMetadata.newBuilder()
                                .setTrackId("p1:0c5")
                                .setMetadataJson("2")),
                new PeerCommand.UpdateTrackMetadata(TRACK, new Metadata("2")));
        assertReads(
                MediaEvent.newBuilder().setRenegotiateTracks(MediaEvent.RenegotiateTracks.newBuilder()),
                new PeerCommand.RenegotiateTracks());
        assertReads(
                MediaEvent.newBuilder()
                        .setCandidate(Candidate.newBuilder().setCandidate("c").setSdpMLineIndex(3)),
                new PeerCommand.Candidate("c", 3));
        assertReads(
                MediaEvent.newBuilder()
                        .setUnmuteTrack(MediaEvent.UnmuteTrack.newBuilder().setTrackId("p1:0c5")),
                new PeerCommand.UnmuteTrack(TRACK));
    }

    @Test
    void readsVariantsAndBitrates() {
        assertReads(
                MediaEvent.newBuilder()
                        .setEnableTrackVariant(MediaEvent.EnableTrackVariant.newBuilder()
                                .setTrackId("p1:0c5")
                                .setVariant(Variant.VARIANT_LOW)),
                new PeerCommand.EnableEncoding(TRACK, Encoding.LOW));
        assertReads(
                MediaEvent.newBuilder()
                        .setDisableTrackVariant(MediaEvent.DisableTrackVariant.newBuilder()
                                .setTrackId("p1:0c5")
                                .setVariant(Variant.VARIANT_MEDIUM)),
                new PeerCommand.DisableEncoding(TRACK, Encoding.MEDIUM));
        assertReads(
                MediaEvent.newBuilder()
                        .setSetTargetTrackVariant(MediaEvent.SetTargetTrackVariant.newBuilder()
                                .setTrackId("p1:0c5")
                                .setVariant(Variant.VARIANT_HIGH)),
                new PeerCommand.SetTargetEncoding(TRACK, Encoding.HIGH));
        assertReads(
                MediaEvent.newBuilder()
                        .setTrackBitrates(MediaEvent.TrackBitrates.newBuilder()
                                .setTrackId("p1:0c5")
                                .addVariantBitrates(MediaEvent.VariantBitrate.newBuilder()
                                        .setVariant(Variant.VARIANT_LOW)
                                        .setBitrate(150_000))
                                .addVariantBitrates(
                                        MediaEvent.VariantBitrate.newBuilder().setBitrate(2000))),
                new PeerCommand.TrackBitrates(TRACK, Map.of(Encoding.LOW, 150_000, Encoding.HIGH, 2_048_000)));
    }

    @Test
    void readsAnOfferWhoseBitratesAreEmpty() {
        assertReads(
                MediaEvent.newBuilder()
                        .setSdpOffer(MediaEvent.SdpOffer.newBuilder()
                                .setSdp("v=0")
                                .putTrackIdToMetadataJson("p1:0c5", "")
                                .putTrackIdToBitrates("p1:0c5", MediaEvent.TrackBitrates.getDefaultInstance())
                                .putMidToTrackId("0", "p1:0c5")),
                new PeerCommand.SdpOffer("v=0", Map.of(TRACK, Metadata.NONE), Map.of("0", TRACK)));
    }

    @Test
    void takesNonsenseForAValue() {
        assertThat(decode(MediaEvent.newBuilder())).isInstanceOf(PeerCommand.Unknown.class);
        assertThat(decode(MediaEvent.newBuilder()
                        .setConnect(MediaEvent.Connect.newBuilder().setMetadataJson("{"))))
                .isInstanceOf(PeerCommand.RefusedConnect.class);
        assertThat(decode(MediaEvent.newBuilder()
                        .setUpdateEndpointMetadata(
                                MediaEvent.UpdateEndpointMetadata.newBuilder().setMetadataJson("{"))))
                .isInstanceOf(PeerCommand.Malformed.class);
        assertThat(decode(MediaEvent.newBuilder().setUnmuteTrack(MediaEvent.UnmuteTrack.newBuilder())))
                .isInstanceOf(PeerCommand.Malformed.class);
        assertThat(decode(MediaEvent.newBuilder()
                        .setEnableTrackVariant(MediaEvent.EnableTrackVariant.newBuilder()
                                .setTrackId("t")
                                .setVariantValue(99))))
                .isInstanceOf(PeerCommand.Malformed.class);
        MediaEvent.SdpOffer.Builder offer = MediaEvent.SdpOffer.newBuilder();
        for (int i = 0; i < 65; i++) {
            offer.putMidToTrackId(Integer.toString(i), "t");
        }
        assertThat(decode(MediaEvent.newBuilder().setSdpOffer(offer))).isInstanceOf(PeerCommand.Malformed.class);
    }

    private static void assertReads(MediaEvent.Builder event, PeerCommand command) {
        assertThat(decode(event)).isEqualTo(command);
    }

    private static PeerCommand decode(MediaEvent.Builder event) {
        return MediaEventProtobuf.decode(event.build());
    }

    private static dev.ephyra.wire.media.server.MediaEvent event(PeerEvent event)
            throws InvalidProtocolBufferException {
        return PeerMessage.parseFrom(new ProtobufDialectEncoder().encode(event)).getServerMediaEvent();
    }

    private static String hex(PeerEvent event) {
        return HexFormat.of().formatHex(new ProtobufDialectEncoder().encode(event));
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }
}
