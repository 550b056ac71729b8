package dev.ephyra.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.conformance.Camera;
import dev.ephyra.conformance.FileSources;
import dev.ephyra.conformance.browser.BrowserDriver.Client;
import dev.ephyra.testkit.RestAnswer;
import dev.ephyra.testkit.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers see and hear what components publish. */
class BrowserComponentTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration AGAIN = Duration.ofSeconds(40);
    /** The files play for 10 s. */
    private static final Duration ENDED = Duration.ofSeconds(40);

    @TempDir
    static Path home;

    private static BrowserScene scene;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        scene = BrowserScene.start(FileSources.into(ServerOptions.in(home)));
    }

    @AfterEach
    void closePages() {
        scene.closePages();
    }

    @AfterAll
    static void end() {
        scene.close();
    }

    private static String add(String room, String type, String options) {
        RestAnswer added = scene.rest.post(
                "/room/" + room + "/component", "{\"type\":\"" + type + "\",\"options\":{" + options + "}}");
        assertThat(added.status()).as(added.toString()).isEqualTo(201);
        return added.data().path("id").asText();
    }

    private static Guest watching(String room, Client client) {
        Guest guest = scene.guest(room, client);
        guest.join("null");
        return guest;
    }

    @ParameterizedTest
    @EnumSource
    void everyGenerationSeesAndHearsFiles(Client client) {
        String room = scene.room("\"h264\"");
        Guest guest = watching(room, client);
        String video = add(room, "file", "\"filePath\":\"video.h264\"");
        String audio = add(room, "file", "\"filePath\":\"audio.ogg\"");

        // One after the other: what has ended is received no more, and they need not be seen and heard at one moment.
        awaitPictures(guest, video, 31, SOON);
        guest.page()
                .awaitReceived(
                        "the tone", SOON, tracks -> tracks.stream().anyMatch(track -> isHeard(client, audio, track)));
        scene.awaitKinds(
                room,
                ENDED,
                List.of(
                        "room_created",
                        "peer_added",
                        "peer_connected",
                        "peer_metadata_updated",
                        "track_added",
                        "track_added",
                        "track_removed",
                        "track_removed"));
        assertThat(scene.rest.get("/room/" + room).data().path("components")).isEmpty();
    }

    /** Older clients tell nobody of components' tracks, so nobody plays them, and what is not played has no energy. */
    private static boolean isHeard(Client client, String audio, ReceivedTrack track) {
        boolean isTone = client != Client.MODERN || track.audioEnergy() > 0.001;
        return track.peerId().equals(audio) && isTone;
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp digest silent", "udp digest opus", "tcp basic opus"})
    void aCameraIsSeenAndHeardAndIsAgainAfterItWasAway(String how) throws IOException, InterruptedException {
        assumeTrue(Camera.isAvailable(), "GStreamer's RTSP server is not installed");
        String room = scene.room("\"h264\"");
        Guest guest = watching(room, Client.MODERN);
        boolean hasSound = how.endsWith("opus");
        try (Camera camera = Camera.start(how.split(" "))) {
            String uri = camera.uri("user", "pass");
            String id = add(room, "rtsp", "\"sourceUri\":\"" + uri + "\",\"rtpPort\":0,\"reconnectDelay\":500");
            awaitPictures(guest, id, 20, SOON);
            awaitSound(guest, id, hasSound ? 0.001 : 0, SOON);

            camera.kill();
            long seen = pictures(guest, id);
            double heard = sound(guest, id);
            camera.restart();
            awaitPictures(guest, id, seen + 30, AGAIN);
            awaitSound(guest, id, hasSound ? heard + 0.01 : 0, AGAIN);

            JsonNode component =
                    scene.rest.get("/room/" + room).data().path("components").path(0);
            assertThat(component.path("properties").path("sourceUri").asText()).contains("user:***@");
            assertThat(component.path("tracks")).hasSize(hasSound ? 2 : 1);
            assertThat(scene.kinds(room)).doesNotContain("track_removed", "component_crashed");
        }
        assertThat(scene.server.logTail())
                .doesNotContain("pass@", "No media came by UDP", "without its audio")
                .contains("Camera at 127.0.0.1");
    }

    private static long pictures(Guest guest, String component) {
        return guest.page().received().stream()
                .filter(track -> track.peerId().equals(component))
                .mapToLong(ReceivedTrack::framesDecoded)
                .sum();
    }

    private static double sound(Guest guest, String component) {
        return guest.page().received().stream()
                .filter(track -> track.peerId().equals(component))
                .mapToDouble(ReceivedTrack::audioEnergy)
                .sum();
    }

    private static void awaitSound(Guest guest, String component, double atLeast, Duration within) {
        guest.page()
                .awaitReceived(
                        atLeast + " of energy of " + component,
                        within,
                        tracks -> tracks.stream()
                                .anyMatch(track -> track.peerId().equals(component) && track.audioEnergy() >= atLeast));
    }

    private static void awaitPictures(Guest guest, String component, long atLeast, Duration within) {
        guest.page()
                .awaitReceived(
                        atLeast + " pictures of " + component,
                        within,
                        tracks -> tracks.stream()
                                .anyMatch(
                                        track -> track.peerId().equals(component) && track.framesDecoded() >= atLeast));
    }
}
