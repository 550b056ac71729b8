package dev.ephyra.conformance.peer;

import dev.ephyra.testkit.SocketEnd;
import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.connection.client.ClientConnection;
import dev.ephyra.webrtc.connection.client.ClientListener;
import dev.ephyra.webrtc.connection.client.ReceivedPacket;
import dev.ephyra.webrtc.connection.client.ReceivedStream;
import dev.ephyra.webrtc.ice.Path;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.RemoteAnswer;
import dev.ephyra.webrtc.sdp.SdpException;
import dev.ephyra.webrtc.sdp.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A peer of ours in the protobuf dialect: its socket is a real one, its media are synthetic and say what they are. Its
 * methods may be called from one test thread; what it holds belongs to its {@link ClientThread}.
 */
public final class SyntheticPeer implements AutoCloseable, ClientListener {
    private static final int DATAGRAM_BYTES = 2_048;
    private static final int READS = 200;
    private static final long POLL_NANOS = 20_000_000;
    private static final HexFormat HEX = HexFormat.of();

    private record ServerPath(InetSocketAddress remote) implements Path {}

    /** Brings what the server says to the thread of the peer. */
    private final class Told implements ProtobufSocket.Listener {
        @Override
        public void connected(String endpointId) {
            unlessOver(() -> id = endpointId);
        }

        @Override
        public void offerWanted(int audio, int video) {
            unlessOver(() -> offer(audio, video));
        }

        @Override
        public void answered(String sdp, Map<String, String> newMidToTrack) {
            unlessOver(() -> answer(sdp, newMidToTrack));
        }
    }

    /**
     * A track of somebody else as it arrives.
     *
     * @param source the SSRC of the publisher, as its packets say of themselves; 0 if they say nothing
     * @param packets so far, as the next
     * @param wholeFrames whose packets all came
     * @param lost packets between the first and the latest that never came, also not again
     * @param repaired packets that came only again, after they were asked for
     */
    public record Reception(
            String trackId,
            int source,
            long packets,
            long wholeFrames,
            long lost,
            long repaired,
            boolean hasSenderReport) {}

    /** Which numbers of a stream came. */
    private static final class Numbers {
        private long first;
        private long highest;
        private long count;

        private void came(long sequence) {
            first = count == 0 ? sequence : Math.min(first, sequence);
            highest = count == 0 ? sequence : Math.max(highest, sequence);
            count++;
        }

        private long missing() {
            return count == 0 ? 0 : highest - first + 1 - count;
        }
    }

    private final ClientThread thread;
    private final DatagramChannel channel;
    private final ClientConnection connection;
    private final ProtobufSocket socket;
    private final byte[] datagram = new byte[DATAGRAM_BYTES];
    private final Map<Integer, Integer> sources = new HashMap<>();
    private final Map<Integer, Numbers> numbers = new HashMap<>();
    private final Map<String, String> tracks = new LinkedHashMap<>();
    private InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    private OfferDraft draft;
    private Map<String, String> midToTrack = Map.of();
    private String id = "";
    private int published;
    private long reports;
    private long transportFeedback;
    private @Nullable OfferDraft offered;
    private boolean isOver;

    private SyntheticPeer(ClientThread thread, int port, String token, String metadata) throws IOException {
        this.thread = thread;
        this.channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.connection = new ClientConnection(
                thread.settings(),
                new ServerPath(server),
                (buffer, offset, length, _) -> send(buffer, offset, length),
                this::wake,
                this);
        this.draft = new OfferDraft(
                AnsweringSide.credentials(thread.settings().random()),
                thread.settings().dtls().identity().fingerprint(),
                1,
                0,
                List.of());
        this.socket = ProtobufSocket.connect(port, token, metadata, new Told());
    }

