package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.error;
import static dev.ephyra.sdk.ScriptedServer.json;
import static dev.ephyra.sdk.ScriptedServer.noContent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same calls as futures. */
class AsyncRoomApiTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void givesTheSameResultsLater() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(
                json(201, Recorded.body("created-room-jellyfish-0.5.json")),
                json(201, Recorded.body("added-peer.json")),
                json(201, Recorded.body("component-hls.json")),
                json(200, Recorded.body("room.json")),
                json(200, Recorded.body("rooms.json")),
                json(200, Recorded.body("recordings.json")),
                json(200, Recorded.body("health.json")),
                noContent())) {
            AsyncRoomApi rooms = server.rooms().async();

            assertThat(soon(rooms.createRoom()).room().id()).isEqualTo("blue");
            assertThat(soon(rooms.addPeer("blue")).peer().type()).isEqualTo(PeerType.WEBRTC);
            assertThat(soon(rooms.addComponent("blue", ComponentOptions.hls())).id())
                    .isEqualTo("c-hls");
            assertThat(soon(rooms.getRoom("blue")).peers()).hasSize(2);
            assertThat(soon(rooms.getAllRooms())).hasSize(2);
            assertThat(soon(rooms.getRecordings())).hasSize(2);
            assertThat(soon(rooms.health()).status()).isEqualTo(NodeStatus.UP);
            for (CompletableFuture<?> done : List.of(
                    rooms.deleteRoom("blue"),
                    rooms.deletePeer("blue", "p"),
                    rooms.deleteComponent("blue", "c"),
                    rooms.subscribe("blue", "c", List.of()),
                    rooms.sipDial("blue", "c", "1"),
                    rooms.sipEndCall("blue", "c"),
                    rooms.deleteRecording("blue"))) {
                soon(done);
            }
            assertThat(server.asked()).hasSize(14);
        }
    }

    @Test
    void failsWithWhatTheBlockingMethodThrows() {
        try (ScriptedServer server = ScriptedServer.start(error(404, "Room blue does not exist"))) {
            assertThatThrownBy(() -> soon(server.rooms().async().getRoom("blue")))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(NotFoundException.class)
                    .hasMessage("GET /room/blue: 404 Room blue does not exist");
        }
    }

    @Test
    void throwsWrongArgumentsAtOnce() {
        try (ScriptedServer server = ScriptedServer.start(noContent())) {
            assertThatThrownBy(() -> server.rooms().async().deletePeer("blue", ".."))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void cancellingGivesTheCallUp() throws Exception {
        try (ScriptedServer server = ScriptedServer.start();
                SilentListener listener = new SilentListener()) {
            CompletableFuture<Room> waiting =
                    RoomApi.create(listener.address(), "development").async().getRoom("blue");
            listener.awaitRequest();

            waiting.cancel(true);

            assertThat(waiting).isCancelled();
            listener.awaitHangUp();
            assertThat(server.asked()).isEmpty();
        }
    }

    private static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }
}
