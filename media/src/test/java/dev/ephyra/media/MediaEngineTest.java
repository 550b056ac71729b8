package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.webrtc.connection.client.ReceivedStream;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine on a real port, with clients on others. */
@Timeout(60)
class MediaEngineTest {
    private final EngineNews told = new EngineNews();
    private final MediaEngine engine = open(0, 0);

    MediaEngineTest() {
        engine.start(told);
    }

    private static MediaEngine open(int firstPort, int lastPort) {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            return MediaEngine.open(new MediaSettings(loopback, firstPort, lastPort, loopback, OptionalInt.of(0)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    /** A client on a port of its own. */
    private final class Client extends EngineClient {
        private final DatagramChannel channel = channel();

        Client(String name, long id, OfferDraft.Line line, String wanted) {
            super(new InetSocketAddress(InetAddress.getLoopbackAddress(), engine.port()));
            negotiate(engine, name, id, line, wanted);
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

        @Override
        void send(byte[] buffer, int offset, int length) {
            try {
                channel.send(ByteBuffer.wrap(buffer, offset, length), server());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        void read() throws IOException {
            ByteBuffer datagram = ByteBuffer.allocate(MediaSocket.MAX_DATAGRAM_BYTES);
            while (channel.receive(datagram) != null) {
                connection().receive(datagram.array(), 0, datagram.position(), System.nanoTime());
                datagram.clear();
            }
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
            while (bob.connection().received().stream().noneMatch(ReceivedStream::hasWholeKeyFrame)) {
                ann.turn();
                bob.turn();
                Thread.onSpinWait();
            }

            assertThat(told.news).containsExactlyInAnyOrder("established 1", "established 2");
            assertThat(engine.transit().count()).isGreaterThan(20);
            assertThat(engine.transit().quantileNanos(0.5)).isPositive();
            engine.close(new ConnectionId(1));
            while (ann.connection().isEstablished()) {
                ann.turn();
            }
        }
    }

    @Test
    void thePortIsTheNextFreeOne() throws IOException {
        int taken = engine.port();
        assertThatThrownBy(() -> open(taken, taken))
                .hasMessageContaining("no UDP port of " + taken + " to " + taken + " on 127.0.0.1 is free for media");
        int last = Math.min(65_535, taken + 50);
        try (MediaEngine next = open(taken, last)) {
            assertThat(next.port()).isBetween(taken + 1, last);
            assertThat(next.candidates()).singleElement().asString().contains("127.0.0.1 " + next.port());
        }
    }
}
