package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.SimulatedRoom.Socket;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.sdp.MediaKind;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What breaks while an offer is answered. */
class NegotiationContainmentTest {
    private static final PeerId ADA = new PeerId("ada");
    private static final PeerId BOB = new PeerId("bob");
    private static final PeerId EVE = new PeerId("eve");

    private boolean isBroken;
    private final SimulatedRoom room = new SimulatedRoom(new RoomSignaling(terms()), Optional.empty());

    private MediaTerms terms() {
        MediaTerms sound = NegotiationFixture.terms();
        return new MediaTerms(
                sound.fingerprint(), sound.candidates(), this::credentials, sound.turnServers(), sound.random());
    }

    private IceCredentials credentials() {
        if (isBroken) {
            throw new IllegalStateException("no randomness");
        }
        return new IceCredentials("server", "p".repeat(24));
    }

    @BeforeEach
    void addPeers() {
        room.addPeer(ADA);
        room.addPeer(BOB);
        room.addPeer(EVE);
    }

    @Test
    void anAnswerThatCannotBeMadeEndsItsPeerOnly() {
        Socket ada = room.join(ADA, "1", Dialect.PROTOBUF);
        TrackId track = room.publish(ada, MediaKind.AUDIO);
        Socket eve = room.join(EVE, "2", Dialect.PROTOBUF);
        isBroken = true;
        room.negotiate();
        isBroken = false;
        Socket bob = room.join(BOB, "3", Dialect.PROTOBUF);
        room.negotiate();

        String reason = "Internal error: java.lang.IllegalStateException: no randomness";
        assertThat(eve.heard).endsWith("1011 " + reason);
        assertThat(room.events)
                .contains(new RoomEvent.PeerCrashed(EVE, reason))
                .noneMatch(event -> event instanceof RoomEvent.RoomCrashed);
        assertThat(room.others)
                .singleElement()
                .isInstanceOfSatisfying(
                        SignalingOutput.Broke.class,
                        broke -> assertThat(broke.connection()).isEqualTo(eve.id));
        assertThat(bob.browser.received()).containsExactly(track);
        assertThat(room.plans).containsOnlyKeys(ada.id, bob.id);
        assertThat(ada.open).isTrue();
    }
}
