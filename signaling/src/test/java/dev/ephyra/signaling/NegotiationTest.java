package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.SimulatedRoom.Socket;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.SessionDescription;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sequences of both dialects, and what their clients are known to do. */
class NegotiationTest {
    private static final PeerId ADA = new PeerId("ada");
    private static final PeerId BOB = new PeerId("bob");
    private static final PeerCommand RENEGOTIATE = new PeerCommand.RenegotiateTracks();

    private final SimulatedRoom room = NegotiationFixture.room(Optional.empty());

    @BeforeEach
    void addPeers() {
        room.addPeer(ADA);
        room.addPeer(BOB);
    }

    private TrackId publish(Socket socket, MediaKind kind) {
        TrackId track = socket.browser.publish(kind, "1");
        room.say(socket, RENEGOTIATE);
        room.negotiate();
        return track;
    }

    @ParameterizedTest
    @EnumSource
    void publishesToWhoIsThere(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);

        TrackId audio = publish(ada, MediaKind.AUDIO);
        TrackId video = publish(ada, MediaKind.VIDEO);

        assertThat(ada.heard)
                .containsExactly(
                        "authenticated",
                        "connected []",
                        "added bob",
                        "offer 0 0",
                        "answer {0=ada:1}",
                        "offer 0 0",
                        "answer {0=ada:1, 1=ada:2}");
        assertThat(bob.heard)
                .containsExactly(
                        "authenticated",
                        "connected [ada]",
                        "tracks ada [ada:1]",
                        "offer 1 0",
                        "answer {0=ada:1}",
                        "tracks ada [ada:2]",
                        "offer 1 1",
                        "answer {0=ada:1, 1=ada:2}");
        assertThat(bob.browser.received()).containsExactly(audio, video);
        assertThat(room.events)
                .filteredOn(RoomEvent.TrackAdded.class::isInstance)
                .hasSize(2);
        assertThat(room.plan(ada).inbound()).hasSize(2);
        assertThat(room.plan(bob).outbound())
                .extracting(track -> track.trackId())
                .containsExactly("ada:1", "ada:2");
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void tellsEachDialectOfTurnWhereItsClientsLookForIt() {
        Socket modern = room.join(ADA, "1", Dialect.PROTOBUF);
        Socket legacy = room.join(BOB, "2", Dialect.JSON);
        assertThat(modern.browser.turnServers).containsExactly(NegotiationFixture.TURN_TCP);
        assertThat(legacy.browser.turnServers).isEmpty();

        publish(modern, MediaKind.VIDEO);

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
        TrackId only = publish(ada, MediaKind.VIDEO);

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
    void showsALateJoinerOfTheJsonDialectTheTracksTwice() {
        Socket ada = room.join(ADA, "1");
        TrackId track = publish(ada, MediaKind.VIDEO);

        Socket bob = room.join(BOB, "2");
        room.negotiate();

        assertThat(bob.heard)
                .containsExactly(
                        "authenticated", "connected [ada]", "tracks ada [ada:1]", "offer 0 1", "answer {0=ada:1}");
        assertThat(bob.browser.received()).containsExactly(track);
    }

    @Test
    void showsALateJoinerOfTheProtobufDialectTheTracksOnce() {
        Socket ada = room.join(ADA, "1");
        TrackId track = publish(ada, MediaKind.VIDEO);

        Socket bob = room.join(BOB, "2", Dialect.PROTOBUF);
        room.negotiate();

        assertThat(bob.heard).containsExactly("authenticated", "connected [ada]", "offer 0 1", "answer {0=ada:1}");
        assertThat(bob.browser.received()).containsExactly(track);
    }

    @ParameterizedTest
    @EnumSource
    void removesTracksBeforeWhoPublishedThem(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);
        publish(ada, MediaKind.AUDIO);
        publish(ada, MediaKind.VIDEO);

        room.close(ada, EndReason.LEFT);
        room.negotiate();

        assertThat(bob.heard)
                .endsWith(
                        "answer {0=ada:1, 1=ada:2}",
                        "no tracks ada [ada:1, ada:2]",
                        "removed ada",
                        "offer 1 1",
                        "answer {}");
        assertThat(room.plans).containsOnlyKeys(bob.id);
        assertThat(room.plan(bob).outbound()).isEmpty();
    }

