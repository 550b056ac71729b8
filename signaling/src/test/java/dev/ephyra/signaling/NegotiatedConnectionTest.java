package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.SimulatedRoom.Socket;
import dev.ephyra.webrtc.sdp.MediaKind;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The connection of a peer: from its first section to its last, what it is told by, and what its media report. */
class NegotiatedConnectionTest {
    private static final PeerId ADA = new PeerId("ada");
    private static final PeerId BOB = new PeerId("bob");
    private static final PeerCommand RENEGOTIATE = new PeerCommand.RenegotiateTracks();

    private final SimulatedRoom room = NegotiationFixture.room(Optional.empty());

    @BeforeEach
    void addPeers() {
        room.addPeer(ADA);
        room.addPeer(BOB);
    }

    @Test
    void tellsEachDialectOfTurnWhereItsClientsLookForIt() {
        Socket modern = room.join(ADA, "1", Dialect.PROTOBUF);
        Socket legacy = room.join(BOB, "2", Dialect.JSON);
        assertThat(modern.browser.turnServers).containsExactly(NegotiationFixture.TURN_TCP);
        assertThat(legacy.browser.turnServers).isEmpty();

        room.publish(modern, MediaKind.VIDEO);

        assertThat(modern.browser.turnServers).containsExactly(NegotiationFixture.TURN_TCP);
        assertThat(legacy.browser.turnServers).containsExactly(NegotiationFixture.TURN, NegotiationFixture.TURN_TCP);
    }

    @Test
    void closesMediaOfWhoeverLeavesEvenIfNothingWasOffered() {
        Socket ada = room.join(ADA, "1");

        room.close(ada, EndReason.LEFT);

        assertThat(room.closedMedia).containsExactly(ada.id);
        assertThat(room.endedMedia).containsExactly(ada.id);
    }

    /** The next one comes with the credentials for TURN that the client has. */
    @ParameterizedTest
    @EnumSource
    void closesASessionWithoutItsConnection(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        TrackId only = room.publish(ada, MediaKind.VIDEO);

        ada.browser.stop(only);
        room.say(ada, RENEGOTIATE);
        room.negotiate();
        assertThat(room.closedMedia).containsExactly(ada.id);
        assertThat(room.endedMedia).isEmpty();
        room.close(ada, EndReason.LEFT);

        assertThat(room.closedMedia).containsExactly(ada.id, ada.id);
        assertThat(room.endedMedia).containsExactly(ada.id);
    }

    @Test
    void restartsIceOnlyWithTheClient() {
        Socket ada = room.join(ADA, "1", Dialect.PROTOBUF);
        Socket bob = room.join(BOB, "2");
        room.publish(ada, MediaKind.AUDIO);
        var first = room.plan(ada);
        var bobs = room.plan(bob);
        room.publish(ada, MediaKind.AUDIO);

        assertThat(room.plan(ada).localIce()).isEqualTo(first.localIce());
        assertThat(room.plan(ada).remoteUfrag()).isEqualTo("ufrag0");
        assertThat(room.plan(bob).localIce()).isNotEqualTo(bobs.localIce());
        assertThat(room.plan(bob).remoteFingerprint()).isEqualTo(TestSdp.FINGERPRINT);
    }

    @Test
    void rejectsDataChannelsAndTakesTheRest() {
        Socket ada = room.join(ADA, "1", Dialect.PROTOBUF);
        ada.browser.addDataChannel();

        room.publish(ada, MediaKind.AUDIO);

        assertThat(ada.heard).endsWith("answer {1=ada:1}");
    }

    @ParameterizedTest
    @EnumSource
    void answersAClientThatHasNothingToOffer(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);

        room.say(ada, RENEGOTIATE);
        room.negotiate();

