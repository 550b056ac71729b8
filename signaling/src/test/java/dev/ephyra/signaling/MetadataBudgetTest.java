package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.SimulatedRoom.Socket;
import dev.ephyra.webrtc.sdp.MediaKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a peer says of itself and its tracks: how often it becomes an event, and that the last word always does. */
class MetadataBudgetTest {
    private static final PeerId ADA = new PeerId("ada");
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private SimulatedRoom room = NegotiationFixture.room(Optional.empty());

    private Socket publisher(int tracks) {
        room = NegotiationFixture.room(Optional.empty());
        room.addPeer(ADA);
        Socket ada = room.join(ADA, "0");
        for (int i = 0; i < tracks; i++) {
            ada.browser.publish(MediaKind.AUDIO, "0");
        }
        room.say(ada, new PeerCommand.RenegotiateTracks());
        room.negotiate();
        room.advance(TimeUnit.SECONDS.toNanos(1));
        room.events.clear();
        return ada;
    }

    private void sayOfTrack(Socket ada, TrackId track, int value) {
        room.say(ada, new PeerCommand.UpdateTrackMetadata(track, new Metadata("" + value)));
    }

    private String ofTrack(TrackId track) {
        Track known = room.state.peer(ADA).orElseThrow().tracks().get(track);
        return Objects.requireNonNull(known).metadata().json();
    }

    private String ofPeer() {
        return room.state.peer(ADA).orElseThrow().metadata().json();
    }

    @Test
    void saysAFirstChangeAtOnceAndOfTheNextTheLatestWhenItIsTime() {
        Socket ada = publisher(1);
        TrackId track = ada.browser.published().getFirst();
        for (int value = 1; value <= 40; value++) {
            sayOfTrack(ada, track, value);
        }

        assertThat(ofTrack(track)).isEqualTo("1");
        assertThat(room.signaling.nextDeadlineNanos()).hasValue(room.nowNanos + INTERVAL_NANOS);
        room.advance(INTERVAL_NANOS);

        assertThat(ofTrack(track)).isEqualTo("40");
        assertThat(room.events).hasSize(2);
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void hasOneBudgetForThePeerAndAllItsTracks() {
        Socket ada = publisher(8);
        for (int value = 1; value <= 1_000; value++) {
            for (TrackId track : ada.browser.published()) {
                sayOfTrack(ada, track, value);
            }
            room.say(ada, new PeerCommand.UpdateEndpointMetadata(new Metadata("" + value)));
            room.advance(TimeUnit.MILLISECONDS.toNanos(1));
        }

        assertThat(room.events).as("in a second").hasSizeBetween(19, 21);
        room.advance(9 * INTERVAL_NANOS);
        assertThat(ada.browser.published())
                .allSatisfy(track -> assertThat(ofTrack(track)).isEqualTo("1000"));
        assertThat(ofPeer()).isEqualTo("1000");
    }

    @Test
    void spendsTheSameBudgetOnTheMetadataInOffers() {
        Socket ada = publisher(8);
        for (TrackId track : ada.browser.published()) {
            ada.browser.metadata.put(track, new Metadata("\"offered\""));
        }
        room.say(ada, ada.browser.unaskedOffer());

        assertThat(ada.heard.getLast()).startsWith("answer");
        assertThat(room.events).hasSize(1);
        room.advance(7 * INTERVAL_NANOS);
        assertThat(ada.browser.published())
                .allSatisfy(track -> assertThat(ofTrack(track)).isEqualTo("\"offered\""));
    }

    @Test
    void keepsWhatTheJournalRefusesAndSaysTheLatestOnceItAccepts() {
        Socket ada = publisher(2);
        TrackId first = ada.browser.published().getFirst();
        TrackId second = ada.browser.published().getLast();
        room.accepts = false;
        sayOfTrack(ada, first, 1);
        sayOfTrack(ada, second, 2);
        room.advance(TimeUnit.MINUTES.toNanos(2));
        assertThat(room.events).isEmpty();
        assertThat(ofTrack(first)).isEqualTo("0");
        sayOfTrack(ada, first, 3);

        room.accepts = true;
        room.advance(TimeUnit.SECONDS.toNanos(2));

        assertThat(ofTrack(first)).isEqualTo("3");
        assertThat(ofTrack(second)).isEqualTo("2");
        assertThat(room.events).hasSize(2);
        assertThat(ada.open).isTrue();
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void saysNothingOfTracksThatAreGoneMeanwhile() {
        Socket ada = publisher(2);
        TrackId track = ada.browser.published().getLast();
        room.say(ada, new PeerCommand.UpdateEndpointMetadata(new Metadata("1")));
        sayOfTrack(ada, track, 7);
        ada.browser.unpublish(track);
        room.say(ada, ada.browser.unaskedOffer());
        room.advance(TimeUnit.SECONDS.toNanos(1));

        assertThat(room.events).hasSize(2).last().isInstanceOf(RoomEvent.TrackRemoved.class);
        assertThat(room.signaling.nextDeadlineNanos()).isEmpty();
    }

    /** However fast and in whatever order it comes, and whenever the journal refuses. */
    @Property(tries = 100)
    void theRoomEndsWithTheLastWord(@ForAll long seed) {
        Random random = new Random(seed);
        Socket ada = publisher(3);
        List<TrackId> tracks = ada.browser.published();
        List<String> last = new ArrayList<>(List.of("0", "0", "0", "0"));
        for (int step = 0; step < 200; step++) {
            int subject = random.nextInt(4);
            int value = random.nextInt(5);
            if (random.nextInt(10) == 0) {
                room.accepts = !room.accepts;
            } else if (random.nextInt(3) == 0) {
                room.advance(random.nextLong(3 * INTERVAL_NANOS));
            } else if (subject == 3) {
                room.say(ada, new PeerCommand.UpdateEndpointMetadata(new Metadata("" + value)));
                last.set(3, "" + value);
            } else {
                sayOfTrack(ada, tracks.get(subject), value);
                last.set(subject, "" + value);
            }
        }
        room.accepts = true;
        room.advance(TimeUnit.SECONDS.toNanos(5));

        assertThat(tracks).map(this::ofTrack).isEqualTo(last.subList(0, 3));
        assertThat(ofPeer()).isEqualTo(last.get(3));
        assertThat(ada.open).isTrue();
    }
}
