package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NotifierTest {
    @Test
    void saysWhatIsMissingOrOutOfRange() {
        assertThatThrownBy(() -> Notifier.builder("localhost", "token").build())
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Notifier.builder("localhost", "token").capacity(0))
                .hasMessage("capacity is 1 to 100000, not 0");
        assertThatThrownBy(() -> Notifier.builder("localhost", "token").capacity(100_001))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Notifier.builder("localhost", "token").parallelism(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Notifier.builder("localhost", "token").giveUpAfter(-1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Notifier.builder("localhost", "token").longestPause(Duration.ZERO))
                .hasMessage("longestPause is 1 ms to 1 day, not PT0S");
        assertThatThrownBy(
                        () -> Notifier.builder("localhost", "token").longestPause(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        for (String name : new String[] {"", "a b", "x".repeat(65)}) {
            assertThatThrownBy(() -> Notifier.builder("localhost", "token").durableName(name))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void neverShowsTheToken() {
        assertThat(SessionProbe.options(1).toString())
                .doesNotContain("token=token")
                .doesNotContain("\"token\"");
    }

    @Test
    void doesNotBeginWhereItCannotKnowWhatIsHandled() {
        CursorStore broken = new CursorStore() {
            @Override
            public Optional<String> load() throws IOException {
                throw new IOException("no disk");
            }

            @Override
            public void save(String cursor) {
                throw new AssertionError("nothing is handled");
            }
        };
        try (Notifier notifier = Notifier.builder("localhost:1", "token")
                .cursorStore(broken)
                .onServerNotification(delivery -> {})
                .build()) {
            assertThatThrownBy(notifier::connect).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void triesAgainUntilItIsClosedWhereNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        BlockingQueue<NotifierState> states = new LinkedBlockingQueue<>();
        Notifier notifier = Notifier.builder("127.0.0.1:" + port, "token")
                .onServerNotification(delivery -> {})
                .onState(states::add)
                .longestPause(Duration.ofMillis(1))
                .build();
        CompletableFuture<Void> connecting = notifier.connect();

        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(states.poll(20, TimeUnit.SECONDS)).isEqualTo(new NotifierState.Connecting(attempt));
            assertThat(states.poll(20, TimeUnit.SECONDS)).isInstanceOf(NotifierState.Disconnected.class);
        }
        assertThatThrownBy(() -> notifier.waitReady(Duration.ofMillis(1))).isInstanceOf(NotReadyException.class);
        notifier.close();
        notifier.close();

        assertThat(connecting).isCompletedExceptionally();
        assertThat(notifier.state()).isEqualTo(new NotifierState.Closed());
    }
}
