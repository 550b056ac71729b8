package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.client.ReceivedStream;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.Source;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine of several threads on a real port. */
@Timeout(120)
class MediaThreadsTest {
    private static final int ROOMS = 6;
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final EngineNews told = new EngineNews();
    private final List<EngineClient> clients = new ArrayList<>();

    private MediaEngine open(MediaSettings.Reception reception) throws IOException {
        MediaEngine engine = MediaEngine.open(new MediaSettings(HERE, 0, 0, HERE, OptionalInt.empty(), 2, reception));
        engine.start(told);
        return engine;
    }

    @AfterEach
    void closeClients() throws IOException {
        for (EngineClient client : clients) {
            client.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void framesFlowInRoomsOfEachThread(MediaSettings.Reception reception) throws IOException {
        try (MediaEngine engine = open(reception)) {
            InetSocketAddress server = new InetSocketAddress(HERE, engine.port());
            fillRooms(engine, () -> new DatagramClient(server));
            runUntilFramesFlow();

            assertThat(told.news).hasSize(2 * ROOMS).allMatch(news -> news.startsWith("established"));
            awaitTotals(engine);
            assertThat(engine.totals().connected()).isEqualTo(2 * ROOMS);
            assertThat(engine.totals().handOversLost()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void framesFlowThroughTheRelaysOfEachThread(MediaSettings.Reception reception) throws IOException {
        try (MediaEngine engine = open(reception)) {
            InetSocketAddress server = new InetSocketAddress(HERE, engine.port());
            fillRooms(
                    engine,
                    () -> new RelayedClient(
                            server,
                            engine.turnCredentials(new ConnectionId(clients.size()))
                                    .orElseThrow()));
            runUntilFramesFlow();

            awaitTotals(engine);
            assertThat(engine.totals().relayed()).isEqualTo(2 * ROOMS);
        }
    }

    @Test
    void countsWhatEachThreadCounted() throws IOException, ExecutionException, InterruptedException {
        try (MediaEngine engine = open(MediaSettings.Reception.EACH_THREAD)) {
            fillRooms(engine, () -> new DatagramClient(new InetSocketAddress(HERE, engine.port())));
            List<MediaFigures> figures = engine.figures().toCompletableFuture().get();

            assertThat(figures)
                    .hasSize(2)
                    .noneMatch(ofThread -> ofThread.connections().isEmpty());
            assertThat(figures.stream()
                            .mapToInt(ofThread -> ofThread.connections().size())
                            .sum())
                    .isEqualTo(2 * ROOMS);
        }
    }

    private static RoomId room(int number) {
        return new RoomId("room-" + number);
    }

    @FunctionalInterface
    private interface Clients {
        EngineClient open() throws IOException;
    }

    /** In each room one who sends and one who gets that. */
    private void fillRooms(MediaEngine engine, Clients kind) throws IOException {
        assertThat(List.of(0, 1, 2, 3, 4, 5)).extracting(i -> room(i).share(2)).contains(0, 1);
        for (int i = 0; i < ROOMS; i++) {
            EngineClient ann = kind.open();
            clients.add(ann);
            OfferDraft.Line camera = new OfferDraft.Line.Send(Codec.VP8, Source.of(17, 18), "s", "v", "c");
            ann.negotiate(engine, room(i), "ann" + i, 2L * i, camera, "none");
            EngineClient bob = kind.open();
            clients.add(bob);
            OfferDraft.Line screen = new OfferDraft.Line.Receive(List.of(Codec.VP8));
            bob.negotiate(engine, room(i), "bob" + i, 2L * i + 1, screen, "ann" + i + "-0");
        }
    }

    private void runUntilFramesFlow() throws IOException {
        while (clients.stream()
                        .filter(client ->
                                client.connection().received().stream().anyMatch(ReceivedStream::hasWholeKeyFrame))
                        .count()
                < ROOMS) {
            turnAll();
        }
    }

    /** Made each second; with twelve clients some of them come in by the other thread's socket. */
    private void awaitTotals(MediaEngine engine) throws IOException {
        while (engine.totals().connected() < 2 * ROOMS || engine.totals().handedOver() == 0) {
            turnAll();
        }
    }

    private void turnAll() throws IOException {
        for (EngineClient client : clients) {
            client.turn();
        }
    }
}