    /** Joins with this metadata, and returns once the room has let it in. */
    public static SyntheticPeer join(ClientThread thread, int port, String token, String metadata, Duration within)
            throws IOException {
        SyntheticPeer peer = new SyntheticPeer(thread, port, token, metadata);
        thread.ask(() -> {
            thread.add(peer);
            peer.register();
            return true;
        });
        // Not before the thread knows the peer with its socket: what the server says of it then is answered there.
        peer.socket.join();
        peer.await("its welcome", within, () -> !peer.id.isEmpty());
        return peer;
    }

    /** Publishes one more track of each codec; their ids. They are there when the server has answered. */
    public List<String> publish(Codec... codecs) {
        return thread.ask(() -> {
            List<String> ids = new ArrayList<>();
            for (Codec codec : codecs) {
                published++;
                // Never one of before, whoever joined with this token.
                String track =
                        id + ":" + HEX.toHexDigits(thread.settings().random().getAsInt());
                tracks.put(Integer.toString(draft.lines().size()), track);
                int first = thread.settings().random().getAsInt();
                Source source = codec.kind() == MediaKind.AUDIO ? Source.of(first) : Source.of(first, first + 1);
                draft = draft.plus(new OfferDraft.Line.Send(codec, source, "s" + published, "t" + published, id));
                ids.add(track);
            }
            socket.renegotiate();
            return ids;
        });
    }

    /** Takes a track back. */
    public void unpublish(String trackId) {
        thread.ask(() -> {
            List<OfferDraft.Line> lines = new ArrayList<>(draft.lines());
            tracks.entrySet().removeIf(entry -> {
                boolean isMeant = entry.getValue().equals(trackId);
                int line = Integer.parseInt(entry.getKey());
                if (isMeant && lines.get(line) instanceof OfferDraft.Line.Send send) {
                    lines.set(line, new OfferDraft.Line.Inactive(send.codec()));
                }
                return isMeant;
            });
            draft = new OfferDraft(draft.ice(), draft.fingerprint(), draft.sessionId(), draft.version(), lines);
            socket.renegotiate();
            return true;
        });
    }

    /** The SSRC by which it sends a track; empty if it does not. */
    public Optional<Integer> sourceOf(String trackId) {
        return thread.ask(() -> tracks.entrySet().stream()
                .filter(entry -> entry.getValue().equals(trackId) && trackId.equals(midToTrack.get(entry.getKey())))
                .map(entry -> draft.lines().get(Integer.parseInt(entry.getKey())))
                .map(line -> ((OfferDraft.Line.Send) line).source().ssrc())
                .findFirst());
    }

    /** What others' tracks amount to, by their ids. */
    public Map<String, Reception> received() {
        return thread.ask(this::receptions);
    }

    private Map<String, Reception> receptions() {
        Map<String, Reception> received = new LinkedHashMap<>();
        for (ReceivedStream stream : connection.received()) {
            String track = midToTrack.getOrDefault(stream.mid(), "");
            received.put(
                    track,
                    new Reception(
                            track,
                            sources.getOrDefault(stream.ssrc(), 0),
                            stream.packets(),
                            stream.wholeFrames(),
                            numbers.getOrDefault(stream.ssrc(), new Numbers()).missing(),
                            stream.repaired(),
                            stream.lastReport() != null));
        }
        return received;
    }

    /** Reports of the server on what this peer sends. */
    public long reports() {
        return thread.ask(() -> reports);
    }

    /** Packets of transport-wide feedback. */
    public long transportFeedback() {
        return thread.ask(() -> transportFeedback);
    }

    public String id() {
        return id;
    }

    /** Whether its media can flow. */
    public boolean isEstablished() {
        return thread.ask(connection::isEstablished);
    }

    /** How the server ended its socket; fails when it does not. */
    public SocketEnd awaitEnd(Duration within) {
        return socket.awaitEnd(within);
    }

    /** Whether the server has not ended it. */
    public boolean isConnected() {
        return socket.isOpen();
    }

