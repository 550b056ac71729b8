package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.SimulatedRoom.Socket;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.wire.PeerMessage;
import dev.ephyra.wire.media.server.MediaEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every event that a server of either dialect has, out of one life of a room: none is known and never sent. */
class ServerEventTableTest {
    private static final PeerId ADA = new PeerId("ada");
    private static final PeerId BOB = new PeerId("bob");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String CANDIDATE = "candidate:1 1 UDP 2130706431 192.0.2.1 50000 typ host";

    /**
     * What the JSON dialect has and this server never says: {@code tracksPriority}, which needs a display manager, and
     * {@code bandwidthEstimation}, for nothing is estimated yet.
     */
    private static final Set<String> JSON = new TreeSet<>(Set.of(
            "connected",
            "endpointAdded",
            "endpointRemoved",
            "endpointUpdated",
            "tracksAdded",
            "tracksRemoved",
            "trackUpdated",
            "trackEncodingDisabled",
            "trackEncodingEnabled",
            "error",
            "offerData",
            "sdpAnswer",
            "encodingSwitched",
            "vadNotification"));

    private static final Set<String> CUSTOM = Set.of("offerData", "sdpAnswer", "encodingSwitched", "vadNotification");

    private final SimulatedRoom room = NegotiationFixture.reachableRoom(CANDIDATE);

    /** All that bob and a peer that could not join are told. */
    private List<PeerEvent> life(Dialect dialect) {
        room.addPeer(ADA);
        room.addPeer(BOB);
        Socket bob = room.join(BOB, "0", dialect);
        Socket ada = room.join(ADA, "0", dialect);
        ada.browser.rids = List.of("l", "m", "h");
        TrackId track = ada.browser.publish(MediaKind.VIDEO, "0");
        room.say(ada, new PeerCommand.RenegotiateTracks());
        room.negotiate();
        room.advance(SECOND);
        room.say(ada, new PeerCommand.UpdateEndpointMetadata(new Metadata("1")));
        room.advance(SECOND);
        room.say(ada, new PeerCommand.UpdateTrackMetadata(track, new Metadata("1")));
        room.say(ada, new PeerCommand.DisableEncoding(track, Encoding.HIGH));
        room.say(ada, new PeerCommand.EnableEncoding(track, Encoding.HIGH));
        room.report(bob, new MediaReport.EncodingSwitched(track, Encoding.LOW, EncodingReason.ENCODING_INACTIVE));
        room.report(ada, new MediaReport.VoiceActivity(track, true));
        room.close(ada, EndReason.LEFT);
        List<PeerEvent> told = new ArrayList<>(bob.events);
        told.addAll(refused(dialect));
        return told;
    }

    private List<PeerEvent> refused(Dialect dialect) {
        Metadata text = new Metadata("\"" + "x".repeat(64 * 1024 - 2) + "\"");
        for (int i = 0; i < 62; i++) {
            ComponentId component = new ComponentId("component" + i);
            room.decide(new RoomCommand.AddComponent(component, ComponentType.FILE, text.json(), false));
        }
        for (int i = 0; i < 3; i++) {
            PeerId peer = new PeerId("peer" + i);
            room.addPeer(peer);
            Socket last = room.join(peer, text.json(), dialect);
            if (!last.joined) {
                return last.events;
            }
        }
        throw new AssertionError("the room takes more text than it has place for");
    }

    @ParameterizedTest
    @EnumSource
    void everyEventIsSentInItsPlace(Dialect dialect) {
        List<PeerEvent> told = life(dialect);

        Set<Class<?>> kinds = new HashSet<>(Set.of(PeerEvent.class.getPermittedSubclasses()));
        if (dialect == Dialect.PROTOBUF) {
            int answer = first(told, PeerEvent.SdpAnswer.class);
            assertThat(told.get(answer + 1)).isEqualTo(new PeerEvent.Candidate(CANDIDATE));
        } else {
            // Its clients break over one that comes before they have taken the answer.
            kinds.remove(PeerEvent.Candidate.class);
        }
        assertThat(told.stream().map(PeerEvent::getClass).collect(Collectors.toSet()))
                .isEqualTo(kinds);
        assertThat(first(told, PeerEvent.TracksAdded.class))
                .isBetween(first(told, PeerEvent.EndpointAdded.class), first(told, PeerEvent.OfferData.class));
    }

    private static int first(List<PeerEvent> told, Class<?> kind) {
        return told.indexOf(told.stream().filter(kind::isInstance).findFirst().orElseThrow());
    }

    @Test
    void theJsonDialectHasAWordForEach() throws Exception {
        Set<String> types = new TreeSet<>();
        for (PeerEvent event : life(Dialect.JSON)) {
            PeerMessage message =
                    PeerMessage.parseFrom(DialectEncoder.of(Dialect.JSON).encode(event));
            var json = new ObjectMapper().readTree(message.getMediaEvent().getData());
            boolean isCustom = json.path("type").asText().equals("custom");
            String type = (isCustom ? json.path("data") : json).path("type").asText();
            assertThat(isCustom).as(type).isEqualTo(CUSTOM.contains(type));
            types.add(type);
        }

        assertThat(types).isEqualTo(JSON);
    }

    @Test
    void theProtobufDialectHasAWordForEach() throws Exception {
        Set<MediaEvent.ContentCase> cases = new TreeSet<>();
        for (PeerEvent event : life(Dialect.PROTOBUF)) {
            PeerMessage message =
                    PeerMessage.parseFrom(DialectEncoder.of(Dialect.PROTOBUF).encode(event));
            cases.add(message.getServerMediaEvent().getContentCase());
        }

        Set<MediaEvent.ContentCase> all = new TreeSet<>(Arrays.asList(MediaEvent.ContentCase.values()));
        all.remove(MediaEvent.ContentCase.CONTENT_NOT_SET);
        assertThat(cases).isEqualTo(all);
    }
}
