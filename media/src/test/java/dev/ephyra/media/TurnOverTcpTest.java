package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.client.ReceivedStream;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.Source;
import dev.ephyra.webrtc.turn.TurnCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An engine of two media threads with a TCP port, and clients that know no other. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TurnOverTcpTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final EngineNews told = new EngineNews();
    private final MediaEngine engine = open(0);

    TurnOverTcpTest() {
        engine.start(told);
    }

    private static MediaEngine open(int turnTcpPort) {
        try {
            return MediaEngine.open(new MediaSettings(LOOPBACK, 0, 0, LOOPBACK, OptionalInt.of(turnTcpPort), 2));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private InetSocketAddress turnAddress() {
        return new InetSocketAddress(LOOPBACK, engine.turnTcpPort().orElseThrow());
    }

    private TurnCredentials credentials(long id) {
        return engine.turnCredentials(new ConnectionId(id)).orElseThrow();
    }

    /** A client on a TCP connection of its own. */
    private final class Client extends EngineClient {
        private final SocketChannel channel;
        private final StreamClient turn;
        private final ByteBuffer read = ByteBuffer.allocate(16 << 10);
        boolean isGone;

        Client(long id) throws IOException {
            this(credentials(id));
        }

        Client(TurnCredentials credentials) throws IOException {
            super(new InetSocketAddress(LOOPBACK, engine.port()));
            channel = SocketChannel.open(turnAddress());
            channel.configureBlocking(false);
            turn = new StreamClient(credentials, server(), this::write, this::receive);
            turn.begin();
        }

        private void write(byte[] bytes) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            try {
                while (left.hasRemaining()) {
                    channel.write(left);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void receive(byte[] datagram) {
            connection().receive(datagram, 0, datagram.length, System.nanoTime());
        }

        void bind() throws IOException {
            while (!turn.isBound()) {
                read();
                assertThat(turn.lastError()).isZero();
            }
        }

        boolean hasPicture() {
            return connection().received().stream().anyMatch(ReceivedStream::hasWholeKeyFrame);
        }

        @Override
        void send(byte[] buffer, int offset, int length) {
            if (turn.isBound()) {
                turn.send(buffer, offset, length);
            }
        }

        @Override
        void read() throws IOException {
            int bytes = channel.read(read);
            while (bytes > 0) {
                turn.receive(read.array(), 0, bytes);
                read.clear();
                bytes = channel.read(read);
            }
            isGone |= bytes < 0;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private static void await(BooleanSupplier wanted) {
        while (!wanted.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void framesReachWhoComesByTcpOnlyAndItsAllocationEndsWithItsPeer() throws IOException {
        OfferDraft.Line camera = new OfferDraft.Line.Send(Codec.VP8, Source.of(17, 18), "s", "v", "c");
        OfferDraft.Line screen = new OfferDraft.Line.Receive(List.of(Codec.VP8));
        try (Client ann = new Client(1);
                Client bob = new Client(2)) {
            ann.negotiate(engine, EngineClient.ROOM, "ann", 1, camera, "none");
            bob.negotiate(engine, EngineClient.ROOM, "bob", 2, screen, "ann-0");
            while (!bob.hasPicture()) {
                ann.turn();
                bob.turn();
                Thread.onSpinWait();
            }

            assertThat(told.news).containsExactlyInAnyOrder("established 1", "established 2");
            assertThat(engine.turnStreams()).isEqualTo(new TurnStreamFigures(2, 0, 0, 0));
            await(() -> engine.totals().relayed() == 2);
            // Nobody here sends by UDP.
            await(() -> engine.totals().transit().count() > 0);
            engine.close(EngineClient.ROOM, new ConnectionId(1), true);
            while (!ann.isGone) {
                ann.read();
                bob.turn();
            }
            await(() -> engine.turnStreams().connections() == 1);
        }
        await(() -> engine.turnStreams().connections() == 0);
    }

    @Test
    void framesReachRoomsOfEachThreadAndAreHandedToTheRightOneAtOnce() throws IOException {
        List<RoomId> rooms = List.of(ofThread(0), ofThread(1));
        List<Client> clients = new ArrayList<>();
        try {
            for (RoomId room : rooms) {
                int id = clients.size();
                Client ann = new Client(id);
                Client bob = new Client(id + 1L);
                clients.addAll(List.of(ann, bob));
                OfferDraft.Line camera = new OfferDraft.Line.Send(Codec.VP8, Source.of(17, 18), "s", "v", "c");
                ann.negotiate(engine, room, "ann" + id, id, camera, "none");
                OfferDraft.Line screen = new OfferDraft.Line.Receive(List.of(Codec.VP8));
                bob.negotiate(engine, room, "bob" + id, id + 1L, screen, "ann" + id + "-0");
            }
            while (clients.stream().filter(Client::hasPicture).count() < rooms.size()
                    || engine.totals().relayed() < clients.size()) {
                for (Client client : clients) {
                    client.turn();
                }
            }

            assertThat(engine.totals().handedOver()).isZero();
            assertThat(engine.turnStreams()).isEqualTo(new TurnStreamFigures(4, 0, 0, 0));
        } finally {
            for (Client client : clients) {
                client.close();
            }
        }
    }

    private static RoomId ofThread(int thread) {
        return IntStream.range(0, 64)
                .mapToObj(i -> new RoomId("room-" + i))
                .filter(room -> room.share(2) == thread)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whoDoesNotSpeakTurnIsClosedAndOthersAreServed() throws IOException {
        try (Socket browser = new Socket(LOOPBACK, turnAddress().getPort())) {
            browser.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(browser.getInputStream().read()).isEqualTo(-1);
        }
        try (Client client = new Client(1)) {
            client.bind();
        }
    }

    @Test
    void credentialsOfAnEndedConnectionOpenNothing() throws IOException {
        try (Client client = new Client(1)) {
            engine.close(EngineClient.ROOM, new ConnectionId(1), true);
            // It may have been quicker than its end; then it goes within a second.
            while (client.turn.lastError() != 403 && !client.isGone) {
                client.read();
            }
            assertThat(engine.turnStreams().lostIn()).isZero();
        }
    }

    @Test
    void credentialsOutliveASessionOfTheirConnection() throws IOException {
        TurnCredentials ofOne = credentials(1);
        try (Client one = new Client(ofOne);
                Client other = new Client(2)) {
            one.bind();
            other.bind();
            engine.close(EngineClient.ROOM, new ConnectionId(1), false);
            engine.close(EngineClient.ROOM, new ConnectionId(2), true);
            // Whose connection is over loses its allocation when all are looked at.
            while (!other.isGone) {
                other.read();
            }
            try (Client again = new Client(ofOne)) {
                again.bind();
            }
            one.read();
            assertThat(one.isGone).isFalse();
        }
    }

    @Test
    void aPortThatIsTakenIsSaid() {
        int taken = turnAddress().getPort();

        assertThatThrownBy(() -> open(taken)).hasMessageContaining("no TURN over TCP on 127.0.0.1:" + taken);
    }
}
