package dev.ephyra.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.server.socket.WebSocketHandshake.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class WebSocketHandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    @Test
    void acceptsTheExampleOfTheRfc() {
        Answer answer = WebSocketHandshake.judge("GET", "WebSocket", "keep-alive, Upgrade", "13", KEY);

        assertThat(answer).isEqualTo(new Answer.Accepted("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }

    @Test
    void refusesWhatIsNoHandshake() {
        assertThat(status("POST", "websocket", "Upgrade", "13", KEY)).isEqualTo(405);
        assertThat(status("GET", null, "Upgrade", "13", KEY)).isEqualTo(400);
        assertThat(status("GET", "h2c", "Upgrade", "13", KEY)).isEqualTo(400);
        assertThat(status("GET", "websocket", "close", "13", KEY)).isEqualTo(400);
        assertThat(status("GET", "websocket", "Upgrade", "8", KEY)).isEqualTo(426);
        assertThat(status("GET", "websocket", "Upgrade", null, KEY)).isEqualTo(426);
        assertThat(status("GET", "websocket", "Upgrade", "13", null)).isEqualTo(400);
        assertThat(status("GET", "websocket", "Upgrade", "13", "c2hvcnQ=")).isEqualTo(400);
        assertThat(status("GET", "websocket", "Upgrade", "13", "not base64!")).isEqualTo(400);
    }

    @Test
    void cutsCloseReasonsBetweenCharacters() {
        ByteBuffer frame = FrameEncoder.close(1000, "ą".repeat(100));

        assertThat(frame.remaining()).isEqualTo(2 + 2 + 122);
        String reason = StandardCharsets.UTF_8.decode(frame.position(4)).toString();
        assertThat(reason).isEqualTo("ą".repeat(61));
    }

    private static int status(
            String method,
            @Nullable String upgrade,
            @Nullable String connection,
            @Nullable String version,
            @Nullable String key) {
        return ((Answer.Refused) WebSocketHandshake.judge(method, upgrade, connection, version, key)).status();
    }
}
