package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.json;
import static dev.ephyra.sdk.ScriptedServer.noContent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a call goes: prefix, TLS, ids in paths. */
class AddressingTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://%s/media/fishjam", "http://%s/media/fishjam/", "ws://%s/media/fishjam//"})
    void keepsAPathPrefix(String address) {
        try (ScriptedServer server = ScriptedServer.start(json(200, Recorded.body("room.json")))) {
            RoomApi.create(String.format(address, server.address()), "t").getRoom("blue");

            assertThat(server.lastAsked().path()).isEqualTo("/media/fishjam/room/blue");
        }
    }

    @Test
    void usesTlsWhenAskedTo(@TempDir Path folder) throws Exception {
        Certificate certificate = Certificate.selfSigned(folder);
        try (ScriptedServer server = ScriptedServer.startSecure(
                certificate.server(),
                json(201, Recorded.body("added-peer.json")),
                json(201, Recorded.body("added-peer-jellyfish-0.4.json")))) {
            String address = server.address().replace("127.0.0.1", "localhost");
            RoomApi rooms = RoomApi.builder(address, "t")
                    .secure(true)
                    .httpClient(HttpClient.newBuilder()
                            .sslContext(certificate.client())
                            .build())
                    .build();

            assertThat(rooms.addPeer("blue").websocketUrl())
                    .isEqualTo(URI.create("wss://localhost:5002/socket/peer/websocket"));
            assertThat(rooms.addPeer("blue").websocketUrl())
                    .isEqualTo(URI.create("wss://" + address + "/socket/peer/websocket"));
            assertThatThrownBy(() -> RoomApi.builder("https://" + address, "secret-token")
                            .retries(0)
                            .build()
                            .getAllRooms())
                    .as("an unknown certificate")
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageNotContaining("secret-token");
            assertThat(server.asked()).hasSize(2);
        }
    }

    @Test
    void doesNotSpeakPlainHttpWhenAskedForTls() {
        try (ScriptedServer server = ScriptedServer.start(noContent())) {
            assertThatThrownBy(() -> RoomApi.builder(server.address(), "t")
                            .secure(true)
                            .httpClient(HttpClient.newBuilder()
                                    .connectTimeout(Duration.ofMillis(300))
                                    .build())
                            .retries(0)
                            .build()
                            .deleteRoom("x"))
                    .isInstanceOf(UnreachableException.class);
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void encodesIds() {
        try (ScriptedServer server = ScriptedServer.start(noContent())) {
            server.rooms().deletePeer("a b+c?d#e%f", "ż;=&");

            assertThat(server.lastAsked().path()).isEqualTo("/room/a%20b%2Bc%3Fd%23e%25f/peer/%C5%BC%3B%3D%26");
        }
    }

    /** A proxy would make {@code DELETE /room/blue} of {@code DELETE /room/blue/peer/..}. */
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "a/b", "a\\b", "a\r\nb"})
    void refusesIdsThatLeadElsewhere(String id) {
        try (ScriptedServer server = ScriptedServer.start(noContent())) {
            RoomApi rooms = server.rooms();

            for (Runnable call : List.<Runnable>of(
                    () -> rooms.deleteRoom(id),
                    () -> rooms.deletePeer("blue", id),
                    () -> rooms.deleteComponent("blue", id),
                    () -> rooms.sipEndCall("blue", id),
                    () -> rooms.deleteRecording(id))) {
                assertThatThrownBy(call::run)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is no id of a ");
            }
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void readsEveryFormOfAnAddress() {
        assertThat(ServerAddress.of("localhost:5002", false))
                .isEqualTo(new ServerAddress(
                        URI.create("http://localhost:5002"),
                        URI.create("ws://localhost:5002/socket/server/websocket")));
        assertThat(ServerAddress.of(" media.example.org ", true).rest())
                .isEqualTo(URI.create("https://media.example.org"));
        assertThat(ServerAddress.of("http://media.example.org", true).isSecure())
                .as("a scheme wins")
                .isFalse();
        assertThat(ServerAddress.of("host:65535", false).rest()).isEqualTo(URI.create("http://host:65535"));
        assertThat(ServerAddress.of("[::1]:5002", false).socket())
                .isEqualTo(URI.create("ws://[::1]:5002/socket/server/websocket"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "ftp://x",
                "http://",
                "http://u:p@x",
                "x?y",
                "x#y",
                "a b",
                "x:port",
                "x:0",
                "x:65536",
                "a_b:5002"
            })
    void refusesWhatIsNoAddress(String address) {
        assertThatThrownBy(() -> RoomApi.create(address, "t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not an address of a server");
    }
}
