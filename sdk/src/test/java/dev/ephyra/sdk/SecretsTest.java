package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                        new Component.Sip("c", List.of(), sip),
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
                () -> ComponentOptions.hls().withSubscribeMode(SubscribeMode.UNKNOWN),
                () -> ComponentOptions.rtsp("rtsp://x").withReconnectDelay(Duration.ofNanos(1)))) {
            assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
