package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.turn.TurnConfig;
import dev.ephyra.webrtc.turn.TurnCredentials;
import dev.ephyra.webrtc.turn.TurnServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The TCP port of TURN, and what breaks behind it. */
@Timeout(60)
class TurnListenerTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress OWN = new InetSocketAddress("192.0.2.1", 50_000);
    private static final byte[] SECRET = {1, 2, 3};
    private static final int DEADLINE_MILLIS = 10_000;

    private final AtomicInteger lastPort = new AtomicInteger(1_024);
    /** How often asking who is admitted is to break. */
    private final AtomicInteger breaks = new AtomicInteger();

    private final TurnListener listener = TurnListener.open(HERE, 0);

    TurnListenerTest() throws IOException {
        TurnConfig config = new TurnConfig("ephyra", SECRET, new byte[32], OWN.getAddress(), Set.of(OWN), 100);
        TurnServer server = new TurnServer(config, lastPort::incrementAndGet, _ -> isAdmitted(), System.nanoTime());
        listener.start(new TurnStreams(server, new InetSocketAddress(HERE, listener.port()), (_, _, _, _, _) -> {
            throw new StackOverflowError("too deep");
        }));
    }

    private boolean isAdmitted() {
        if (breaks.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new StackOverflowError("too deep");
        }
        return true;
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
    }

    /** A client that has bound a channel. */
    private final class Client implements AutoCloseable {
        private final Socket socket = new Socket(HERE, listener.port());
        private final StreamClient turn;
        private final byte[] buffer = new byte[4_096];

        Client(String user) throws IOException {
            socket.setSoTimeout(DEADLINE_MILLIS);
            turn = new StreamClient(TurnCredentials.of(SECRET, user, 1), OWN, this::write, _ -> {});
            turn.begin();
            while (!turn.isBound()) {
                assertThat(read()).isTrue();
            }
        }

        private void write(byte[] bytes) {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** False at the end of the stream. */
        boolean read() throws IOException {
            int bytes = socket.getInputStream().read(buffer);
            turn.receive(buffer, 0, Math.max(0, bytes));
            return bytes >= 0;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void whatBreaksOverAPacketEndsItsConnectionOnly() throws IOException {
        try (Client one = new Client("1");
                Client other = new Client("2")) {
            one.turn.send(SECRET, 0, SECRET.length);
            assertThat(one.read()).isFalse();

            other.turn.release();
            assertThat(other.read()).isTrue();
        }
    }

    @Test
    void aTurnThatBreaksIsNotTheLast() throws IOException {
        try (Client one = new Client("1")) {
            breaks.set(1);
            // It is asked about everybody each second.
            long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (breaks.get() > 0) {
                assertThat(System.nanoTime() - deadlineNanos)
                        .as("asked in time")
                        .isNegative();
                Thread.onSpinWait();
            }
            one.turn.release();
            assertThat(one.read()).isTrue();
        }
    }
}
