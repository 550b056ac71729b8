package dev.ephyra.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.conformance.browser.BrowserDriver.Client;
import dev.ephyra.conformance.browser.DatagramLink.Quality;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The published clients over networks as they are: with losses and delays, and gone for a while. All that browsers and
 * server exchange passes links of the test.
 */
class BrowserNetworkTest {
    private static final Duration SOON = Duration.ofSeconds(40);

    private static final Duration SHORT_CUT = Duration.ofSeconds(4);
    /** The server gives a peer up 15 s after the last check of its browser, which comes every 2 to 5 s. */
    private static final Duration LEAST_SILENCE = Duration.ofSeconds(9);

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);

    /** Up to three attempts of a client, each later than the one before, and a first picture. */
    private static final Duration BACK = Duration.ofSeconds(30);

    private static final Quality POOR = new Quality(0.05, Duration.ofMillis(50));
    private static final Duration WATCHED = Duration.ofSeconds(20);

    @TempDir
    static Path home;

    private static DatagramLink media;
    private static StreamLink sockets;
    private static BrowserScene scene;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        media = DatagramLink.open(1);
        ServerOptions options = ServerOptions.in(home)
                .with("FJ_WEBRTC_TURN_IP", DatagramLink.ADDRESS)
                .with("FJ_WEBRTC_TURN_PORT_RANGE", media.port() + "-" + media.port());
        scene = BrowserScene.start(options, List.of());
        sockets = new StreamLink(scene.server.port());
    }

    @AfterEach
    void mendAndClosePages() {
        media.quality(Quality.CLEAN);
        restore();
        scene.closePages();
    }

    @AfterAll
    static void end() throws IOException {
        scene.close();
        sockets.close();
        media.close();
    }

    @Test
    void aShortCutIsForgottenWithoutAWord() {
        String room = scene.room("\"vp8\"");
        List<Guest> guests = scene.publishing(room, sockets.address(), Client.MODERN, Client.LEGACY);
        List<Viewing> before = Viewing.ofAll(guests);
        Viewing.untilAllWentOn(before);

        cut();
        Viewing.untilAllStoodStillFor(before, SHORT_CUT);
        restore();

        Viewing.untilAllWentOn(Viewing.ofAll(guests));
        assertThat(scene.kinds(room)).doesNotContain("peer_disconnected", "peer_crashed", "track_removed");
        for (Guest guest : guests) {
            assertThat(guest.page().events())
                    .extracting(PageEvent::name)
                    .doesNotContain(
                            "socketClose", "connectionError", "reconnectionStarted", "trackRemoved", "peerLeft");
        }
    }

    @Test
    void aLongCutEndsAPeerAndItsClientComesBackWithTheSameToken() {
        String room = scene.room("\"vp8\"");
        // In a room of its own: it has no media, so there is nothing that a cut could lose.
        String quiet = scene.room();
        Guest stays = onlyDataChannels(quiet);
        List<Guest> guests = scene.publishing(room, sockets.address(), Client.MODERN, Client.LEGACY);
        Viewing.untilAllWentOn(Viewing.ofAll(guests));

        cut();
        long cutNanos = System.nanoTime();
        for (Guest guest : guests) {
            scene.told.awaitNotification(Notification.peerDisconnected(room, guest.id()), LONGEST_SILENCE);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - cutNanos)).isBetween(LEAST_SILENCE, LONGEST_SILENCE);
        guests.forEach(guest -> assertIsLost(room, guest));
        assertThat(scene.peer(quiet, stays).path("status").asText()).isEqualTo("connected");

        restore();
        for (Guest guest : guests) {
            // Once after the join, and once more.
            guest.page()
                    .awaitEvents("its return", BACK, 2, event -> event.name().equals("joined"));
        }
        // The current client leaves it to applications to publish again.
        guests.getFirst().publish();
        Viewing.untilAllWentOn(Viewing.ofAll(guests));
        assertThat(scene.kinds(quiet)).doesNotContain("peer_disconnected", "peer_crashed");
    }

    @Test
    void videoSurvivesLossesAndDelaysOnBothSides() {
        List<Guest> senders = new ArrayList<>();
        List<Guest> watchers = new ArrayList<>();
        for (String codec : List.of("vp8", "h264")) {
            String room = scene.room("\"" + codec + "\"");
            senders.addAll(scene.publishing(room, sockets.address(), Client.MODERN));
            Guest watching = scene.guest(room, Client.MODERN);
            watching.join("null");
            watchers.add(watching);
        }
        List<DecodedShare> shares = new ArrayList<>();
        media.quality(POOR);
        long lostBefore = media.lost();
        for (int i = 0; i < senders.size(); i++) {
            Viewing.begin(watchers.get(i), List.of(senders.get(i)));
            shares.add(DecodedShare.begin(senders.get(i), watchers.get(i)));
        }

        shares.forEach(share -> share.untilWatchedFor(WATCHED));

        assertThat(media.lost() - lostBefore).isGreaterThan(100);
        assertThat(shares).allSatisfy(share -> {
            assertThat(share.decodedOfEncoded()).isGreaterThanOrEqualTo(0.9);
            // Each leg was repaired, the one to the server and the one from it.
            assertThat(share.nacksOfServer()).isPositive();
            assertThat(share.nacksOfWatcher()).isPositive();
        });
    }

    private static void cut() {
        media.cut();
        sockets.cut();
    }

    private static void restore() {
        media.restore();
        sockets.restore();
    }

    /** A guest whose browser has nothing to connect: all that it offers is refused. */
    private static Guest onlyDataChannels(String room) {
        Guest guest = scene.guest(room, Client.MODERN);
        guest.join("null");
        guest.page().openDataChannels();
        scene.server.await("an answer", SOON, () -> guest.page().isAnswered());
        return guest;
    }

    /** Disconnected with its reason, and then without its two tracks. */
    private static void assertIsLost(String room, Guest guest) {
        JsonNode events =
                scene.rest.get("/ephyra/v1/rooms/" + room + "/events").json().path("events");
        List<JsonNode> ofGuest = new ArrayList<>();
        for (JsonNode event : events) {
            if (event.toString().contains(guest.id())) {
                ofGuest.add(event);
            }
        }
        List<JsonNode> last = ofGuest.subList(Math.max(0, ofGuest.size() - 3), ofGuest.size());
        assertThat(last)
                .extracting(event -> event.path("type").asText())
                .containsExactly("peerDisconnected", "trackRemoved", "trackRemoved");
        assertThat(last.getFirst().path("reason").asText()).isEqualTo("network_lost");
        JsonNode peer = scene.peer(room, guest);
        assertThat(peer.path("status").asText()).isEqualTo("disconnected");
        assertThat(peer.path("tracks")).isEmpty();
    }
}
