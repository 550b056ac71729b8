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
import dev.ephyra.webrtc.sdp.SessionDescription;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Offers that nobody asked for, that cannot be taken, or that are too many: they end or send away their peer at most. */
class NegotiationLimitsTest {
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
    void sendsAwayAClientThatDoesNotOffer() {
        Socket ada = room.join(ADA, "1");
        room.say(ada, RENEGOTIATE);
        assertThat(room.signaling.nextDeadlineNanos()).hasValue(Negotiations.OFFER_NANOS);

        room.advance(Negotiations.OFFER_NANOS - 1);
        assertThat(ada.open).isTrue();
        room.advance(1);

        assertThat(ada.heard).endsWith("offer 0 0", "1001 connection lost");
        assertThat(room.events).endsWith(new RoomEvent.PeerDisconnected(ADA, EndReason.NETWORK_LOST));
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
        assertThat(room.join(ADA, "1").browser.answers).isZero();
    }

    @Test
    void answersAnOfferThatNobodyAskedFor() {
        Socket ada = room.join(ADA, "1");
        ada.browser.publish(MediaKind.AUDIO, "1");

        room.say(ada, ada.browser.unaskedOffer());

        assertThat(ada.heard).endsWith("answer {0=ada:1}");
    }

    @Test
    void endsOnlyThePeerOfAnUnreadableOffer() {
        Socket bob = room.join(BOB, "2");
        Socket ada = room.join(ADA, "1");
        room.publish(ada, MediaKind.AUDIO);
        room.say(ada, new PeerCommand.SdpOffer("nonsense", Map.of(), Map.of()));
        room.negotiate();

        assertThat(ada.heard).endsWith("1011 unacceptable SDP offer: line 1: not of the form <type>=<value>");
        assertThat(bob.heard).endsWith("no tracks ada [ada:1]", "removed ada", "offer 1 0", "answer {}");
        assertThat(room.events)
                .endsWith(new RoomEvent.PeerCrashed(
                        ADA, "unacceptable SDP offer: line 1: not of the form <type>=<value>"));
        assertThat(room.plans).containsOnlyKeys(bob.id);
    }

    /** A client of the JSON dialect adds a section each time its camera is switched on, and never takes one away. */
    @ParameterizedTest
    @EnumSource
    void sendsAClientWithTooManySectionsAwayToStartAfresh(Dialect dialect) {
        Socket bob = room.join(BOB, "2", dialect);
        Socket ada = room.join(ADA, "1", dialect);
        TrackId camera = ada.browser.publish(MediaKind.VIDEO, "1");
        for (int i = 1; i < SessionDescription.MAX_SECTIONS; i++) {
            ada.browser.unpublish(camera);
            camera = ada.browser.publish(MediaKind.VIDEO, "1");
        }
        room.say(ada, ada.browser.unaskedOffer());
        room.negotiate();
        assertThat(bob.browser.received()).containsExactly(camera);

        ada.browser.unpublish(camera);
        room.publish(ada, MediaKind.VIDEO);

        assertThat(ada.heard).endsWith("1001 connection lost");
        assertThat(room.events)
                .contains(new RoomEvent.PeerDisconnected(ADA, EndReason.NETWORK_LOST))
                .last()
                .isInstanceOf(RoomEvent.TrackRemoved.class);
        assertThat(room.others).singleElement().asString().contains("more than 256 media sections");
        Socket again = room.join(ADA, "1", dialect);
        TrackId afresh = room.publish(again, MediaKind.VIDEO);
        assertThat(bob.browser.received()).containsExactly(afresh);
    }

    @Test
    void endsAPeerWhoseOfferDoesNotFollowTheLast() {
        Socket ada = room.join(ADA, "1");
        PeerCommand.SdpOffer nothing =
                new TestBrowser("ada", Dialect.JSON).publishing().unaskedOffer();
        room.publish(ada, MediaKind.AUDIO);
        room.publish(ada, MediaKind.AUDIO);
        room.say(ada, nothing);

        assertThat(ada.heard).endsWith("1011 unacceptable SDP offer: fewer media sections than in the last offer");
    }

