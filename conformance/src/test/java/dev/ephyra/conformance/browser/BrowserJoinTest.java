package dev.ephyra.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.conformance.browser.BrowserDriver.Client;
import dev.ephyra.testkit.Notification;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The published clients meet in a room, without media: who is there, as whom, and until when. */
class BrowserJoinTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String ADA = "{\"name\":\"Ada\"}";
    private static final String BOB = "{\"name\":\"Bob\"}";

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

    @Test
    void twoModernPeersSeeEachOtherWithBothSidesOfTheMetadata() {
        String room = scene.room();
        Guest ada = scene.guest(room, Client.MODERN);
        Guest bob = scene.guest(room, Client.MODERN);

        assertThat(ada.join(ADA)).isEmpty();
        List<JsonNode> found = bob.join(BOB);

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().path("id").asText()).isEqualTo(ada.id());
        assertThat(found.getFirst().path("metadata")).isEqualTo(ofTheCloud(ADA));
        PageEvent joined = awaitPeerJoined(ada, bob);
        assertThat(joined.value().path("metadata")).isEqualTo(ofTheCloud(BOB));
    }

    @Test
    void everyGenerationSeesEveryOther() {
        String room = scene.room();
        Guest modern = scene.guest(room, Client.MODERN);
        Guest legacy = scene.guest(room, Client.LEGACY);
        Guest jellyfish = scene.guest(room, Client.JELLYFISH);

        modern.join(ADA);
        List<JsonNode> foundByLegacy = legacy.join(BOB);
        List<JsonNode> foundByJellyfish = jellyfish.join("null");

        assertThat(foundByLegacy).extracting(peer -> peer.path("id").asText()).containsExactly(modern.id());
        assertThat(foundByLegacy.getFirst().path("metadata")).isEqualTo(BrowserDriver.json(ADA));
        assertThat(foundByJellyfish)
                .extracting(peer -> peer.path("id").asText())
                .containsExactlyInAnyOrder(modern.id(), legacy.id());
        assertThat(awaitPeerJoined(modern, legacy).value().path("metadata")).isEqualTo(ofTheCloud(BOB));
        assertThat(awaitPeerJoined(modern, jellyfish).value().path("metadata")).isEqualTo(ofTheCloud("null"));
        awaitPeerJoined(legacy, jellyfish);
    }

    @ParameterizedTest
    @EnumSource
    void whoLeavesIsGoneForTheOthersAndMayReturn(Client client) {
        String room = scene.room();
        Guest stays = scene.guest(room, Client.MODERN);
        Guest returns = scene.guest(room, client);
        stays.join(ADA);
        returns.join(BOB);
        awaitPeerJoined(stays, returns);

        returns.page().disconnect();

        awaitEvent(stays, "peerLeft", returns);
        assertThat(stays.page().peers()).isEmpty();
        assertThat(scene.peer(room, returns).path("status").asText()).isEqualTo("disconnected");
        assertThat(returns.join(BOB)).hasSize(1);
        stays.page().awaitEvents("the return", SOON, 2, event -> event.isOf("peerJoined", returns.id()));
        assertThat(scene.peer(room, returns).path("status").asText()).isEqualTo("connected");
    }

    @ParameterizedTest
    @EnumSource
    void aClosedTabIsAPeerThatLeft(Client client) {
        String room = scene.room();
        Guest stays = scene.guest(room, client);
        Guest goes = scene.guest(room, client);
        stays.join(ADA);
        goes.join(BOB);
        awaitPeerJoined(stays, goes);

        scene.closePage(goes);

        awaitEvent(stays, "peerLeft", goes);
    }

    @ParameterizedTest
    @EnumSource
    void newMetadataReachesTheOthers(Client client) {
        String room = scene.room();
        Guest watching = scene.guest(room, Client.LEGACY);
        Guest changing = scene.guest(room, client);
        watching.join(ADA);
        changing.join(BOB);
        awaitPeerJoined(watching, changing);

        changing.page().updateMetadata("{\"name\":\"Robert\",\"hand\":[true,null]}");

        PageEvent updated = awaitEvent(watching, "peerUpdated", changing);
        assertThat(updated.value().path("metadata"))
                .isEqualTo(BrowserDriver.json("{\"name\":\"Robert\",\"hand\":[true,null]}"));
    }

    @ParameterizedTest
    @EnumSource
    void theOperatorIsToldOfThePeersLife(Client client) {
        String room = scene.room();
        Guest guest = scene.guest(room, client);

        guest.join(ADA);
        awaitMetadata(room, guest, ADA);
        guest.page().updateMetadata(BOB);
        awaitMetadata(room, guest, BOB);
        assertThat(scene.peer(room, guest).path("metadata")).isEqualTo(BrowserDriver.json(BOB));
        guest.page().disconnect();
        scene.told.awaitNotification(Notification.peerDisconnected(room, guest.id()), SOON);

        assertThat(scene.told.notifications().stream()
                        .filter(notification -> notification.roomId().equals(room))
                        .map(Notification::kind))
                .containsExactly(
                        "room_created",
                        "peer_added",
                        "peer_connected",
                        "peer_metadata_updated",
                        "peer_metadata_updated",
                        "peer_disconnected");
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatTheOperatorRemovesIsTold(Client client) {
        String room = scene.room();
        Guest stays = scene.guest(room, Client.MODERN);
        Guest removed = scene.guest(room, client);
        stays.join(ADA);
        removed.join(BOB);

        scene.rest.delete("/room/" + room + "/peer/" + removed.id());

        PageEvent closed = removed.page()
                .awaitEvent("the end of its socket", SOON, event -> event.name().equals("socketClose"));
        assertThat(closed.value().path("code").asInt()).isEqualTo(1000);
        assertThat(closed.value().path("reason").asText()).isEqualTo("Peer removed");
        awaitEvent(stays, "peerLeft", removed);
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatIsNoneIsRefusedWithAReasonThatTheClientKnows(Client client) {
        Guest guest = scene.guest(scene.room(), client);

        assertThatThrownBy(() -> guest.page().join(scene.server.address(), "of somebody else", ADA, false))
                .isInstanceOf(PageException.class)
                .hasMessageContaining("invalid token");
    }

    private static void awaitMetadata(String room, Guest guest, String metadata) {
        JsonNode wanted = BrowserDriver.json(metadata);
        scene.told.await(
                "metadata " + metadata,
                SOON,
                told -> told.stream()
                        .map(ServerMessage::getPeerMetadataUpdated)
                        .anyMatch(updated -> updated.getRoomId().equals(room)
                                && updated.getPeerId().equals(guest.id())
                                && BrowserDriver.json(updated.getMetadata()).equals(wanted)));
    }

    private static PageEvent awaitPeerJoined(Guest watching, Guest joining) {
        return awaitEvent(watching, "peerJoined", joining);
    }

    private static PageEvent awaitEvent(Guest watching, String name, Guest about) {
        return watching.page().awaitEvent(name + " of " + about.id(), SOON, event -> event.isOf(name, about.id()));
    }

    /** The client of the cloud has what the peer said beside what the server's API said. */
    private static JsonNode ofTheCloud(String metadata) {
        return BrowserDriver.json("{\"peer\":" + metadata + ",\"server\":{}}");
    }
}
