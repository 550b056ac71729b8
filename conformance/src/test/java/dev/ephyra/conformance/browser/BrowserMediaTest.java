package dev.ephyra.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.conformance.browser.BrowserDriver.Client;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The published clients see and hear each other through the server. The fake camera makes about 20 frames a second. */
class BrowserMediaTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int PICTURE_LINES = 360;
    private static final double LONGEST_FREEZE_SECONDS = 1;
    private static final String CAMERA = "{\"type\":\"camera\",\"paused\":false}";

    @TempDir
    static Path home;

    private static BrowserScene scene;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        scene = BrowserScene.start(home);
    }

    @AfterEach
    void closePages() {
        scene.closePages();
    }

    @AfterAll
    static void end() {
        scene.close();
    }

    @ParameterizedTest
    @CsvSource({
        "MODERN,    MODERN,    vp8,  video/VP8",
        "MODERN,    MODERN,    h264, video/H264",
        "LEGACY,    LEGACY,    vp8,  video/VP8",
        "LEGACY,    LEGACY,    h264, video/H264",
        "JELLYFISH, JELLYFISH, vp8,  video/VP8",
        "MODERN,    LEGACY,    vp8,  video/VP8",
        "MODERN,    LEGACY,    h264, video/H264",
        "JELLYFISH, MODERN,    vp8,  video/VP8",
    })
    void twoPeersSeeAndHearEachOther(Client one, Client other, String codec, String mimeType) {
        List<Guest> guests = publishing(scene.room("\"" + codec + "\""), one, other);

        awaitAllFlowing(guests);

        for (Guest guest : guests) {
            assertThat(guest.page().received())
                    .extracting(ReceivedTrack::codec)
                    .containsExactlyInAnyOrder(mimeType, "audio/opus");
        }
    }

    @Test
    void aRoomWithoutACodecTakesWhatTheClientsOfferFirst() {
        awaitAllFlowing(publishing(scene.room(), Client.MODERN, Client.LEGACY));
    }

    @Test
    void threePeersOfThreeGenerationsSeeAndHearEachOther() {
        awaitAllFlowing(publishing(scene.room("\"vp8\""), Client.MODERN, Client.LEGACY, Client.JELLYFISH));
    }

    @Test
    void fivePeersSeeAndHearEachOther() {
        // Small pictures: the browser decodes 20 of them, and the machine shall not be what is measured.
        int lines = 180;
        awaitAllFlowing(publishing(
                scene.room("\"vp8\""),
                lines,
                Client.MODERN,
                Client.MODERN,
                Client.LEGACY,
                Client.MODERN,
                Client.LEGACY));
    }

    @ParameterizedTest
    @CsvSource({"MODERN, MODERN", "MODERN, LEGACY", "LEGACY, MODERN", "LEGACY, LEGACY"})
    void whoComesLateAndPublishesNothingSeesWhatWasThere(Client publisher, Client late) {
        String room = scene.room("\"vp8\"");
        List<Guest> publishers = publishing(room, publisher, publisher);
        awaitAllFlowing(publishers);

        Guest watching = scene.guest(room, late);
        watching.join("null");

        awaitMovingOn(List.of(Viewing.begin(watching, publishers)));
    }

    @ParameterizedTest
    @EnumSource
    void whoLeavesIsUnseenAndWhoReturnsIsSeenAgain(Client client) {
        String room = scene.room("\"vp8\"");
        List<Guest> guests = publishing(room, Client.MODERN, client);
        awaitAllFlowing(guests);
        Guest stays = guests.getFirst();
        Guest returns = guests.getLast();
        Set<String> before = trackIds(stays.page().received());

        returns.page().disconnect();
        stays.page().awaitEvent("its leaving", SOON, event -> event.isOf("peerLeft", returns.id()));
        assertThat(stays.page().received()).isEmpty();
        returns.join("null");
        returns.page().publish(true, PICTURE_LINES, CAMERA);

        awaitAllFlowing(guests);
        assertThat(trackIds(stays.page().received())).doesNotContainAnyElementsOf(before);
    }

    @ParameterizedTest
    @EnumSource
    void aTrackThatIsTakenBackEndsAndAnotherMayFollow(Client client) {
        List<Guest> guests = publishing(scene.room("\"vp8\""), Client.MODERN, client);
        awaitAllFlowing(guests);
        Guest watching = guests.getFirst();
        Guest changing = guests.getLast();

        String video = changing.page().unpublish("video");

        watching.page().awaitEvent("the end of the video", SOON, event -> isTrack(event, "trackRemoved", video));
        assertThat(watching.page().received()).noneMatch(ReceivedTrack::isVideo);
        changing.page().publish(false, PICTURE_LINES, CAMERA);
        awaitAllFlowing(guests);
    }

    @ParameterizedTest
    @EnumSource
    void whoTakesBackItsOnlyTrackStaysAndMayPublishAgain(Client client) {
        String room = scene.room("\"vp8\"");
        Guest watching = scene.guest(room, Client.MODERN);
        watching.join("null");
        Guest changing = scene.guest(room, client);
        changing.join("null");
        changing.page().publish(false, PICTURE_LINES, CAMERA);
        Viewing.awaitPicture(watching, changing);

        String only = changing.page().unpublish("video");
        watching.page().awaitEvent("its end", SOON, event -> isTrack(event, "trackRemoved", only));
        changing.page().publish(false, PICTURE_LINES, CAMERA);

        Viewing.awaitPicture(watching, changing);
        assertThat(scene.kinds(room)).doesNotContain("peer_crashed", "peer_disconnected");
    }

    @ParameterizedTest
    @EnumSource
    void metadataOfTracksReachesTheOthersAndTheOperator(Client client) {
        String room = scene.room("\"vp8\"");
        List<Guest> guests = publishing(room, Client.MODERN, client);
        awaitAllFlowing(guests);
        BrowserPage watching = guests.getFirst().page();
        Guest changing = guests.getLast();
        String paused = "{\"type\":\"camera\",\"paused\":true}";

        PageEvent added = watching.awaitEvent("its track", SOON, event -> event.isOf("trackAdded", changing.id()));
        assertThat(added.value().path("metadata")).isEqualTo(BrowserDriver.json(CAMERA));
        changing.page().updateTrackMetadata("video", paused);

        PageEvent updated = watching.awaitEvent("the change", SOON, event -> event.isOf("trackUpdated", changing.id()));
        assertThat(updated.value().path("metadata")).isEqualTo(BrowserDriver.json(paused));
        awaitTold(
                "TrackMetadataUpdated",
                told -> told.getTrackMetadataUpdated().getPeerId().equals(changing.id())
                        && BrowserDriver.json(told.getTrackMetadataUpdated()
                                        .getTrack()
                                        .getMetadata())
                                .equals(BrowserDriver.json(paused)));
    }

    @ParameterizedTest
    @EnumSource
    void theOperatorIsToldOfTracksAsRestShowsThem(Client client) {
        String room = scene.room("\"vp8\"");
        Guest guest = scene.guest(room, client);
        guest.join("null");

        Set<String> ids = guest.page().publish(true, PICTURE_LINES, CAMERA);
        assertThat(ids).hasSize(2).allMatch(id -> id.startsWith(guest.id() + ":"));
        for (String id : ids) {
            awaitTold(
                    "TrackAdded of " + id,
                    told -> told.getTrackAdded().getTrack().getId().equals(id));
        }
        assertThat(restTracks(room, guest)).isEqualTo(ids);

        String audio = guest.page().unpublish("audio");
        awaitTold(
                "TrackRemoved of " + audio,
                told -> told.getTrackRemoved().getTrack().getId().equals(audio));
        assertThat(restTracks(room, guest)).hasSize(1).doesNotContain(audio);
        guest.page().disconnect();
        awaitTold(
                "PeerDisconnected",
                told -> told.getPeerDisconnected().getPeerId().equals(guest.id()));
        assertThat(restTracks(room, guest)).isEmpty();
    }

    /** Peers of these clients that joined one after the other, and publish both of theirs. */
    private static List<Guest> publishing(String room, Client... clients) {
        return publishing(room, PICTURE_LINES, clients);
    }

    private static List<Guest> publishing(String room, int lines, Client... clients) {
        List<Guest> guests = new ArrayList<>();
        for (Client client : clients) {
            Guest guest = scene.guest(room, client);
            guest.join("null");
            guest.page().publish(true, lines, CAMERA);
            guests.add(guest);
        }
        return guests;
    }

    /** Everybody sees and hears everybody else, without a freeze that a person would call one. */
    private static void awaitAllFlowing(List<Guest> guests) {
        awaitMovingOn(Viewing.ofAll(guests));
    }

    private static void awaitMovingOn(List<Viewing> viewings) {
        Viewing.untilAllWentOn(viewings);
        assertThat(viewings).allSatisfy(viewing -> {
            assertThat(viewing.longestFreezeSeconds()).isLessThanOrEqualTo(LONGEST_FREEZE_SECONDS);
            assertThat(viewing.watching().page().events())
                    .extracting(PageEvent::name)
                    .doesNotContain("pageError", "connectionError");
        });
    }

    private static boolean isTrack(PageEvent event, String name, String trackId) {
        return event.name().equals(name)
                && event.value().path("trackId").asText().equals(trackId);
    }

    private static Set<String> trackIds(List<ReceivedTrack> tracks) {
        Set<String> ids = new HashSet<>();
        tracks.forEach(track -> ids.add(track.trackId()));
        return ids;
    }

    private static Set<String> restTracks(String room, Guest guest) {
        Set<String> ids = new HashSet<>();
        for (JsonNode track : scene.peer(room, guest).path("tracks")) {
            ids.add(track.path("id").asText());
        }
        return ids;
    }

    private static void awaitTold(String what, Predicate<ServerMessage> wanted) {
        scene.told.await(what, SOON, told -> told.stream().anyMatch(wanted));
    }
}
