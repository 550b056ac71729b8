package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for nothing more gets what Fishjam's SDKs know: fields 1 to 21, whatever happens to the server itself. */
class PlainSubscriberTest {
    private static final int LAST_FIELD_OF_SDKS = 21;

    @TempDir
    Path home;

    @Test
    void getsOnlyTheFieldsThatSdksKnow() throws IOException {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                ServerSocketClient told = ServerSocketClient.subscribed(server.port());
                RestClient rest = server.rest()) {
            // Nobody listens there: the endpoint fails, which the server says of itself to whoever asks for it.
            rest.createRoom("{\"roomId\":\"blue\",\"webhookUrl\":\"http://127.0.0.1:9/\"}");
            for (int peer = 0; peer < 20; peer++) {
                rest.addPeer("blue");
            }
            rest.delete("/room/blue");

            told.await(
                    "the end of the room",
                    Duration.ofSeconds(20),
                    messages -> messages.stream().anyMatch(ServerMessage::hasRoomDeleted));
            assertThat(told.messages()).isNotEmpty().allSatisfy(message -> {
                assertThat(message.getContentCase().getNumber()).isBetween(1, LAST_FIELD_OF_SDKS);
                assertThat(message.hasMeta()).isFalse();
                assertThat(message.getUnknownFields().asMap()).isEmpty();
                assertThat(message.getSubscribeResponse().getCursor()).isEmpty();
            });
        }
    }
}
