package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.connection.client.AnsweringSide.Answered;
import dev.ephyra.webrtc.connection.client.ClientConnection;
import dev.ephyra.webrtc.connection.client.ClientListener;
import dev.ephyra.webrtc.connection.client.ReceivedPacket;
import dev.ephyra.webrtc.connection.client.ReceivedStream;
import dev.ephyra.webrtc.connection.client.SyntheticAudio;
import dev.ephyra.webrtc.connection.client.SyntheticVideo;
import dev.ephyra.webrtc.ice.Path;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.sdp.OfferDraft;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One client of a {@link SimulatedCall}, the server's end of its connection, and what happened to both. */
final class Participant implements ClientListener {
    /** Where datagrams of a client come from. */
    record Address(InetSocketAddress remote) implements Path {
        static Address of(int port) {
            return new Address(new InetSocketAddress("192.0.2.1", port));
        }
    }

    /** A datagram that the server sent or got. */
    record Datagram(byte[] bytes, Path path, long nanos) {}

    private static final Map<String, Integer> PORTS = new ConcurrentHashMap<>();

    final SimulatedCall call;
    final String name;
    final AnsweringSide answering;
    final LossyLink up;
    final LossyLink down;
    final ClientConnection client;
    final List<ConnectionEvent> events = new ArrayList<>();
    final List<ReceivedPacket> received = new ArrayList<>();
    final List<RtcpPacket> told = new ArrayList<>();
    final List<Long> toldNanos = new ArrayList<>();
    final List<List<RtcpPacket>> compounds = new ArrayList<>();
    final List<Datagram> toServer = new ArrayList<>();
    final List<Datagram> fromServer = new ArrayList<>();
    OfferDraft draft;
    PeerConnection server;
    Address address;
    /** Set to break the network card of the server's end. */
    boolean sinkThrows;
    /** Whether what the client sends is at the server at once. */
    boolean isNear;
    /** Whether the server's threads are busy elsewhere: neither time nor a handshake that comes has its turn. */
    boolean isServerBusy;
    /** Sees what the server sends, before the link does. */
    Consumer<byte[]> wiretap = _ -> {};
    /** What becomes of the plans of the server's end. */
    UnaryOperator<SessionPlan> tampering = plan -> plan;

    private final List<Runnable> waitingHandshakes = new ArrayList<>();
    private @Nullable Answered last;

    @SuppressWarnings("NullAway.Init")
    Participant(SimulatedCall call, String name, AnsweringSide answering, OfferDraft draft) {
        this.call = call;
        this.name = name;
        this.answering = answering;
        this.draft = draft;
        this.address = Address.of(PORTS.computeIfAbsent(name, each -> 1024 + PORTS.size()));
        this.up = new LossyLink(call.random.nextLong());
        this.down = new LossyLink(call.random.nextLong());
        this.client = new ClientConnection(
                call.clientSettings(),
                Address.of(1),
                (buffer, offset, length, _) -> up(buffer, offset, length),
                () -> {},
                this);
    }

    /** Answers the latest draft, and gives both ends what they need of it. */
    void negotiate() {
        last = call.answer(this);
        SessionPlan plan = tampering.apply(last.plan());
        if (server == null) {
            server = new PeerConnection(
                    SimulatedCall.serverSettings(call.random, this::handshake),
                    plan,
                    this::down,
                    () -> {},
                    call.nowNanos);
        } else {
            server.apply(plan, call.nowNanos);
        }
        call.route();
        client.answered(draft, last.answer(), call.nowNanos);
    }

    private void up(byte[] buffer, int offset, int length) {
        Address from = address;
        if (isNear) {
            arrive(Arrays.copyOfRange(buffer, offset, offset + length), from);
            return;
        }
        call.carry(up, buffer, offset, length, bytes -> arrive(bytes, from));
    }

    /** At the server, as its media loop would have it. */
    void arrive(byte[] bytes, Path from) {
        toServer.add(new Datagram(bytes.clone(), from, call.nowNanos));
        server.receive(bytes, 0, bytes.length, from, call.nowNanos);
        drain();
    }

    private void down(byte[] buffer, int offset, int length, Path to) {
        if (sinkThrows) {
            throw new IllegalStateException("no network");
        }
        byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
        fromServer.add(new Datagram(copy, to, call.nowNanos));
        wiretap.accept(copy.clone());
        call.carry(down, buffer, offset, length, bytes -> {
            if (to.equals(address)) {
                client.receive(bytes, 0, bytes.length, call.nowNanos);
            }
        });
    }

    void tick() {
        client.onTime(call.nowNanos);
        if (!isServerBusy) {
            server.onTime(call.nowNanos);
            drain();
        }
    }

    void settle() {
        if (server.isEstablished() && client.isEstablished()) {
            return;
        }
        settleClient();
        if (!isServerBusy) {
            wakeServer();
        }
    }

    private void handshake(Runnable task) {
        if (isServerBusy) {
            waitingHandshakes.add(task);
        } else {
            SimulatedCall.HANDSHAKES.execute(task);
        }
    }

    /** The handshake has its turn, and then the server's thread takes what it has for it. */
    void wakeServer() {
        waitingHandshakes.forEach(SimulatedCall.HANDSHAKES::execute);
        waitingHandshakes.clear();
        try {
            server.settle();
            server.onWake(call.nowNanos);
            drain();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    void settleClient() {
        try {
            client.settle();
            client.onWake();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void drain() {
        List<ConnectionEvent> drained = server.drain();
        events.addAll(drained);
        if (!drained.isEmpty()) {
            call.route();
        }
    }

    @Override
    public void received(ReceivedPacket packet) {
        received.add(packet);
    }

    @Override
    public void toldTogether(List<RtcpPacket> packets) {
        compounds.add(packets);
    }

    @Override
    public void told(RtcpPacket packet, long nowNanos) {
        told.add(packet);
        toldNanos.add(nowNanos);
    }

    SyntheticVideo camera(String rid) {
        return client.published().stream()
                .filter(stream ->
                        stream instanceof SyntheticVideo && stream.rid().equals(rid))
                .map(SyntheticVideo.class::cast)
                .findFirst()
                .orElseThrow();
    }

    SyntheticAudio microphone() {
        return client.published().stream()
                .filter(SyntheticAudio.class::isInstance)
                .map(SyntheticAudio.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** What it gets in the line with that index. */
    ReceivedStream stream(int line) {
        return client.received().stream()
                .filter(stream -> stream.mid().equals(Integer.toString(line)))
                .findFirst()
                .orElseThrow();
    }

    OutboundStream sent(int line) {
        return server.subscribed().stream()
                .filter(stream -> stream.track().line().mid().equals(Integer.toString(line)))
                .findFirst()
                .orElseThrow();
    }

    List<ReceivedPacket> packets(int line) {
        int ssrc = stream(line).ssrc();
        return received.stream().filter(packet -> packet.ssrc() == ssrc).toList();
    }
}
