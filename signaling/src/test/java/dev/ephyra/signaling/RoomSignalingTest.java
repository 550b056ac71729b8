package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.signaling.SimulatedRoom.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoomSignalingTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final PeerId ADA = new PeerId("ada");
    private static final PeerId BOB = new PeerId("bob");

    private final SimulatedRoom room = new SimulatedRoom();

    @BeforeEach
    void addPeers() {
        room.addPeer(ADA);
        room.addPeer(BOB);
    }

    @Test
    void showsPeersToEachOtherFromTheirConnectToTheirEnd() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        room.advance(SECOND);
        room.say(bob, new PeerCommand.UpdateEndpointMetadata(new Metadata("3")));
        room.say(bob, new PeerCommand.UpdateEndpointMetadata(new Metadata("3")));
        room.close(bob, EndReason.LEFT);

        assertThat(ada.heard)
                .containsExactly("authenticated", "connected []", "added bob", "updated bob 3", "removed bob");
        assertThat(bob.heard).containsExactly("authenticated", "connected [ada]");
        assertThat(room.events)
                .endsWith(
                        new RoomEvent.PeerConnected(BOB, bob.id),
                        new RoomEvent.PeerMetadataUpdated(BOB, new Metadata("2")),
                        new RoomEvent.PeerMetadataUpdated(BOB, new Metadata("3")),
                        new RoomEvent.PeerDisconnected(BOB, EndReason.LEFT));
    }

    @Test
    void hidesAPeerThatDidNotSendConnect() {
        Socket bob = room.enter(BOB);
        Socket ada = room.join(ADA, "1");
        room.say(bob, new PeerCommand.UpdateEndpointMetadata(new Metadata("3")));
        room.close(bob, EndReason.LEFT);

        assertThat(ada.heard).containsExactly("authenticated", "connected []");
        assertThat(bob.heard).containsExactly("authenticated");
    }

    @Test
    void answersARepeatedConnectAgain() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");

        room.advance(SECOND);
        room.say(bob, new PeerCommand.Connect(new Metadata("2")));
        room.say(bob, new PeerCommand.Connect(new Metadata("5")));
        room.advance(SECOND);

        assertThat(bob.heard).containsExactly("authenticated", "connected [ada]", "connected [ada]", "connected [ada]");
        assertThat(ada.heard).containsExactly("authenticated", "connected []", "added bob", "updated bob 5");
    }

    @Test
    void holdsEverythingBackUntilThePeerIsAdmitted() {
        Socket ada = room.join(ADA, "1");
        room.commits = false;
        Socket bob = room.join(BOB, "2");
        assertThat(bob.heard).isEmpty();
        assertThat(ada.heard).endsWith("added bob");

        room.commit();

        assertThat(bob.heard).containsExactly("authenticated", "connected [ada]");
    }

    @Test
    void refusesPeersAndRoomsThatAreGone() {
        Socket unknown = room.enter(new PeerId("nobody"));
        assertThat(unknown.heard).containsExactly("1000 peer not found");

        room.decide(new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED));
        Socket late = room.enter(ADA);
        assertThat(late.heard).containsExactly("1000 room not found");
    }

    @Test
    void refusesASecondSocketWhileTheFirstAnswers() {
        Socket first = room.join(ADA, "1");

        Socket second = room.enter(ADA);

        assertThat(second.heard).containsExactly("1000 peer already connected");
        assertThat(first.open).isTrue();
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void letsASecondSocketInWhenTheFirstIsSilent() {
        Socket bob = room.join(BOB, "2");
        Socket first = room.join(ADA, "1");
        first.alive = false;

        Socket second = room.enter(ADA);
        assertThat(room.signaling.nextDeadlineNanos()).hasValue(2 * SECOND);
        room.advance(2 * SECOND - 1);
        assertThat(second.heard).isEmpty();
        room.advance(1);

        assertThat(first.heard).endsWith("1001 connection lost");
        assertThat(second.heard).containsExactly("authenticated");
        assertThat(bob.heard).endsWith("added ada", "removed ada");
        assertThat(room.events)
                .endsWith(
                        new RoomEvent.PeerDisconnected(ADA, EndReason.NETWORK_LOST),
                        new RoomEvent.PeerConnected(ADA, second.id));
    }

    @Test
    void refusesAThirdSocketAtOnce() {
        room.join(ADA, "1").alive = false;
        Socket second = room.enter(ADA);

        Socket third = room.enter(ADA);

        assertThat(third.heard).containsExactly("1000 peer already connected");
        assertThat(second.heard).isEmpty();
    }

    @Test
    void letsTheSecondSocketInAtOnceWhenTheFirstClosesMeanwhile() {
        Socket first = room.join(ADA, "1");
        first.alive = false;
        Socket second = room.enter(ADA);

        room.close(first, EndReason.LEFT);

        assertThat(second.heard).containsExactly("authenticated");
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void forgetsASecondSocketThatGivesUp() {
        Socket first = room.join(ADA, "1");
        first.alive = false;
        Socket second = room.enter(ADA);

        room.close(second, EndReason.LEFT);
        room.advance(20 * SECOND);

        assertThat(first.open).isTrue();
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void closesARemovedPeerAndRefusesItsSecondSocket() {
        Socket bob = room.join(BOB, "2");
        Socket first = room.join(ADA, "1");
        first.alive = false;
        Socket second = room.enter(ADA);

        room.decide(new RoomCommand.DeletePeer(ADA));

        assertThat(first.heard).endsWith("1000 Peer removed");
        assertThat(second.heard).containsExactly("1000 peer not found");
        assertThat(bob.heard).endsWith("added ada", "removed ada");
    }

    @Test
    void closesEverybodyWhenTheRoomIsDeleted() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.join(BOB, "2");
        bob.alive = false;
        Socket waiting = room.enter(BOB);

        room.decide(new RoomCommand.DeleteRoom(EndReason.ROOM_DELETED));

        assertThat(ada.heard).containsExactly("authenticated", "connected []", "added bob", "1000 Room stopped");
        assertThat(bob.heard).endsWith("1000 Room stopped");
        assertThat(waiting.heard).containsExactly("1000 room not found");
    }

    @Test
    void closesEverybodyWhenTheRoomCrashes() {
        Socket ada = room.join(ADA, "1");
        Socket bob = room.enter(BOB);

        room.decide(new RoomCommand.CrashRoom(EndReason.ROOM_CRASHED, "secret detail"));

        assertThat(ada.heard).endsWith("1011 Internal server error");
        assertThat(bob.heard).endsWith("1011 Internal server error");
    }

    @Test
    void closesACrashedPeerWithWhatBroke() {
        Socket bob = room.join(BOB, "2");
        Socket ada = room.join(ADA, "1");
        room.decide(new RoomCommand.CrashPeer(ADA, "x".repeat(200)));
        assertThat(ada.heard).endsWith("1011 " + "x".repeat(123));
        assertThat(bob.heard).endsWith("added ada", "removed ada");

        room.decide(new RoomCommand.CrashPeer(BOB, " "));
        assertThat(bob.heard).endsWith("1011 Internal server error");
    }

    @Test
    void showsComponentsAsEndpoints() {
        Socket ada = room.join(ADA, "1");
        ComponentId camera = new ComponentId("camera");
        room.decide(new RoomCommand.AddComponent(camera, ComponentType.FILE, "{}", false));
        Socket bob = room.join(BOB, "2");
        room.decide(new RoomCommand.DeleteComponent(camera));

        assertThat(ada.heard).endsWith("added camera", "added bob", "removed camera");
        assertThat(bob.heard).endsWith("connected [ada, camera]", "removed camera");
    }

    @Test
    void closesAPeerThatTheJournalCannotTake() {
        room.accepts = false;

        Socket ada = room.enter(ADA);

        assertThat(ada.heard).containsExactly("1011 Internal server error");
        room.accepts = true;
        assertThat(room.enter(ADA).heard).containsExactly("authenticated");
    }

    @Test
    void disconnectsAPeerWhoseEntryWasNotDurableInTime() {
        room.commits = false;
        Socket ada = room.enter(ADA);

        room.signaling.unavailable(new RoomCommand.ConnectPeer(ADA, ada.id), room.nowNanos);
        room.settle();

        assertThat(ada.heard).containsExactly("1011 Internal server error");
        assertThat(room.events).endsWith(new RoomEvent.PeerDisconnected(ADA, EndReason.LEFT));
        room.commit();
        assertThat(ada.admitted).isFalse();
    }

    @Test
    void offersAJoinAgainUntilTheJournalTakesIt() {
        Socket bob = room.join(BOB, "2");
        Socket ada = room.enter(ADA);
        room.accepts = false;
        room.say(ada, new PeerCommand.Connect(new Metadata("1")));
        room.say(ada, new PeerCommand.Connect(new Metadata("7")));
        room.advance(3 * SECOND);
        assertThat(ada.heard).containsExactly("authenticated");

        room.accepts = true;
        room.advance(SECOND);

        assertThat(ada.heard).containsExactly("authenticated", "connected [bob]");
        assertThat(bob.view).containsEntry("ada", new Metadata("7"));
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void closesAPeerThatCannotJoinForTooLong() {
        Socket ada = room.enter(ADA);
        room.accepts = false;
        room.say(ada, new PeerCommand.Connect(Metadata.NONE));

        room.advance(11 * SECOND);

        assertThat(ada.heard).containsExactly("authenticated", "1011 Internal server error");
    }

    @Test
    void keepsAJoinedPeerWhoseNewMetadataTheJournalCannotTake() {
        Socket bob = room.join(BOB, "2");
        Socket ada = room.join(ADA, "1");
        room.advance(SECOND);
        room.accepts = false;
        room.say(ada, new PeerCommand.UpdateEndpointMetadata(new Metadata("7")));
        room.advance(100 * SECOND);
        assertThat(ada.open).isTrue();

        room.accepts = true;
        room.advance(SECOND);

        assertThat(bob.view).containsEntry("ada", new Metadata("7"));
    }

    @Test
    void failsAJoinForWhichTheRoomHasNoPlace() {
        String text = "\"" + "x".repeat(64 * 1024 - 2) + "\"";
        for (int i = 0; i < 64; i++) {
            PeerId peer = new PeerId("peer" + i);
            room.addPeer(peer);
            room.join(peer, text);
        }

        Socket ada = room.join(ADA, text);

        assertThat(ada.heard).containsExactly("authenticated", "failed metadata beyond the limits");
        assertThat(ada.open).isTrue();
        room.advance(SECOND);
        room.say(ada, new PeerCommand.Connect(Metadata.NONE));
        assertThat(ada.joined).as("less text may still join").isTrue();
    }

    @Test
    void ignoresWhatComesFromAnotherConnection() {
        Socket first = room.join(ADA, "1");
        room.close(first, EndReason.LEFT);
        Socket second = room.enter(ADA);

        room.signaling.onPeerCommand(ADA, first.id, new PeerCommand.Connect(new Metadata("9")), 0);
        room.signaling.closed(ADA, first.id, EndReason.LEFT, 0);
        room.signaling.admitted(first.id, 0);
        room.signaling.probeAnswered(first.id, 0);

        assertThat(room.signaling.drain()).isEmpty();
        assertThat(second.open).isTrue();
    }
}