        assertThat(ada.heard).endsWith("offer 0 0", "answer {}");
        assertThat(room.plans).isEmpty();
        room.publish(ada, MediaKind.AUDIO);
        assertThat(ada.heard).endsWith("answer {0=ada:1}");
        assertThat(room.plan(ada).inbound()).hasSize(1);
    }

    /** A browser has no section then that they could be for, and breaks over them. */
    @Test
    void tellsCandidatesOnlyWithATransport() {
        String candidate = "candidate:1 1 UDP 2130706431 192.0.2.1 50000 typ host";
        SimulatedRoom reachable = NegotiationFixture.reachableRoom(candidate);
        reachable.addPeer(ADA);
        Socket ada = reachable.join(ADA, "1", Dialect.PROTOBUF);

        reachable.say(ada, RENEGOTIATE);
        reachable.negotiate();
        assertThat(ada.heard).endsWith("offer 0 0", "answer {}");
        ada.browser.publish(MediaKind.AUDIO, "1");
        reachable.say(ada, RENEGOTIATE);
        reachable.negotiate();

        assertThat(ada.heard).endsWith("offer 0 0", "answer {0=ada:1}", candidate);
    }

    /** Browsers trickle as they find them, before an offer is answered and after there is nothing left to negotiate. */
    @ParameterizedTest
    @EnumSource
    void takesCandidatesOfClientsAtAnyTime(Dialect dialect) {
        PeerCommand candidate = new PeerCommand.Candidate("candidate:1", 7);
        Socket ada = room.enter(ADA, dialect);
        room.say(ada, candidate);
        room.say(ada, new PeerCommand.Connect(Metadata.NONE));
        room.say(ada, candidate);
        room.say(ada, RENEGOTIATE);
        room.say(ada, candidate);
        room.negotiate();
        room.say(ada, candidate);
        room.say(ada, new PeerCommand.Disconnect());
        room.say(ada, candidate);

        assertThat(ada.heard).containsExactly("authenticated", "connected []", "offer 0 0", "answer {}");
        assertThat(ada.open).isTrue();
        assertThat(room.plans).isEmpty();
    }

    @Test
    void opensNoConnectionForDataChannelsAlone() {
        Socket ada = room.join(ADA, "1", Dialect.PROTOBUF);
        ada.browser.addDataChannel();

        room.say(ada, RENEGOTIATE);
        room.negotiate();

        assertThat(ada.heard).endsWith("offer 0 0", "answer {}");
        assertThat(room.plans).isEmpty();
        room.publish(ada, MediaKind.VIDEO);
        assertThat(ada.heard).endsWith("answer {1=ada:1}");
        assertThat(room.plan(ada).inbound()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void closesTheConnectionOfAClientThatGaveUpItsLastSectionAndOpensAnother(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);
        TrackId only = room.publish(ada, MediaKind.VIDEO);
        String ufragBefore = room.plan(ada).localIce().ufrag();

        ada.browser.stop(only);
        room.say(ada, RENEGOTIATE);
        room.negotiate();

        assertThat(ada.heard).endsWith("answer {}");
        assertThat(bob.browser.received()).isEmpty();
        assertThat(room.plans).containsOnlyKeys(bob.id);
        // With a new transport a browser has new credentials.
        ada.browser.ufrag = "anew";
        TrackId another = room.publish(ada, MediaKind.VIDEO);
        assertThat(room.plan(ada).localIce().ufrag()).isNotEqualTo(ufragBefore);
        assertThat(bob.browser.received()).containsExactly(another);
        assertThat(room.events).noneMatch(RoomEvent.PeerCrashed.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheConnectionOfAClientWhoseOnlyTrackPauses(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        TrackId only = room.publish(ada, MediaKind.VIDEO);

        ada.browser.unpublish(only);
        room.say(ada, RENEGOTIATE);
        room.negotiate();

        assertThat(ada.heard).endsWith("answer {}");
        assertThat(room.plan(ada).inbound()).isEmpty();
    }

    @Test
    void passesOnWhatMediaReport() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        TrackId track = room.publish(ada, MediaKind.AUDIO);
        room.report(ada, new MediaReport.VoiceActivity(track, true));
        room.report(ada, new MediaReport.VoiceActivity(track, true));
        room.report(bob, new MediaReport.VoiceActivity(track, false));
        room.report(bob, new MediaReport.EncodingSwitched(track, Encoding.LOW, EncodingReason.ENCODING_INACTIVE));
        room.report(ada, new MediaReport.EncodingSwitched(track, Encoding.LOW, EncodingReason.ENCODING_INACTIVE));

        assertThat(bob.heard)
                .endsWith("answer {0=ada:1}", "speaking ada:1 true", "switched ada:1 LOW ENCODING_INACTIVE");
        room.addPeer(new PeerId("eve"));
        Socket eve = room.join(new PeerId("eve"), "3", Dialect.PROTOBUF);
        room.negotiate();
        assertThat(eve.heard).endsWith("answer {0=ada:1}", "speaking ada:1 true");
    }

    @Test
    void endsPeersWhoseMediaFail() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        room.publish(ada, MediaKind.AUDIO);

        room.report(ada, new MediaReport.Failed("no answer to checks", true));
        room.report(bob, new MediaReport.Failed("DTLS failed", false));
        room.report(bob, new MediaReport.Failed("DTLS failed", false));

        assertThat(ada.heard).endsWith("1001 connection lost");
        assertThat(bob.heard).endsWith("1011 DTLS failed");
        assertThat(room.events)
                .contains(new RoomEvent.PeerDisconnected(ADA, EndReason.NETWORK_LOST))
                .endsWith(new RoomEvent.PeerCrashed(BOB, "DTLS failed"));
        assertThat(room.plans).isEmpty();
    }

    @Test
    void closesMediaWithTheRoom() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        room.publish(ada, MediaKind.AUDIO);
        assertThat(room.plans).hasSize(2);

        room.decide(new RoomCommand.CrashRoom(EndReason.ROOM_CRASHED, "x"));

        assertThat(room.plans).isEmpty();
        assertThat(ada.heard).endsWith("1011 Internal server error");
        assertThat(bob.heard).endsWith("1011 Internal server error");
        room.advance(TimeUnit.MINUTES.toNanos(1));
    }
}
