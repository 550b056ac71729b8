package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** No call outlasts its limit, wherever the server stops. */
class TimeLimitTest {
    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final Duration SOON = Duration.ofSeconds(15);

    @Test
    void endsWhileTheServerIsSilent() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.then(server.silent());
            assertTimesOut(server);
        }
    }

    @Test
    void endsInTheMiddleOfAnAnswer() {
        try (ScriptedServer server = ScriptedServer.start()) {
            server.then(server.stalled());
            assertTimesOut(server);
        }
    }

    @Test
    void holdsForAllRepetitionsTogether() {
        try (ScriptedServer server = ScriptedServer.start(error(503, "later"))) {
            server.then(server.silent());
            assertTimesOut(server);
            assertThat(server.asked()).hasSize(2);
        }
    }

    private static void assertTimesOut(ScriptedServer server) {
        RoomApi rooms =
                RoomApi.builder(server.address(), "secret-token").timeout(LIMIT).build();
        long beganNanos = System.nanoTime();

        assertThatThrownBy(() -> rooms.getRoom("x"))
                .isInstanceOf(TimedOutException.class)
                .hasMessage("GET /room/x: no answer from http://" + server.address() + " within 300 ms");

        assertThat(Duration.ofNanos(System.nanoTime() - beganNanos)).isBetween(LIMIT, SOON);
    }

    @Test
    void anInterruptEndsTheCallAndStays() throws Exception {
        try (SilentListener listener = new SilentListener()) {
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            CompletableFuture<Boolean> flag = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    RoomApi.create(listener.address(), "t").createRoom();
                } catch (FishjamException expected) {
                    flag.complete(Thread.currentThread().isInterrupted());
                    thrown.complete(expected);
                }
            });
            caller.start();
            listener.awaitRequest();

            caller.interrupt();

            assertThat(thrown.get(SOON.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(UnreachableException.class)
                    .hasMessageEndingWith(": interrupted while waiting")
                    .hasCauseInstanceOf(InterruptedIOException.class);
            assertThat(flag.get(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            listener.awaitHangUp();
        }
    }
}
