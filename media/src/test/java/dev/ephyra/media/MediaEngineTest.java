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
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine on a real port, with clients on others. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MediaEngineTest {
    private final EngineNews told = new EngineNews();
    private final MediaEngine engine = open(0, 0);

    MediaEngineTest() {
        engine.start(told);
    }

    private static MediaEngine open(int firstPort, int lastPort) {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            return MediaEngine.open(new MediaSettings(loopback, firstPort, lastPort, loopback, OptionalInt.of(0), 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
    }

    private DatagramClient client(String name, long id, OfferDraft.Line line, String wanted) {
        DatagramClient client =
                new DatagramClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), engine.port()));
        client.negotiate(engine, EngineClient.ROOM, name, id, line, wanted);
        return client;
    }

    @Test
    void framesOfOneReachTheOther() throws IOException {
        OfferDraft.Line camera = new OfferDraft.Line.Send(Codec.VP8, Source.of(17, 18), "s", "v", "c");
        OfferDraft.Line screen = new OfferDraft.Line.Receive(List.of(Codec.VP8));
        try (DatagramClient ann = client("ann", 1, camera, "none");
                DatagramClient bob = client("bob", 2, screen, "ann-0")) {
            while (bob.connection().received().stream().noneMatch(ReceivedStream::hasWholeKeyFrame)) {
                ann.turn();
                bob.turn();
                Thread.onSpinWait();
            }

            assertThat(told.news).containsExactlyInAnyOrder("established 1", "established 2");
            // Totals are made each second.
            while (engine.totals().transit().count() <= 20) {
                ann.turn();
                bob.turn();
            }
            assertThat(engine.totals().transit().quantileNanos(0.5)).isPositive();
            engine.close(EngineClient.ROOM, new ConnectionId(1), true);
            while (ann.connection().isEstablished()) {
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
