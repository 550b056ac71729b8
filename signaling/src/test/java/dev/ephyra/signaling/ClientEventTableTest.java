package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TextFormat;
import dev.ephyra.room.PeerId;
import dev.ephyra.signaling.SimulatedRoom.Socket;
import dev.ephyra.signaling.json.MediaEventJson;
import dev.ephyra.signaling.proto.MediaEventProtobuf;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.wire.media.peer.MediaEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every event that a client of either dialect has, as it is on the wire, and what comes of it: in a room where ada publishes
 * a camera in three encodings that bob receives. Nothing of it ends a peer.
 */
class ClientEventTableTest {
    /** One event; {@code _} stands for the id of ada's track. Empty where a dialect has no such event. */
    record Row(String name, String json, String protobuf, List<String> effects) {
        static Row of(String name, String json, String protobuf, String... effects) {
            return new Row(name, json, protobuf, List.of(effects));
        }

        boolean isOf(Dialect dialect) {
            return dialect == Dialect.JSON || !protobuf.isEmpty();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final String NONE = "";

    private static final List<Row> OF_ADA = List.of(
            Row.of(
                    "connect again",
                    "{'type':'connect','data':{'metadata':0}}",
                    "connect { metadata_json: '0' }",
                    "ada: connected [bob]"),
            Row.of(
                    "connect without metadata",
                    "{'type':'connect','data':{}}",
                    "connect { }",
                    "ada: connected [bob]",
                    "bob: updated ada null"),
            Row.of("disconnect", "{'type':'disconnect'}", "disconnect { }", "bob: no tracks ada [_]", "bob: offer 0 1"),
            Row.of(
                    "metadata of the peer",
                    "{'type':'updateEndpointMetadata','data':{'metadata':{'a':1}}}",
                    "update_endpoint_metadata { metadata_json: '{\\\"a\\\":1}' }",
                    "bob: updated ada {\"a\":1}"),
            Row.of(
                    "metadata of the track",
                    "{'type':'updateTrackMetadata','data':{'trackId':'_','trackMetadata':7}}",
                    "update_track_metadata { track_id: '_' metadata_json: '7' }",
                    "bob: track _ 7"),
            Row.of(
                    "metadata of nobody's track",
                    "{'type':'updateTrackMetadata','data':{'trackId':'x','trackMetadata':7}}",
                    "update_track_metadata { track_id: 'x' metadata_json: '7' }"),
            Row.of(
                    "disable an encoding",
                    "{'type':'disableTrackEncoding','data':{'trackId':'_','encoding':'h'}}",
                    "disable_track_variant { track_id: '_' variant: VARIANT_HIGH }",
                    "bob: disabled _ HIGH"),
            Row.of(
                    "enable an encoding that is",
                    "{'type':'enableTrackEncoding','data':{'trackId':'_','encoding':'h'}}",
                    "enable_track_variant { track_id: '_' variant: VARIANT_HIGH }"),
            Row.of("mute", "{'type':'muteTrack','data':{'trackId':'_'}}", NONE),
            Row.of("unmute", "{'type':'unmuteTrack','data':{'trackId':'_'}}", "unmute_track { track_id: '_' }"),
            Row.of(
                    "renegotiate",
                    "{'type':'custom','data':{'type':'renegotiateTracks'}}",
                    "renegotiate_tracks { }",
                    "ada: offer 0 0"),
            Row.of(
                    "a candidate",
                    "{'type':'custom','data':{'type':'candidate','data':{'candidate':'candidate:1','sdpMLineIndex':0}}}",
                    "candidate { candidate: 'candidate:1' sdp_mid: '0' username_fragment: 'u' }"),
            Row.of(
                    "bitrates of encodings",
                    "{'type':'custom','data':{'type':'trackVariantBitrates','data':{'trackId':'_',"
                            + "'variantBitrates':{'l':150000,'h':2500000}}}}",
                    "track_bitrates { track_id: '_' variant_bitrates { variant: VARIANT_LOW bitrate: 150000 } }"),
            Row.of(
                    "one bitrate, in kbit/s from clients of the protobuf dialect",
                    "{'type':'custom','data':{'type':'trackVariantBitrates','data':{'trackId':'_','variantBitrates':50000}}}",
                    "track_bitrates { track_id: '_' variant_bitrates { bitrate: 1500 } }"),
            Row.of(
                    "empty bitrates",
                    "{'type':'custom','data':{'type':'trackVariantBitrates','data':{'trackId':'_','variantBitrates':{}}}}",
                    "track_bitrates { track_id: '_' variant_bitrates { } }"),
            Row.of("a priority", "{'type':'custom','data':{'type':'prioritizeTrack','data':{'trackId':'_'}}}", NONE),
            Row.of("no priority", "{'type':'custom','data':{'type':'unprioritizeTrack','data':{'trackId':'_'}}}", NONE),
            Row.of(
                    "sizes of video",
                    "{'type':'custom','data':{'type':'preferedVideoSizes','data':{'bigScreens':1,'mediumScreens':0,"
                            + "'smallScreens':0,'allSameSize':true}}}",
                    NONE));

    private static final List<Row> OF_BOB = List.of(
            Row.of(
                    "the encoding to receive",
                    "{'type':'custom','data':{'type':'setTargetTrackVariant','data':{'trackId':'_','variant':'l'}}}",
                    "set_target_track_variant { track_id: '_' variant: VARIANT_LOW }",
                    "media of bob: Target[track=_, encoding=LOW]"),
            Row.of(
                    "the encoding to receive of nobody's track",
                    "{'type':'custom','data':{'type':'setTargetTrackVariant','data':{'trackId':'x','variant':'l'}}}",
                    "set_target_track_variant { track_id: 'x' variant: VARIANT_LOW }"),
            Row.of(
                    "an encoding of another's track",
                    "{'type':'disableTrackEncoding','data':{'trackId':'_','encoding':'h'}}",
                    "disable_track_variant { track_id: '_' variant: VARIANT_HIGH }"));

    private final SimulatedRoom room = NegotiationFixture.room(Optional.empty());

    private Socket join(String name, Dialect dialect) {
        PeerId peer = new PeerId(name);
        room.addPeer(peer);
        return room.join(peer, "0", dialect);
    }

    private static Stream<Arguments> rows() {
        return Stream.of(Dialect.values())
                .flatMap(dialect -> Stream.concat(
                        OF_ADA.stream().filter(row -> row.isOf(dialect)).map(row -> Arguments.of(dialect, "ada", row)),
                        OF_BOB.stream().map(row -> Arguments.of(dialect, "bob", row))));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("rows")
    void isTakenAsTheTableSays(Dialect dialect, String sender, Row row) throws Exception {
        Socket ada = join("ada", dialect);
        Socket bob = join("bob", dialect);
        ada.browser.rids = List.of("l", "m", "h");
        String track = ada.browser.publish(MediaKind.VIDEO, "0").value();
        room.say(ada, new PeerCommand.RenegotiateTracks());
        room.negotiate();
        room.advance(TimeUnit.SECONDS.toNanos(1));
        int adaHeard = ada.heard.size();
        int bobHeard = bob.heard.size();

        room.say(sender.equals("ada") ? ada : bob, decode(dialect, row, track));

        List<String> effects = new ArrayList<>();
        ada.heard.subList(adaHeard, ada.heard.size()).forEach(event -> effects.add("ada: " + event));
        bob.heard.subList(bobHeard, bob.heard.size()).forEach(event -> effects.add("bob: " + event));
        room.others.forEach(output -> effects.add("media of bob: " + ((SignalingOutput.Media) output).command()));
        assertThat(effects)
                .containsExactly(row.effects.stream()
                        .map(effect -> effect.replace("_", track))
                        .toArray(String[]::new));
        assertThat(ada.open && bob.open).isTrue();
    }

    private static PeerCommand decode(Dialect dialect, Row row, String track) throws Exception {
        if (dialect == Dialect.JSON) {
            return MediaEventJson.decode(row.json.replace('\'', '"').replace("\"_\"", '"' + track + '"'));
        }
        MediaEvent.Builder event = MediaEvent.newBuilder();
        TextFormat.merge(row.protobuf.replace("'_'", '\'' + track + '\''), event);
        return MediaEventProtobuf.decode(reread(event.build().toByteString()));
    }

    private static MediaEvent reread(ByteString bytes) throws InvalidProtocolBufferException {
        return MediaEvent.parseFrom(bytes);
    }

    /** Clients offer again by themselves, as when their path is disturbed; nothing may come of it but an answer. */
    @ParameterizedTest
    @EnumSource
    void anOfferThatIsSentAgainIsAnsweredAgain(Dialect dialect) {
        Socket ada = join("ada", dialect);
        Socket bob = join("bob", dialect);
        ada.browser.publish(MediaKind.AUDIO, "0");
        PeerCommand.SdpOffer offer = ada.browser.unaskedOffer();
        room.say(ada, offer);
        room.negotiate();
        int events = room.events.size();
        int heard = bob.heard.size();

        for (int i = 0; i < 3; i++) {
            ada.browser.offered = true;
            room.say(ada, offer);
        }

        assertThat(ada.heard).endsWith("answer {0=ada:1}", "answer {0=ada:1}", "answer {0=ada:1}", "answer {0=ada:1}");
        assertThat(room.events).hasSize(events);
        assertThat(bob.heard).hasSize(heard);
    }
}
