package dev.ephyra.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WebhookSinkTest {
    private static final byte[] CREATED = ServerMessage.newBuilder()
            .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("r"))
            .build()
            .toByteArray();

    @Test
    void keepsWhatItIsSentAndAnswersAsTold() {
        try (WebhookSink sink = new WebhookSink();
                RestClient client = new RestClient(sink.url(""), "")) {
            assertThat(send(client, "/good")).isEqualTo(200);
            sink.behave("/bad", SinkBehaviour.status(500));
            assertThat(send(client, "/bad")).isEqualTo(500);

            assertThat(sink.posts("/good")).singleElement().satisfies(post -> {
                assertThat(post.accepted()).isTrue();
                assertThat(post.notification()).isEqualTo(Notification.roomCreated("r"));
            });
            assertThat(sink.posts("/bad")).singleElement().matches(post -> !post.accepted());
        }
    }

    @Test
    void resetsAndDripsWithoutAnAnswer() {
        try (WebhookSink sink = new WebhookSink();
                RestClient client = new RestClient(sink.url(""), "")) {
            sink.behave("/reset", new SinkBehaviour.Reset());
            sink.behave("/drip", new SinkBehaviour.Drip(Duration.ofMillis(50)));

            assertThat(send(client, "/reset")).isZero();
            assertThat(send(client, "/drip")).isZero();
            assertThat(sink.posts()).noneMatch(WebhookPost::accepted).isNotEmpty();
        }
    }

    @Test
    void aDeafListenerNeitherTakesNorRefuses() throws IOException {
        try (DeafListener deaf = new DeafListener();
                Socket caller = new Socket()) {
            var address = URI.create(deaf.url("/"));

            assertThatThrownBy(() -> caller.connect(new InetSocketAddress(address.getHost(), address.getPort()), 300))
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static int send(RestClient client, String path) {
        return client.send(client.bare(path)
                        .timeout(Duration.ofSeconds(2))
                        .POST(BodyPublishers.ofByteArray(CREATED))
                        .build())
                .status();
    }
}
