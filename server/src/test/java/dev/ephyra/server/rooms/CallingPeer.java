package dev.ephyra.server.rooms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.media.MediaEngine;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.connection.client.ClientConnection;
import dev.ephyra.webrtc.connection.client.ClientListener;
import dev.ephyra.webrtc.connection.client.ClientSettings;
import dev.ephyra.webrtc.connection.client.ReceivedPacket;
import dev.ephyra.webrtc.connection.client.ReceivedStream;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.ice.Path;
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
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** One end of a call of two on a real engine: sends video, and gets that of the other. Driven by the thread of its test. */
final class CallingPeer implements ClientListener, AutoCloseable {
    private static final int DATAGRAM_BYTES = 2_048;
    private static final VideoShapes.Shape SMALL = new VideoShapes.Shape(30, 2, 4, 400);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DtlsIdentity IDENTITY = DtlsIdentity.selfSigned(
            new DtlsCrypto(RANDOM), Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));

    private record ServerPath(InetSocketAddress remote) implements Path {}

    private final String name;
    private final InetSocketAddress server;
    private final DatagramChannel channel;
    private final ClientConnection connection;
    private final byte[] datagram = new byte[DATAGRAM_BYTES];

    /** As the server numbers them. */
    private final NavigableSet<Long> sequences = new TreeSet<>();

    /** As the other peer numbers them. */
    private final NavigableSet<Integer> frames = new TreeSet<>();

    private long packets;

    private CallingPeer(String name, int port) throws IOException {
        this.name = name;
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
        ClientSettings settings = ClientSettings.asBrowsers(
                IDENTITY,
                task -> Thread.ofVirtual().start(task),
                RANDOM::nextInt,
                new VideoShapes(SMALL, SMALL, SMALL));
        this.connection = new ClientConnection(
                settings,
                new ServerPath(server),
                (buffer, offset, length, _) -> send(buffer, offset, length),
                () -> {},
                this);
    }

    /** Its track is {@code name-0}; it gets the other's. */
    static CallingPeer join(MediaEngine engine, RoomId room, String name, long id, String other) throws IOException {
        CallingPeer peer = new CallingPeer(name, engine.port());
        AnsweringSide answering = new AnsweringSide(name, engine.fingerprint(), RANDOM::nextInt);
        answering.send(1, new AnsweringSide.Wanted(other + "-0", Codec.VP8));
        List<OfferDraft.Line> lines = new ArrayList<>();
        int ssrc = (int) id * 16;
        lines.add(new OfferDraft.Line.Send(Codec.VP8, Source.of(ssrc, ssrc + 1), "s", "v", name));
        lines.add(new OfferDraft.Line.Receive(List.of(Codec.VP8)));
        OfferDraft draft =
                new OfferDraft(AnsweringSide.credentials(RANDOM::nextInt), IDENTITY.fingerprint(), 1, 1, lines);
        AnsweringSide.Answered answered = answering.answer(draft);
        engine.configure(room, new ConnectionId(id), answered.plan());
        peer.connection.answered(draft, answered.answer(), System.nanoTime());
        return peer;
    }

    /** One round of what a client does all the time. */
    void turn() {
        try {
            ByteBuffer target = ByteBuffer.wrap(datagram);
            while (channel.receive(target) != null) {
                connection.receive(datagram, 0, target.position(), System.nanoTime());
                target.clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connection.onTime(System.nanoTime());
    }

    private void send(byte[] buffer, int offset, int length) {
        try {
            channel.send(ByteBuffer.wrap(buffer, offset, length), server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void received(ReceivedPacket packet) {
        packets++;
        sequences.add(packet.sequence());
        frames.add(packet.tag().frame());
    }

    /** Whole ones of the other peer. */
    long frames() {
        return connection.received().stream()
                .mapToLong(ReceivedStream::wholeFrames)
                .sum();
    }

    /** Of the other peer, so far. */
    long packets() {
        return packets;
    }

    /** Everything that the other has sent since the first packet of it was here came at once, none of it again. */
    void assertNothingIsMissing() {
        assertThat(connection.received()).as(name).singleElement().satisfies(stream -> {
            assertThat(stream.repaired()).as("repaired").isZero();
            assertThat(stream.duplicates()).as("duplicates").isZero();
            assertThat(stream.outstanding()).as("outstanding").isZero();
            assertThat(stream.abandonedFrames()).as("abandoned frames").isZero();
        });
        assertThat(packets).isEqualTo(sequences.size());
        assertThat(sequences.last() - sequences.first() + 1).as("packets").isEqualTo(packets);
        assertThat(frames.last() - frames.first() + 1).as("frames").isEqualTo(frames.size());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