    /** Closes politely, as the clients do. */
    public void leave() throws IOException {
        socket.leave();
        close();
    }

    /** Vanishes: nothing is said on either socket. */
    @Override
    public void close() {
        thread.ask(() -> {
            end();
            return true;
        });
    }

    void end() {
        isOver = true;
        thread.remove(this);
        socket.vanish();
        try {
            channel.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Asked on the thread of the peer. */
    private void await(String what, Duration within, BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (!thread.ask(condition::getAsBoolean)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(
                        what + " did not come within " + within + " for " + thread.ask(this::toString));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private void register() {
        try {
            channel.register(thread.selector(), SelectionKey.OP_READ, this);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void wake() {
        unlessOver(connection::onWake);
    }

    private void unlessOver(Runnable task) {
        thread.later(() -> {
            if (!isOver) {
                task.run();
            }
        });
    }

    void onTime(long nowNanos) {
        connection.onTime(nowNanos);
    }

    void receive() {
        try {
            for (int reads = 0; reads < READS && channel.isOpen(); reads++) {
                ByteBuffer target = ByteBuffer.wrap(datagram);
                if (channel.receive(target) == null) {
                    return;
                }
                connection.receive(datagram, 0, target.position(), System.nanoTime());
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void send(byte[] buffer, int offset, int length) {
        try {
            channel.send(ByteBuffer.wrap(buffer, offset, length), server);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void offer(int audio, int video) {
        List<OfferDraft.Line> lines = new ArrayList<>(draft.lines());
        extend(lines, List.of(Codec.OPUS), audio);
        // Peers send the former, components the latter.
        extend(lines, List.of(Codec.VP8, Codec.H264), video);
        draft = draft.next(lines);
        offered = draft;
        socket.offer(draft.format(), tracks);
    }

    private static void extend(List<OfferDraft.Line> lines, List<Codec> codecs, int wanted) {
        OfferDraft.Line receive = new OfferDraft.Line.Receive(codecs);
        long there = lines.stream().filter(receive::equals).count();
        for (long count = there; count < wanted; count++) {
            lines.add(receive);
        }
    }

    private void answer(String sdp, Map<String, String> newMidToTrack) {
        if (offered == null) {
            throw new AssertionError("an answer to nothing");
        }
        try {
            RemoteAnswer answer = RemoteAnswer.parse(sdp);
            midToTrack = Map.copyOf(newMidToTrack);
            String[] candidate = answer.candidates().getFirst().split(" ", -1);
            server = new InetSocketAddress(candidate[4], Integer.parseInt(candidate[5]));
            connection.answered(offered, answer, System.nanoTime());
        } catch (SdpException unreadable) {
            throw new AssertionError("an answer that cannot be read: " + sdp, unreadable);
        }
        offered = null;
    }

    @Override
    public void received(ReceivedPacket packet) {
        sources.put(packet.ssrc(), packet.tag().stream());
        numbers.computeIfAbsent(packet.ssrc(), _ -> new Numbers()).came(packet.sequence());
    }

    @Override
    public void told(RtcpPacket packet, long nowNanos) {
        switch (packet) {
            case RtcpPacket.ReceiverReport report -> reports += report.blocks().isEmpty() ? 0 : 1;
            case RtcpPacket.SenderReport report -> reports += report.blocks().isEmpty() ? 0 : 1;
            case RtcpPacket.TransportFeedback _ -> transportFeedback++;
            case RtcpPacket.SourceDescription _ -> {}
            case RtcpPacket.Goodbye _ -> {}
            case RtcpPacket.Nack _ -> {}
            case RtcpPacket.PictureLossIndication _ -> {}
            case RtcpPacket.FullIntraRequest _ -> {}
        }
    }

    @Override
    public String toString() {
        return "peer " + id + ", tracks " + tracks + ", answered " + midToTrack + ", failure \"" + connection.failure()
                + "\", receives " + receptions().values();
    }
}
