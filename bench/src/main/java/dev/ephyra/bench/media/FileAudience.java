package dev.ephyra.bench.media;

import dev.ephyra.bench.Latencies;
import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.load.HttpConnection;
import dev.ephyra.bench.load.LoadLoop;
import dev.ephyra.bench.load.PeerSocket;
import dev.ephyra.bench.load.RestRequests;
import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.RemoteAnswer;
import dev.ephyra.webrtc.sdp.SdpException;
import dev.ephyra.webrtc.stun.PacketKind;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Rooms that a file component plays in, and a subscriber in each, all on the thread of their scenario. It sleeps until a
 * datagram is there and reads the clock for each, so that what it sees of their pacing has its own wake-up in it and nothing
 * else of its own. Not thread-safe.
 */
public final class FileAudience implements AutoCloseable {
    private static final Duration JOINED_WITHIN = Duration.ofSeconds(30);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int VERIFIED_EACH = 64;

    /** At once: more handshakes than that only wait for each other, and their packets are sent again. */
    private static final int JOINING_AT_ONCE = 10;

    /** One subscriber. */
    private static final class Listener {
        private final ClientSocket socket;
        private final OfferingLink link;
        private final PacedStream stream;
        private long packets;

        private Listener(ClientSocket socket, OfferingLink link, PacedStream stream) {
            this.socket = socket;
            this.link = link;
            this.stream = stream;
        }
    }

    private final int port;
    private final LoadLoop loop = new LoadLoop();
    private final HttpConnection rest;
    private final Selector selector = Selector.open();
    private final ClientIdentity clients = new ClientIdentity();
    private final List<Listener> listeners = new ArrayList<>();
    private final byte[] scratch = new byte[ClientSocket.MAX_DATAGRAM_BYTES];
    private long nextTickNanos = System.nanoTime();
    private long verified;
    private long refused;
    private String token = "";

    /** On a server that runs on this port; whoever started it ends it. */
    public FileAudience(int port) throws IOException {
        this.port = port;
        this.rest = HttpConnection.open(loop, port);
    }

    /** Makes a room in which a file is played. */
    public void play(String room, String file) throws IOException, ScenarioFailure {
        rest.send(RestRequests.createRoom(room), (on, answer, nowNanos) -> RestRequests.expect(201, answer));
        runUntil("making a room", rest::isIdle);
        rest.send(RestRequests.addFile(room, file), (on, answer, nowNanos) -> RestRequests.expect(201, answer));
        runUntil("adding a file", rest::isIdle);
    }

    /** Joins a room in which a file of this codec is played, and gets it. */
    public void listen(String room, Codec codec) throws IOException, ScenarioFailure {
        rest.send(RestRequests.addPeer(room), (on, answer, nowNanos) -> {
            RestRequests.expect(201, answer);
            token = RestRequests.token(answer);
        });
        runUntil("adding a peer", rest::isIdle);
        OfferDraft draft = new OfferDraft(
                AnsweringSide.credentials(clients.settings().random()),
                clients.fingerprint(),
                1,
                1,
                List.of(new OfferDraft.Line.Receive(List.of(codec))));
        PeerSocket peer = PeerSocket.subscribe(loop, port, token, draft.format());
        runUntil("negotiating", () -> peer.answer() != null);
        ClientSocket socket = ClientSocket.open();
        OfferingLink link = new OfferingLink(clients.settings(), socket);
        Listener listener = new Listener(socket, link, new PacedStream(codec.clockRateHz()));
        listeners.add(listener);
        socket.watch(selector, listener);
        try {
            RemoteAnswer answer = RemoteAnswer.parse(String.valueOf(peer.answer()));
            socket.connect(HostCandidates.first(answer.candidates()));
            link.answered(answer, draft.ice(), System.nanoTime());
        } catch (SdpException unreadable) {
            throw new ScenarioFailure("an answer that cannot be read: " + unreadable.getMessage());
        }
        if (listeners.size() % JOINING_AT_ONCE == 0) {
            awaitMedia();
        }
    }

    /** Until something has come to everybody. */
    public void awaitMedia() throws IOException, ScenarioFailure {
        runUntil("media for everybody", () -> listeners.stream().allMatch(listener -> listener.packets > 0));
    }

    /** Goes on for {@code time}. */
    public void run(Duration time) throws IOException, ScenarioFailure {
        long endNanos = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - endNanos < 0) {
            turn();
        }
    }

    private void runUntil(String what, BooleanSupplier done) throws IOException, ScenarioFailure {
        long endNanos = System.nanoTime() + JOINED_WITHIN.toNanos();
        while (!done.getAsBoolean()) {
            ScenarioFailure.unless(System.nanoTime() - endNanos < 0, what + " took longer than " + JOINED_WITHIN);
            turn();
        }
    }

    private void turn() throws IOException, ScenarioFailure {
        long untilTick = TimeUnit.NANOSECONDS.toMillis(nextTickNanos - System.nanoTime());
        selector.select(Math.max(1, untilTick));
        for (SelectionKey key : selector.selectedKeys()) {
            read((Listener) key.attachment());
        }
        selector.selectedKeys().clear();
        long nowNanos = System.nanoTime();
        if (nowNanos - nextTickNanos >= 0) {
            nextTickNanos = nowNanos + TICK_NANOS;
            loop.turn(0);
            for (Listener listener : listeners) {
                listener.link.onTime(nowNanos);
                String failure = listener.link.failure();
                ScenarioFailure.unless(failure.isEmpty(), "a client lost its server: " + failure);
            }
        }
    }

    private void read(Listener listener) throws IOException {
        for (int length = listener.socket.read(scratch); length > 0; length = listener.socket.read(scratch)) {
            long nowNanos = System.nanoTime();
            switch (PacketKind.of(scratch, 0, length)) {
                case RTP -> {
                    listener.stream.came(scratch, nowNanos);
                    // What overtakes the end of the handshake comes before its keys.
                    if (listener.link.isEstablished() && listener.packets++ % VERIFIED_EACH == 0) {
                        boolean isAuthentic = listener.link.unprotect(scratch, length, false) > 0;
                        verified += isAuthentic ? 1 : 0;
                        refused += isAuthentic ? 0 : 1;
                    }
                }
                case STUN, DTLS -> listener.link.receive(scratch, length, nowNanos);
                case RTCP, TURN_CHANNEL, OTHER -> {}
            }
        }
    }

    /** From now on packets count. */
    public void begin() {
        listeners.forEach(listener -> listener.stream.restart());
    }

    /** Packets since then. */
    public long received() {
        return listeners.stream()
                .mapToLong(listener -> listener.stream.received())
                .sum();
    }

    /** Packets since then that did not come. */
    public long lost() {
        return listeners.stream().mapToLong(listener -> listener.stream.lost()).sum();
    }

    /** How late packets since then came; see {@link PacedStream}. */
    public Latencies late() {
        Latencies late = new Latencies();
        listeners.forEach(listener -> listener.stream.addTo(late));
        return late;
    }

    /** Packets whose tag was checked. */
    public long verified() {
        return verified;
    }

    /** Fails if a packet was not authentic, or if somebody got nothing since the beginning. */
    public void check() throws ScenarioFailure {
        ScenarioFailure.unless(refused == 0, refused + " packets are not authentic");
        for (Listener listener : listeners) {
            ScenarioFailure.unless(listener.stream.received() > 0, "a subscriber got nothing");
        }
    }

    @Override
    public void close() throws IOException {
        for (Listener listener : listeners) {
            listener.socket.close();
        }
        selector.close();
        loop.close();
    }
}
