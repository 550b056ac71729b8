package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and passwords stay out of messages and logs. */
class SecretsTest {
    @Test
    void resultsAndOptionsDoNotShowThem() {
        SipCredentials sip = new SipCredentials("sip.net", "user", "s3cr3t");
        S3Credentials s3 = new S3Credentials("id", "s3cr3t", "region", "bucket");
        Peer peer = new Peer("p", PeerType.WEBRTC, PeerStatus.DISCONNECTED, List.of(), Optional.empty());
        RoomApi rooms = RoomApi.create("localhost:5002", "s3cr3t");

        assertThat(List.of(
                        sip,
                        s3,
                        ComponentOptions.sip(sip),
                        ComponentOptions.hls().withS3(s3),
                        ComponentOptions.recording().withCredentials(s3),
                        ComponentOptions.rtsp("rtsp://user:s3cr3t@camera/1"),
                        new Component.Sip("c", List.of(), sip),
                        new Component.Rtsp(
                                "c", List.of(), "rtsp://s3cr3t@camera/1", 1, Duration.ZERO, Duration.ZERO, true),
                        new Component.Unknown(
                                "c",
                                List.of(),
                                "sip",
                                Optional.of("{\"registrarCredentials\":{\"password\":\"s3cr3t\"}}")),
                        RoomOptions.defaults().withWebhookUrl("https://user:s3cr3t@host/hook"),
                        new RoomConfig(
                                "blue",
                                OptionalInt.empty(),
                                Optional.empty(),
                                Optional.of("https://user:s3cr3t@host/hook"),
                                Optional.empty(),
                                Optional.empty()),
                        new AddedPeer(peer, "s3cr3t", URI.create("ws://x")),
                        rooms,
                        rooms.async()))
                .allSatisfy(shown -> assertThat(shown.toString()).doesNotContain("s3cr3t"));
    }

    @Test
    void exceptionsDoNotShowThem() {
        try (ScriptedServer server = ScriptedServer.start(error(400, "Invalid request body structure"))) {
            assertThatThrownBy(() -> RoomApi.create(server.address(), "s3cr3t")
                            .addComponent("x", ComponentOptions.sip(new SipCredentials("a", "b", "s3cr3t"))))
                    .isInstanceOf(BadRequestException.class)
                    .hasStackTraceContaining("Invalid request")
                    .satisfies(thrown -> assertThat(thrown.toString()).doesNotContain("s3cr3t"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:s3cr3t@host/hook,               https://***@host/hook",
        "https://s3cr3t@host:8080/a?b=c,              https://***@host:8080/a?b=c",
        "https://user:s3@cr3t@host/a@b,               https://***@b",
        "http://user:s3cr3t/@s3cr3t?@[::1]:5002/a,    http://***@[::1]:5002/a",
        "user:s3cr3t@host,                            ***@host",
        "http://user:s3cr3t s3cr3t@ho st,             http://***@ho st",
        "https://host:8080/a@b,                       https://host:8080/a@b",
        "host,                                        host",
        "@,                                           ***@"
    })
    void urlsAreShownWithoutUserAndPassword(String url, String shown) {
        assertThat(Shown.url(url)).isEqualTo(shown);
    }

    @Test
    void whatIsNoAddressIsRefusedWithoutShowingItsPassword() {
        for (String address : List.of(
                "http://user:s3cr3t@host",
                "user:s3cr3t@host:5002",
                "http://user:s3cr3t/#@host",
                "ftp://user:s3cr3t@host")) {
            assertThatThrownBy(() -> ServerAddress.of(address, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("s3cr3t")
                    .hasMessageContaining("host");
        }
    }

    @Test
    void whatTheServerRepeatsIsShownWithoutPasswords() {
        try (ScriptedServer server = ScriptedServer.start(
                error(400, "Expected webhookUrl to be valid URL, got: https://user:s3cr3t@host"))) {
            assertThatThrownBy(() -> server.rooms()
                            .createRoom(RoomOptions.defaults().withWebhookUrl("https://user:s3cr3t@host")))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            refused -> assertThat(refused.serverText())
                                    .isEqualTo("Expected webhookUrl to be valid URL, got: https://***@host"))
                    .satisfies(refused -> assertThat(refused.toString()).doesNotContain("s3cr3t"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "s3cr3t\n", "s3cr3t s3cr3t", "s3cr3tż"})
    void aTokenThatCannotBeSentIsRefusedWithoutShowingIt(String token) {
        assertThatThrownBy(() -> RoomApi.create("localhost:5002", token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token")
                .hasMessageNotContaining("s3cr3t");
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        RoomApi.Builder builder = RoomApi.builder("localhost:5002", "t");

        for (Runnable wrong : List.<Runnable>of(
                () -> builder.timeout(Duration.ZERO),
                () -> builder.timeout(Duration.ofSeconds(-1)),
                () -> builder.timeout(Duration.ofDays(2)),
                () -> builder.retries(-1),
                () -> builder.retries(11),
                () -> RoomOptions.defaults().withPeerlessPurgeTimeout(Duration.ofMillis(1_500)),
                () -> RoomOptions.defaults().withVideoCodec(VideoCodec.UNKNOWN),
                () -> RoomOptions.defaults().withMetadata("[]"),
                () -> RoomOptions.defaults().withMetadata("{"),
                () -> ComponentOptions.hls().withSubscribeMode(SubscribeMode.UNKNOWN),
                () -> ComponentOptions.rtsp("rtsp://x").withReconnectDelay(Duration.ofNanos(1)))) {
            assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
