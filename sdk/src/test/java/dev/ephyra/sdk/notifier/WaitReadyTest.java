package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.ephyra.sdk.Certificate;
import dev.ephyra.sdk.FishjamException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever waits in vain is told why: each reason that a network has, on real sockets. */
@Timeout(120)
class WaitReadyTest {
    @TempDir
    Path home;

    @Test
    void saysThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertThat(reason("127.0.0.1:" + port))
                .contains("not ready within PT0.001S: attempt ")
                .contains("to connect to ws://127.0.0.1:" + port + "/socket/server/websocket failed: ")
                .containsAnyOf("nobody takes the connection", "Connection refused");
    }

    @Test
    void saysThatTheHostIsUnknown() throws Exception {
        assertThat(reason("no-such-host.invalid:5002")).endsWith("failed: the name of the host is not known");
    }

    @Test
    void saysThatTheCertificateIsNotTrusted() throws Exception {
        try (ServerSocket listener = Certificate.selfSigned(home)
                .server()
                .getServerSocketFactory()
                .createServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            answer(listener, "");
            assertThat(reason("https://localhost:" + listener.getLocalPort())).contains("certification path");
        }
    }

    @Test
    void saysThatTheServerSpeaksNoTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
            answer(plain, "HTTP/1.1 400 Bad Request\r\n\r\n");
            assertThat(reason("https://localhost:" + plain.getLocalPort())).contains("nrecognized SSL message");
        }
    }

    @Test
    void saysWhatAServerWithoutThatSocketAnswered() throws Exception {
        HttpServer plain = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        plain.start();
        try {
            assertThat(reason("localhost:" + plain.getAddress().getPort()))
                    .endsWith("failed: the server answered 404 to the opening of the socket");
        } finally {
            plain.stop(0);
        }
    }

    @Test
    void saysThatNobodyHasAnsweredYet() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
                Notifier notifier = notifier("127.0.0.1:" + silent.getLocalPort(), new LinkedBlockingQueue<>())) {
            CompletableFuture<Void> unused = notifier.connect();
            NotReadyException late = notReady(notifier);

            assertThat(late).hasMessageContaining("the first attempt to connect to ws://127.0.0.1:");
            assertThat(late.state()).isEqualTo(new NotifierState.Connecting(1));
            assertThat(late.method() + " " + late.path()).isEqualTo("GET /socket/server/websocket");
        }
    }

    @Test
    void saysThatItWasNotBegun() throws Exception {
        try (Notifier notifier = notifier("localhost:1", new LinkedBlockingQueue<>())) {
            assertThat(notReady(notifier)).hasMessageEndingWith("it is closed, or not begun");
        }
    }

    /** However long a time is, it is a time. */
    @Test
    void waitsAsLongAsItIsTold() throws Exception {
        try (PlainServer server = new PlainServer();
                Notifier notifier = notifier(server.address(), new LinkedBlockingQueue<>())) {
            CompletableFuture<Void> unused = notifier.connect();
            notifier.waitReady(Duration.ofSeconds(Long.MAX_VALUE));
            assertThat(notifier.state()).isInstanceOf(NotifierState.Ready.class);
        }
    }

    /** Whatever a notifier throws has the root of all that the SDK throws of a server. */
    @Test
    void refusalsAreFishjamExceptions() throws Exception {
        SubscriptionRefusedException refused = new SubscriptionRefusedException(1000, "invalid token");
        FishjamException root = refused;
        assertThat(root).hasMessage("GET /socket/server/websocket: the server refused: 1000 invalid token");
        assertThat(new CompletionException(root)).hasCauseInstanceOf(FishjamException.class);
    }

    private static String reason(String address) throws InterruptedException {
        BlockingQueue<NotifierState> states = new LinkedBlockingQueue<>();
        try (Notifier notifier = notifier(address, states)) {
            CompletableFuture<Void> unused = notifier.connect();
            NotifierState state = states.poll(60, TimeUnit.SECONDS);
            while (state instanceof NotifierState.Connecting) {
                state = states.poll(60, TimeUnit.SECONDS);
            }
            assertThat(state).isInstanceOf(NotifierState.Disconnected.class);
            return Objects.requireNonNull(notReady(notifier).getMessage());
        }
    }

    private static NotReadyException notReady(Notifier notifier) {
        return Objects.requireNonNull(
                catchThrowableOfType(NotReadyException.class, () -> notifier.waitReady(Duration.ofMillis(1))));
    }

    private static Notifier notifier(String address, BlockingQueue<NotifierState> states) {
        return Notifier.builder(address, "token")
                .onServerNotification(delivery -> {})
                .onState(states::add)
                .build();
    }

    /** Says these words to everybody, and waits for theirs. */
    private static void answer(ServerSocket listener, String words) {
        Thread thread = new Thread(() -> {
            while (!listener.isClosed()) {
                try (Socket socket = listener.accept()) {
                    socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
                    var unused = socket.getInputStream().read();
                } catch (IOException distrusted) {
                    // The client ends it, as it should.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
