package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.connection.client.ClientConnection;
import dev.ephyra.webrtc.connection.client.ClientListener;
import dev.ephyra.webrtc.connection.client.ClientSettings;
import dev.ephyra.webrtc.connection.client.ReceivedStream;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.dtls.DtlsConfig;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine on a real port, with clients on others. */
@Timeout(60)
class MediaEngineTest {
    private static final RoomId ROOM = new RoomId("room");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DtlsIdentity IDENTITY = DtlsIdentity.selfSigned(
            new DtlsCrypto(RANDOM), Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));

    /** What is told, in the order of the calls. */
    private static final class Told implements MediaListener {
        final Queue<String> news = new ConcurrentLinkedQueue<>();

        @Override
        public void established(RoomId room, ConnectionId connection) {
            news.add("established " + connection.value());
        }

        @Override
        public void failed(RoomId room, ConnectionId connection, String reason) {
            news.add("failed " + connection.value() + ": " + reason);
        }

        @Override
        public void lost(RoomId room, ConnectionId connection) {
            news.add("lost " + connection.value());
        }

        @Override
        public void voice(RoomId room, ConnectionId connection, String trackId, boolean isSpeaking) {
            news.add("voice " + trackId + " " + isSpeaking);
        }
    }

    private final Told told = new Told();
    private final MediaEngine engine = open(0, 0);

    MediaEngineTest() {
        engine.start(told);
    }

    private static MediaEngine open(int firstPort, int lastPort) {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            return MediaEngine.open(new MediaSettings(loopback, firstPort, lastPort, loopback, 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    /** A client on a port of its own, driven by the thread of the test. */
    private final class Client implements AutoCloseable {
        private final DatagramChannel channel = channel();
        private final ClientConnection connection;

        Client(String name, long id, OfferDraft.Line line, String wanted) {
            InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), engine.port());
            ClientSettings settings = new ClientSettings(
                    new DtlsConfig(IDENTITY, DtlsConfig.PREFERRED_PROFILES, TimeUnit.SECONDS.toNanos(30)),
                    task -> Thread.ofVirtual().start(task),
                    RANDOM::nextInt,
                    TimeUnit.MILLISECONDS.toNanos(2_500),
                    VideoShapes.CAMERA);
            connection = new ClientConnection(
                    settings,
                    new UdpPath(server),
                    (buffer, offset, length, to) -> send(ByteBuffer.wrap(buffer, offset, length), to.remote()),
                    () -> {},
                    new ClientListener() {});
            AnsweringSide answering = new AnsweringSide(name, engine.fingerprint(), RANDOM::nextInt);
            answering.send(0, new AnsweringSide.Wanted(wanted, Codec.VP8));
            OfferDraft draft = new OfferDraft(
                    AnsweringSide.credentials(RANDOM::nextInt), IDENTITY.fingerprint(), 1, 1, List.of(line));
            AnsweringSide.Answered answered = answering.answer(draft);
            engine.configure(ROOM, new ConnectionId(id), answered.plan());
            connection.answered(draft, answered.answer(), System.nanoTime());
        }

        private static DatagramChannel channel() {
            try {
                DatagramChannel channel = DatagramChannel.open();
                channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                channel.configureBlocking(false);
                return channel;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void send(ByteBuffer datagram, InetSocketAddress to) {
            try {
                channel.send(datagram, to);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void turn() throws IOException {
            ByteBuffer datagram = ByteBuffer.allocate(MediaSocket.MAX_DATAGRAM_BYTES);
            while (channel.receive(datagram) != null) {
                connection.receive(datagram.array(), 0, datagram.position(), System.nanoTime());
                datagram.clear();
            }
            connection.onTime(System.nanoTime());
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void framesOfOneReachTheOther() throws IOException {
        OfferDraft.Line camera = new OfferDraft.Line.Send(Codec.VP8, Source.of(17, 18), "s", "v", "c");
        OfferDraft.Line screen = new OfferDraft.Line.Receive(List.of(Codec.VP8));
        try (Client ann = new Client("ann", 1, camera, "none");
                Client bob = new Client("bob", 2, screen, "ann-0")) {
            while (bob.connection.received().stream().noneMatch(ReceivedStream::hasWholeKeyFrame)) {
                ann.turn();
                bob.turn();
                Thread.onSpinWait();
            }

            assertThat(told.news).containsExactlyInAnyOrder("established 1", "established 2");
            assertThat(engine.transit().count()).isGreaterThan(20);
            assertThat(engine.transit().quantileNanos(0.5)).isPositive();
            engine.close(ROOM, new ConnectionId(1));
            while (ann.connection.isEstablished()) {
                ann.turn();
            }
        }
    }

    @Test
    void thePortIsTheNextFreeOne() throws IOException {
        int taken = engine.port();
        assertThatThrownBy(() -> open(taken, taken))
                .hasMessageMatching(".*no UDP port of " + taken + " to " + taken
                        + " on 127\\.0\\.0\\.1 is free for media: .*[Aa]ddress.*in use.*");
        int last = Math.min(65_535, taken + 50);
        try (MediaEngine next = open(taken, last)) {
            assertThat(next.port()).isBetween(taken + 1, last);
            assertThat(next.candidates()).singleElement().asString().contains("127.0.0.1 " + next.port());
        }
    }
}