    @Test
    void endsTheTracksOfADeletedPeerInTheSameOrder() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        publish(ada, MediaKind.AUDIO);

        room.decide(new RoomCommand.DeletePeer(ADA));
        room.negotiate();

        assertThat(bob.heard).endsWith("no tracks ada [ada:1]", "removed ada", "offer 1 0", "answer {}");
    }

    @ParameterizedTest
    @EnumSource
    void usesAnIdleSectionAgain(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);
        TrackId first = publish(ada, MediaKind.VIDEO);
        ada.browser.unpublish(first);
        room.say(ada, RENEGOTIATE);
        room.negotiate();
        assertThat(bob.heard).endsWith("no tracks ada [ada:1]", "offer 0 1", "answer {}");

        TrackId second = publish(ada, MediaKind.VIDEO);

        assertThat(bob.heard).endsWith("offer 0 1", "answer {0=ada:2}");
        assertThat(bob.browser.received()).containsExactly(second);
        assertThat(room.events)
                .contains(new RoomEvent.TrackRemoved(
                        new dev.ephyra.room.TrackOwner.OfPeer(ADA),
                        new dev.ephyra.room.Track(first, dev.ephyra.room.TrackType.VIDEO, new Metadata("1"))));
    }

    @ParameterizedTest
    @EnumSource
    void startsNoSecondCycleBeforeTheAnswer(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);
        bob.browser.publish(MediaKind.AUDIO, "1");
        room.say(bob, RENEGOTIATE);
        room.say(bob, RENEGOTIATE);
        PeerCommand.SdpOffer early = bob.browser.offer();
        TrackId video = publish(ada, MediaKind.VIDEO);
        assertThat(bob.heard).endsWith("offer 0 0", "tracks ada [ada:1]");

        room.say(bob, early);
        assertThat(bob.heard).endsWith("answer {0=bob:1}", "offer 0 1");
        room.negotiate();

        assertThat(bob.browser.received()).containsExactly(video);
        assertThat(bob.browser.blocked).isFalse();
        assertThat(ada.browser.received()).hasSize(1);
    }

    @Test
    void tellsOfTracksThatCameAndWentUnansweredOnlyOnceTheyAreNamed() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        TrackId track = ada.browser.publish(MediaKind.VIDEO, "1");
        room.say(ada, RENEGOTIATE);
        room.say(ada, ada.browser.offer());
        assertThat(bob.heard).endsWith("tracks ada [ada:1]", "offer 0 1");
        ada.browser.unpublish(track);
        room.say(ada, RENEGOTIATE);
        room.say(ada, ada.browser.offer());
        assertThat(bob.heard).endsWith("offer 0 1");

        room.negotiate();

        assertThat(bob.heard)
                .endsWith("offer 0 1", "answer {0=ada:1}", "no tracks ada [ada:1]", "offer 0 1", "answer {}");
        assertThat(bob.browser.known).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void takesAnIdThatIsUsedAgainForAnotherTrack(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);
        publish(ada, MediaKind.AUDIO);
        room.close(ada, EndReason.LEFT);
        Socket again = room.join(ADA, "1", dialect);
        again.browser.publish(MediaKind.VIDEO, "1");
        room.say(again, RENEGOTIATE);
        room.negotiate();

        assertThat(bob.browser.received()).containsExactly(new TrackId("ada:1"));
        assertThat(room.plan(bob).outbound())
                .extracting(track -> track.line().codec())
                .containsExactly(Codec.VP8);
    }

    @Test
    void restartsIceOnlyWithTheClient() {
        Socket ada = room.join(ADA, "1", Dialect.PROTOBUF);
        Socket bob = room.join(BOB, "2");
        publish(ada, MediaKind.AUDIO);
        var first = room.plan(ada);
        var bobs = room.plan(bob);
        publish(ada, MediaKind.AUDIO);

        assertThat(room.plan(ada).localIce()).isEqualTo(first.localIce());
        assertThat(room.plan(ada).remoteUfrag()).isEqualTo("ufrag0");
        assertThat(room.plan(bob).localIce()).isNotEqualTo(bobs.localIce());
        assertThat(room.plan(bob).remoteFingerprint()).isEqualTo(TestSdp.FINGERPRINT);
    }

    @Test
    void updatesMetadataByEventAndByOffer() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        TrackId track = publish(ada, MediaKind.VIDEO);

        room.advance(TimeUnit.SECONDS.toNanos(1));
        room.say(ada, new PeerCommand.UpdateTrackMetadata(track, new Metadata("2")));
        room.say(ada, new PeerCommand.UpdateTrackMetadata(track, new Metadata("2")));
        room.say(bob, new PeerCommand.UpdateTrackMetadata(track, new Metadata("9")));
        room.say(ada, new PeerCommand.UpdateTrackMetadata(new TrackId("x"), new Metadata("9")));
        assertThat(bob.heard).endsWith("answer {0=ada:1}", "track ada:1 2");
        room.advance(TimeUnit.SECONDS.toNanos(1));
        ada.browser.metadata.put(track, new Metadata("3"));
        room.say(ada, RENEGOTIATE);
        room.negotiate();

        assertThat(bob.heard).endsWith("track ada:1 2", "track ada:1 3");
        assertThat(room.events)
                .filteredOn(RoomEvent.TrackMetadataUpdated.class::isInstance)
                .hasSize(2);
    }

    @Test
    void tellsOfEncodingsOnceHoweverOftenClientsRepeatThem() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        ada.browser.rids = List.of("l", "m", "h");
        TrackId track = publish(ada, MediaKind.VIDEO);
        int before = bob.heard.size();

        for (int i = 0; i < 31; i++) {
            room.say(ada, new PeerCommand.DisableEncoding(track, Encoding.HIGH));
        }
        room.say(bob, new PeerCommand.DisableEncoding(track, Encoding.LOW));
        room.say(ada, new PeerCommand.EnableEncoding(track, Encoding.HIGH));
        room.say(bob, new PeerCommand.SetTargetEncoding(track, Encoding.LOW));
        room.say(bob, new PeerCommand.SetTargetEncoding(new TrackId("x"), Encoding.LOW));

        assertThat(bob.heard.subList(before, bob.heard.size()))
                .containsExactly("disabled ada:1 HIGH", "enabled ada:1 HIGH");
        assertThat(room.others)
                .containsExactly(new SignalingOutput.Media(bob.id, new MediaCommand.Target(track, Encoding.LOW)));
        room.say(ada, new PeerCommand.DisableEncoding(track, Encoding.HIGH));
        room.addPeer(new PeerId("eve"));
        Socket eve = room.join(new PeerId("eve"), "3");
        assertThat(eve.browser.known).containsKey(track);
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
        publish(ada, MediaKind.AUDIO);
        room.say(ada, new PeerCommand.SdpOffer("nonsense", java.util.Map.of(), java.util.Map.of()));
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
        publish(ada, MediaKind.VIDEO);

        assertThat(ada.heard).endsWith("1001 connection lost");
        assertThat(room.events)
                .contains(new RoomEvent.PeerDisconnected(ADA, EndReason.NETWORK_LOST))
                .last()
                .isInstanceOf(RoomEvent.TrackRemoved.class);
        assertThat(room.others).singleElement().asString().contains("more than 256 media sections");
        Socket again = room.join(ADA, "1", dialect);
        TrackId afresh = publish(again, MediaKind.VIDEO);
        assertThat(bob.browser.received()).containsExactly(afresh);
    }

    @Test
    void endsAPeerWhoseOfferDoesNotFollowTheLast() {
        Socket ada = room.join(ADA, "1");
        PeerCommand.SdpOffer nothing =
                new TestBrowser("ada", Dialect.JSON).publishing().unaskedOffer();
        publish(ada, MediaKind.AUDIO);
        publish(ada, MediaKind.AUDIO);
        room.say(ada, nothing);

        assertThat(ada.heard).endsWith("1011 unacceptable SDP offer: fewer media sections than in the last offer");
    }

    @ParameterizedTest
    @EnumSource
    void publishesOnceTheJournalAcceptsIt(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);
        room.accepts = false;
        TrackId track = publish(ada, MediaKind.VIDEO);
        assertThat(ada.heard).endsWith("answer {}");
        assertThat(room.plan(ada).inbound()).isEmpty();
        room.advance(Negotiations.REPUBLISH_NANOS);
        room.negotiate();
        assertThat(ada.heard).endsWith("offer 0 0", "answer {}");

        room.accepts = true;
        room.advance(Negotiations.REPUBLISH_NANOS);
        room.negotiate();

        assertThat(ada.heard).endsWith("offer 0 0", "answer {0=ada:1}");
        assertThat(bob.browser.received()).containsExactly(track);
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
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
    void rejectsDataChannelsAndTakesTheRest() {
        Socket ada = room.join(ADA, "1", Dialect.PROTOBUF);
        ada.browser.addDataChannel();

        publish(ada, MediaKind.AUDIO);

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
        publish(ada, MediaKind.AUDIO);
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
        publish(ada, MediaKind.VIDEO);
        assertThat(ada.heard).endsWith("answer {1=ada:1}");
        assertThat(room.plan(ada).inbound()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void closesTheConnectionOfAClientThatGaveUpItsLastSectionAndOpensAnother(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);
        TrackId only = publish(ada, MediaKind.VIDEO);
        String ufragBefore = room.plan(ada).localIce().ufrag();

        ada.browser.stop(only);
        room.say(ada, RENEGOTIATE);
        room.negotiate();

        assertThat(ada.heard).endsWith("answer {}");
        assertThat(bob.browser.received()).isEmpty();
        assertThat(room.plans).containsOnlyKeys(bob.id);
        // With a new transport a browser has new credentials.
        ada.browser.ufrag = "anew";
        TrackId another = publish(ada, MediaKind.VIDEO);
        assertThat(room.plan(ada).localIce().ufrag()).isNotEqualTo(ufragBefore);
        assertThat(bob.browser.received()).containsExactly(another);
        assertThat(room.events).noneMatch(RoomEvent.PeerCrashed.class::isInstance);
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheConnectionOfAClientWhoseOnlyTrackPauses(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        TrackId only = publish(ada, MediaKind.VIDEO);

        ada.browser.unpublish(only);
        room.say(ada, RENEGOTIATE);
        room.negotiate();

        assertThat(ada.heard).endsWith("answer {}");
        assertThat(room.plan(ada).inbound()).isEmpty();
    }

    @Test
    void sendsNothingThatAReceiverCannotDecode() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        bob.browser.video = List.of(Codec.H264);
        publish(ada, MediaKind.VIDEO);

        assertThat(bob.heard).endsWith("answer {0=ada:1}");
        assertThat(bob.browser.received()).isEmpty();
        assertThat(room.plan(bob).outbound()).isEmpty();
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
        publish(socket, MediaKind.VIDEO);

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
        publish(bob, MediaKind.AUDIO);
        room.negotiate();

        assertThat(ada.heard).endsWith("offer 0 0", "answer {0=ada:1}");
        assertThat(bob.heard).contains("no tracks ada [ada:1]").doesNotContain("removed ada");
        assertThat(room.plans).containsOnlyKeys(bob.id);
        assertThat(ada.open).isTrue();
    }

    @Test
    void startsAfreshWithEachConnection() {
        Socket bob = room.join(BOB, "2");
        Socket first = room.join(ADA, "1");
        publish(first, MediaKind.AUDIO);
        publish(bob, MediaKind.AUDIO);
        room.close(first, EndReason.NETWORK_LOST);

        Socket second = room.join(ADA, "1");
        room.negotiate();
        TrackId track = second.browser.publish(MediaKind.AUDIO, "1");
        room.say(second, RENEGOTIATE);
        room.negotiate();

        assertThat(second.browser.received()).containsExactly(new TrackId("bob:1"));
        assertThat(bob.browser.received()).containsExactly(track);
    }

    @Test
    void holdsNegotiationBackUntilThePeerIsAdmitted() {
        Socket ada = room.join(ADA, "1");
        publish(ada, MediaKind.AUDIO);
        room.commits = false;
        Socket bob = room.join(BOB, "2");
        assertThat(bob.heard).isEmpty();

        room.commit();
        room.negotiate();

        assertThat(bob.browser.received()).hasSize(1);
    }

    @Test
    void passesOnWhatMediaReport() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        TrackId track = publish(ada, MediaKind.AUDIO);
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
        publish(ada, MediaKind.AUDIO);

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
        publish(ada, MediaKind.AUDIO);
        assertThat(room.plans).hasSize(2);

        room.decide(new RoomCommand.CrashRoom(EndReason.ROOM_CRASHED, "x"));

        assertThat(room.plans).isEmpty();
        assertThat(ada.heard).endsWith("1011 Internal server error");
        assertThat(bob.heard).endsWith("1011 Internal server error");
        room.advance(TimeUnit.MINUTES.toNanos(1));
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