    @Test
    void takesNoMoreNewTracksInASecondThanAnOfferHas() {
        Socket ada = room.join(ADA, "1");
        for (int offer = 0; offer < 4; offer++) {
            ada.browser.published().forEach(ada.browser::unpublish);
            for (int i = 0; i < 30; i++) {
                ada.browser.publish(MediaKind.AUDIO, "1");
            }
            room.say(ada, ada.browser.unaskedOffer());
        }
        assertThat(room.events)
                .filteredOn(RoomEvent.TrackAdded.class::isInstance)
                .hasSize(Negotiator.MAX_NEW_TRACKS_PER_SECOND);

        room.advance(Negotiations.REPUBLISH_NANOS);
        room.negotiate();

        assertThat(room.state.peer(ADA).orElseThrow().tracks().keySet())
                .containsExactlyInAnyOrderElementsOf(ada.browser.published());
    }

    @Test
    void refusesTracksWithIdsOfOthersOnce() {
        Socket ada = room.join(ADA, "1");
        ada.browser.publish(new TrackId("bob:1"), MediaKind.AUDIO);
        room.say(ada, RENEGOTIATE);
        room.negotiate();
        room.say(ada, RENEGOTIATE);
        room.negotiate();

        assertThat(ada.heard).endsWith("answer {}", "offer 0 0", "answer {}");
        assertThat(room.others).containsExactly(new SignalingOutput.Warn(ada.id, "a track is not taken: bob:1"));
    }

    @Test
    void endsAPeerWithSimulcastThatItMustNotUse() {
        PeerId eve = new PeerId("eve");
        room.decide(new RoomCommand.AddPeer(eve, false));
        Socket socket = room.join(eve, "1");
        socket.browser.rids = List.of("l", "m", "h");
        room.publish(socket, MediaKind.VIDEO);

        assertThat(socket.heard).endsWith("1011 Simulcast was offered, but it's not supported");
    }

    @Test
    void endsAPeerThatOffersWithoutEnd() {
        Socket ada = room.join(ADA, "1");
        ada.browser.publish(MediaKind.AUDIO, "1");
        for (int i = 0; i < Negotiator.MAX_OFFERS_PER_SECOND; i++) {
            room.say(ada, ada.browser.unaskedOffer());
        }
        assertThat(ada.open).isTrue();
        room.say(ada, ada.browser.unaskedOffer());

        assertThat(ada.heard).endsWith("1011 too many SDP offers");
    }

    @Test
    void publishesNothingBeforeConnectNorAfterLeaving() {
        Socket ada = room.enter(ADA);
        Socket bob = room.join(BOB, "2");
        room.say(ada, RENEGOTIATE);
        ada.browser.publish(MediaKind.AUDIO, "1");
        room.say(ada, ada.browser.unaskedOffer());
        assertThat(ada.heard).containsExactly("authenticated");
        ada.browser.offered = false;

        room.say(ada, new PeerCommand.Connect(new Metadata("1")));
        room.say(ada, RENEGOTIATE);
        room.negotiate();
        room.say(ada, new PeerCommand.Disconnect());
        room.say(ada, RENEGOTIATE);
        room.publish(bob, MediaKind.AUDIO);
        room.negotiate();

        assertThat(ada.heard).endsWith("offer 0 0", "answer {0=ada:1}");
        assertThat(bob.heard).contains("no tracks ada [ada:1]").doesNotContain("removed ada");
        assertThat(room.plans).containsOnlyKeys(bob.id);
        assertThat(ada.open).isTrue();
    }

    @Test
    void saysOnceThatMediaAreNotUsed() {
        SimulatedRoom without = new SimulatedRoom();
        without.addPeer(ADA);
        Socket ada = without.join(ADA, "1");
        ada.browser.publish(MediaKind.AUDIO, "1");
        PeerCommand.SdpOffer offer = ada.browser.unaskedOffer();
        without.say(ada, RENEGOTIATE);
        without.say(ada, offer);
        without.say(ada, offer);
        without.say(ada, new PeerCommand.Disconnect());

        assertThat(ada.heard).containsExactly("authenticated", "connected []");
        assertThat(without.others)
                .containsExactly(new SignalingOutput.Warn(ada.id, "media are offered, and not used on this server"));
    }
}
