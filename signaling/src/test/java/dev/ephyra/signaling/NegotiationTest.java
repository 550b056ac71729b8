package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.signaling.SimulatedRoom.Socket;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.MediaKind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each of two peers hears of the other's tracks, in both dialects, and what their clients are known to do. */
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

    @ParameterizedTest
    @EnumSource
    void publishesToWhoIsThere(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);

        TrackId audio = room.publish(ada, MediaKind.AUDIO);
        TrackId video = room.publish(ada, MediaKind.VIDEO);

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
    void showsALateJoinerOfTheJsonDialectTheTracksTwice() {
        Socket ada = room.join(ADA, "1");
        TrackId track = room.publish(ada, MediaKind.VIDEO);

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
        TrackId track = room.publish(ada, MediaKind.VIDEO);

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
        room.publish(ada, MediaKind.AUDIO);
        room.publish(ada, MediaKind.VIDEO);

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
        room.publish(ada, MediaKind.AUDIO);

        room.decide(new RoomCommand.DeletePeer(ADA));
        room.negotiate();

        assertThat(bob.heard).endsWith("no tracks ada [ada:1]", "removed ada", "offer 1 0", "answer {}");
    }

    @ParameterizedTest
    @EnumSource
    void usesAnIdleSectionAgain(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);
        TrackId first = room.publish(ada, MediaKind.VIDEO);
        ada.browser.unpublish(first);
        room.say(ada, RENEGOTIATE);
        room.negotiate();
        assertThat(bob.heard).endsWith("no tracks ada [ada:1]", "offer 0 1", "answer {}");

        TrackId second = room.publish(ada, MediaKind.VIDEO);

        assertThat(bob.heard).endsWith("offer 0 1", "answer {0=ada:2}");
        assertThat(bob.browser.received()).containsExactly(second);
        assertThat(room.events)
                .contains(new RoomEvent.TrackRemoved(
                        new TrackOwner.OfPeer(ADA), new Track(first, TrackType.VIDEO, new Metadata("1"))));
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
        TrackId video = room.publish(ada, MediaKind.VIDEO);
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
        room.publish(ada, MediaKind.AUDIO);
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
    void updatesMetadataByEventAndByOffer() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        TrackId track = room.publish(ada, MediaKind.VIDEO);

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
        TrackId track = room.publish(ada, MediaKind.VIDEO);
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

    @ParameterizedTest
    @EnumSource
    void publishesOnceTheJournalAcceptsIt(Dialect dialect) {
        Socket ada = room.join(ADA, "1", dialect);
        Socket bob = room.join(BOB, "2", dialect);
        room.accepts = false;
        TrackId track = room.publish(ada, MediaKind.VIDEO);
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
    void sendsNothingThatAReceiverCannotDecode() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        bob.browser.video = List.of(Codec.H264);
        room.publish(ada, MediaKind.VIDEO);

        assertThat(bob.heard).endsWith("answer {0=ada:1}");
        assertThat(bob.browser.received()).isEmpty();
        assertThat(room.plan(bob).outbound()).isEmpty();
    }

    @Test
    void startsAfreshWithEachConnection() {
        Socket bob = room.join(BOB, "2");
        Socket first = room.join(ADA, "1");
        room.publish(first, MediaKind.AUDIO);
        room.publish(bob, MediaKind.AUDIO);
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
        room.publish(ada, MediaKind.AUDIO);
        room.commits = false;
        Socket bob = room.join(BOB, "2");
        assertThat(bob.heard).isEmpty();

        room.commit();
        room.negotiate();

        assertThat(bob.browser.received()).hasSize(1);
    }
}
