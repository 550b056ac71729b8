package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.turn.TurnConfig;
import dev.ephyra.webrtc.turn.TurnCredentials;
import dev.ephyra.webrtc.turn.TurnServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients of TURN over TCP in virtual time, without sockets. */
class TurnStreamsTest {
    private static final byte[] SECRET = {1, 2, 3};
    private static final InetSocketAddress OWN = new InetSocketAddress("192.0.2.1", 50_000);
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 3_478);
    private static final byte[] DATA = {20, 1, 2, 3, 4};

    /** A client with its end of the stream. */
    private final class Client implements TurnStream.Wire {
        final StreamClient turn;
        final List<byte[]> data = new ArrayList<>();
        final TurnStream stream;
        boolean isClosed;

        Client(String user, String host) {
            turn = new StreamClient(TurnCredentials.of(SECRET, user, 1), OWN, this::write, data::add);
            InetSocketAddress from = new InetSocketAddress(host, ++lastPort);
            stream = Objects.requireNonNull(streams.open(from, this, nowNanos));
        }

        void write(byte[] bytes) {
            streams.receive(stream, bytes, 0, bytes.length, nowNanos);
        }

        Client connected() {
            turn.begin();
            read();
            assertThat(turn.isBound()).isTrue();
            return this;
        }

        void read() {
            byte[] message = new byte[TurnServer.FRAME_BYTES];
            for (int bytes = streams.next(stream, message, nowNanos);
                    bytes > 0;
                    bytes = streams.next(stream, message, nowNanos)) {
                turn.receive(message, 0, bytes);
            }
        }

        @Override
        public void wake() {
            assertThat(isClosed).isFalse();
        }

        @Override
        public void close() {
            assertThat(isClosed).isFalse();
            isClosed = true;
        }
    }

    private final Set<String> gone = new HashSet<>();
    private final List<TcpPath> paths = new ArrayList<>();
    private final List<byte[]> received = new ArrayList<>();
    private final Random random = new Random(1);
    private long nowNanos = TimeUnit.SECONDS.toNanos(9);
    private int lastPort = 1_024;
    private final TurnStreams streams = new TurnStreams(
            new TurnServer(
                    new TurnConfig("ephyra", SECRET, new byte[32], HERE.getAddress(), Set.of(OWN), 100),
                    () -> 1_024 + random.nextInt(60_000),
                    user -> !gone.contains(user),
                    nowNanos),
            HERE,
            (buffer, offset, length, from, _) -> {
                paths.add(from);
                received.add(Arrays.copyOfRange(buffer, offset, offset + length));
            });

    private void passSeconds(int seconds) {
        for (int i = 0; i < seconds * 10; i++) {
            nowNanos += TimeUnit.MILLISECONDS.toNanos(100);
            streams.onTime(nowNanos);
        }
    }

    @Test
    void relaysBothWays() {
        Client client = new Client("1", "198.51.100.1").connected();

        client.turn.send(DATA, 0, DATA.length);
        client.turn.send(DATA, 1, 3);
        assertThat(received).containsExactly(DATA, new byte[] {1, 2, 3});
        client.stream.send(DATA, 0, 3, paths.getFirst());
        client.read();

        assertThat(client.data).containsExactly(new byte[] {20, 1, 2});
        assertThat(paths.getFirst()).isEqualTo(paths.getLast());
        assertThat(streams.figures(0)).isEqualTo(new TurnStreamFigures(1, 0, 0, 0));
    }

    @Test
    void whoShowsNoPasswordHasTenSeconds() {
        Client silent = new Client("1", "198.51.100.1");
        Client wrong = new Client("2", "198.51.100.1");
        gone.add("2");
        wrong.turn.begin();
        wrong.read();
        Client right = new Client("3", "198.51.100.1").connected();
        assertThat(wrong.turn.lastError()).isEqualTo(403);

        passSeconds(9);
        assertThat(silent.isClosed || wrong.isClosed).isFalse();
        passSeconds(2);

        assertThat(silent.isClosed && wrong.isClosed).isTrue();
        assertThat(right.isClosed).isFalse();
        assertThat(streams.figures(0)).isEqualTo(new TurnStreamFigures(1, 2, 0, 0));
    }

    @Test
    void whoAsksWithoutEndAndShowsNoPasswordIsClosed() {
        Client client = new Client("1", "198.51.100.1");
        for (int i = 0; i < TurnStreams.MOST_GREETINGS; i++) {
            client.turn.begin();
            assertThat(client.isClosed).isFalse();
        }
        client.turn.begin();

        assertThat(client.isClosed).isTrue();
        assertThat(streams.figures(0).connections()).isZero();
    }

    @Test
    void whoDoesNotSpeakTurnIsClosed() {
        Client client = new Client("1", "198.51.100.1");

        client.write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(client.isClosed).isTrue();
        client.write(DATA);
        assertThat(received).isEmpty();
    }

    @Test
    void endsWithItsPeerWithinASecond() {
        Client client = new Client("1", "198.51.100.1").connected();
        Client other = new Client("2", "198.51.100.1").connected();

        gone.add("1");
        passSeconds(1);

        assertThat(client.isClosed).isTrue();
        assertThat(other.isClosed).isFalse();
    }

    @Test
    void anAllocationEndsWithItsConnection() {
        Client client = new Client("1", "198.51.100.1").connected();
        client.turn.send(DATA, 0, DATA.length);

        streams.end(client.stream);
        streams.end(client.stream);

        assertThat(client.isClosed).isTrue();
        client.stream.send(DATA, 0, DATA.length, paths.getFirst());
        assertThat(streams.figures(0)).isEqualTo(new TurnStreamFigures(0, 0, 0, 1));
        // Ten allocations are all that one user may have: those of ended connections do not count.
        for (int i = 0; i < 30; i++) {
            streams.end(new Client("1", "198.51.100.1").connected().stream);
        }
    }

    @Test
    void anAllocationThatIsGivenBackLeavesTenSeconds() {
        Client client = new Client("1", "198.51.100.1").connected();
        passSeconds(60);

        client.turn.release();
        passSeconds(9);
        assertThat(client.isClosed).isFalse();
        passSeconds(2);
        assertThat(client.isClosed).isTrue();
    }

    @Test
    void aClientThatStopsReadingLosesItsOwnMediaOnly() {
        Client slow = new Client("1", "198.51.100.1").connected();
        Client other = new Client("2", "198.51.100.1").connected();
        slow.turn.send(DATA, 0, DATA.length);
        other.turn.send(DATA, 0, DATA.length);
        byte[] packet = new byte[1_200];

        for (int i = 0; i < 1_000; i++) {
            slow.stream.send(packet, 0, packet.length, paths.getFirst());
            other.stream.send(packet, 0, packet.length, paths.getLast());
            other.read();
        }

        assertThat(other.data).hasSize(1_000);
        assertThat(slow.isClosed).isFalse();
        slow.read();
        assertThat(slow.data).hasSizeBetween(90, 110);
        assertThat(streams.figures(0).lostOut()).isEqualTo(1_000 - slow.data.size());
    }

    @Test
    void answersFindRoomBehindMediaAndWhoNeverReadsThemIsClosed() {
        Client slow = new Client("1", "198.51.100.1").connected();
        slow.turn.send(DATA, 0, DATA.length);
        byte[] packet = new byte[1_200];
        for (int i = 0; i < 1_000; i++) {
            slow.stream.send(packet, 0, packet.length, paths.getFirst());
        }

        slow.turn.begin();
        assertThat(slow.isClosed).isFalse();
        for (int i = 0; i < 1_000 && !slow.isClosed; i++) {
            slow.turn.begin();
        }
        assertThat(slow.isClosed).isTrue();
    }

    @Test
    void nothingThatIsMadeOfAGoodStreamEndsMoreThanItself() {
        Client good = new Client("1", "198.51.100.1").connected();
        Random mutations = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Client hostile = new Client("9", "203.0.113." + (1 + i % 200));
            byte[] bytes = new byte[mutations.nextInt(1, 200)];
            mutations.nextBytes(bytes);
            bytes[0] = (byte) mutations.nextInt(4);
            if (bytes.length > 3) {
                bytes[2] = 0;
                bytes[3] = (byte) (mutations.nextInt(40) * 4);
            }
            hostile.write(bytes);
            streams.end(hostile.stream);
        }

        good.turn.send(DATA, 0, DATA.length);
        assertThat(received).containsExactly(DATA);
        assertThat(streams.figures(0).connections()).isEqualTo(1);
    }
}
