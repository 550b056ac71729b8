package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.ConnectionSettings;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;
import dev.ephyra.webrtc.connection.PeerConnection;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.connection.client.ClientConnection;
import dev.ephyra.webrtc.connection.client.ClientListener;
import dev.ephyra.webrtc.connection.client.ClientSettings;
import dev.ephyra.webrtc.connection.client.ReceivedStream;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.dtls.DtlsConfig;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.ice.Path;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.Source;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The {@link MediaLoop}s of an engine and their clients in virtual time, on a network that loses nothing. With several of
 * them, each datagram comes in by any.
 */
final class SimulatedEngine implements MediaListener {
    static final RoomId ROOM = new RoomId("room");

    private static final DtlsIdentity IDENTITY = DtlsIdentity.selfSigned(
            new DtlsCrypto(new SecureRandom()),
            Instant.parse("2026-01-01T00:00:00Z"),
            Instant.parse("2027-01-01T00:00:00Z"));
    private static final DtlsConfig DTLS =
            new DtlsConfig(IDENTITY, DtlsConfig.PREFERRED_PROFILES, TimeUnit.SECONDS.toNanos(30));

    /** A client and what is needed to negotiate for it. */
    final class Client implements ClientListener {
        final ConnectionId id;
        final RoomId room;
        final AnsweringSide answering;
        final ClientConnection connection;
        OfferDraft draft;
        UdpPath path;
        boolean isSilent;

        Client(RoomId room, String name, long id, List<OfferDraft.Line> lines) {
            this.id = new ConnectionId(id);
            this.room = room;
            path = new UdpPath(new InetSocketAddress("192.0.2.1", 1_000 + (int) id));
            this.answering = new AnsweringSide(name, IDENTITY.fingerprint(), random::nextInt);
            this.draft =
                    new OfferDraft(AnsweringSide.credentials(random::nextInt), IDENTITY.fingerprint(), id, 1, lines);
            ClientSettings settings = ClientSettings.asBrowsers(
                    IDENTITY, task -> Thread.ofVirtual().start(task), random::nextInt, VideoShapes.CAMERA);
            this.connection = new ClientConnection(settings, path, this::send, () -> {}, this);
        }

        private void send(byte[] buffer, int offset, int length, Path to) {
            byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
            if (!isSilent) {
                network.add(() -> arrive(copy));
            }
        }

        private void arrive(byte[] copy) {
            byte[] buffer = Arrays.copyOf(copy, MediaSocket.MAX_DATAGRAM_BYTES);
            loops.get(random.nextInt(loops.size())).receive(buffer, 0, copy.length, path, nowNanos);
        }

        /** Gives both ends what they need of the latest draft. */
        void negotiate() {
            AnsweringSide.Answered answered = answering.answer(draft);
            loops.get(room.share(loops.size())).configure(room, id, answered.plan(), nowNanos);
            connection.answered(draft, answered.answer(), nowNanos);
        }

        void subscribe(String track, Codec codec) {
            answering.send(draft.lines().size(), new AnsweringSide.Wanted(track, codec));
            draft = draft.plus(new OfferDraft.Line.Receive(List.of(codec)));
            negotiate();
        }

        ReceivedStream stream(int line) {
            return connection.received().stream()
                    .filter(stream -> stream.mid().equals(Integer.toString(line)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    final Random random = new Random(1);
    final List<String> told = new ArrayList<>();
    final Map<String, Client> clients = new LinkedHashMap<>();
    final Set<Path> brokenPaths = new HashSet<>();
    final Queue<Runnable> network = new ArrayDeque<>();
    final List<MediaLoop> loops = new ArrayList<>();

    /** The first one, or the only one. */
    final MediaLoop loop;

    private final List<Crossing.End> ends = new ArrayList<>();
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final ConnectionSettings settings;
    boolean isRandomBroken;
    boolean isStackOverflowing;
    boolean isListenerBroken;
    long nowNanos = TimeUnit.SECONDS.toNanos(5);
    long sent;
    private long lastId;

    SimulatedEngine() {
        this(1);
    }

    SimulatedEngine(int threads) {
        settings = new ConnectionSettings(
                DTLS, task -> Thread.ofVirtual().start(task), MediaEngine.CONSENT_NANOS, this::nextInt);
        for (int i = 0; i < threads; i++) {
            ends.add(new Crossing.End(new HandOverQueue(16), () -> {}));
        }
        Directory directory = new Directory();
        for (int i = 0; i < threads; i++) {
            int number = i;
            loops.add(new MediaLoop(
                    directory,
                    new Crossing(number, ends),
                    () -> settings,
                    this::send,
                    this,
                    task -> tasks.add(() -> task.run(loops.get(number), nowNanos))));
        }
        loop = loops.getFirst();
    }

    private int nextInt() {
        if (isRandomBroken) {
            throw new IllegalStateException("no randomness");
        }
        if (isStackOverflowing) {
            throw new StackOverflowError("too deep");
        }
        return random.nextInt();
    }

    private void send(byte[] buffer, int offset, int length, Path to) {
        if (brokenPaths.contains(to)) {
            throw new IllegalStateException("no network");
        }
        sent++;
        byte[] copy = Arrays.copyOfRange(buffer, offset, offset + length);
        network.add(() -> {
            for (Client client : List.copyOf(clients.values())) {
                if (client.path.equals(to)) {
                    client.connection.receive(copy, 0, copy.length, nowNanos);
                }
            }
        });
    }

    /** A connection that nobody uses. */
    PeerConnection peer() {
        IceCredentials ice = AnsweringSide.credentials(random::nextInt);
        SessionPlan plan = new SessionPlan(ice, "theirs", IDENTITY.fingerprint(), List.of(), List.of());
        return new PeerConnection(settings, plan, this::send, () -> {}, nowNanos);
    }

    /** A client of a microphone and a camera, {@code name-0} and {@code name-1}. */
    Client publisher(String name) {
        return publisher(ROOM, name);
    }

    Client publisher(RoomId room, String name) {
        return join(
                room,
                name,
                new OfferDraft.Line.Send(Codec.OPUS, Source.of(random.nextInt()), "s", "a", "c"),
                new OfferDraft.Line.Send(Codec.VP8, Source.of(random.nextInt(), random.nextInt()), "s", "v", "c"));
    }

    /** A client of a camera, {@code name-0}, in three encodings. */
    Client simulcaster(String name) {
        return join(ROOM, name, new OfferDraft.Line.Simulcast(Codec.VP8, List.of("l", "m", "h")));
    }

    private Client join(RoomId room, String name, OfferDraft.Line... lines) {
        Client client = new Client(room, name, ++lastId, List.of(lines));
        clients.put(name, client);
        if (lines.length > 0) {
            client.negotiate();
        }
        return client;
    }

    void runMillis(long millis) {
        for (long i = 0; i < millis; i += 10) {
            step(0);
        }
    }

    /** With handshakes, which take real time. */
    void runUntil(BooleanSupplier condition) {
        for (int i = 0; i < 3_000 && !condition.getAsBoolean(); i++) {
            step(2);
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError("it did not happen; told: " + told);
        }
    }

    void connect() {
        runUntil(() -> clients.values().stream()
                .allMatch(client ->
                        client.connection.isEstablished() && told.contains("established " + client.id.value())));
    }

    private void step(long waitMillis) {
        nowNanos += MediaThread.TICK_NANOS;
        clients.values().forEach(client -> client.connection.onTime(nowNanos));
        loops.forEach(each -> each.onTime(nowNanos));
        try {
            deliver();
            for (Runnable task = tasks.poll(waitMillis, TimeUnit.MILLISECONDS); task != null; task = tasks.poll()) {
                task.run();
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        deliver();
    }

    private void deliver() {
        for (Runnable next = network.poll(); next != null; next = network.poll()) {
            next.run();
            takeHandedOver();
        }
    }

    private void takeHandedOver() {
        for (int i = 0; i < loops.size(); i++) {
            HandOverQueue queue = ends.get(i).queue();
            for (HandOverQueue.Datagram next = queue.peek(); next != null; next = queue.peek()) {
                HostedConnection connection = Objects.requireNonNull(next.connection());
                loops.get(i).takeOver(connection, next.bytes, next.length(), next.path(), nowNanos);
                queue.release();
            }
        }
    }

    private void tell(String news) {
        if (isListenerBroken) {
            throw new IllegalStateException("nobody listens");
        }
        told.add(news);
    }

    @Override
    public void established(RoomId room, ConnectionId connection) {
        tell("established " + connection.value());
    }

    @Override
    public void failed(RoomId room, ConnectionId connection, String reason) {
        told.add("failed " + connection.value() + ": " + reason);
    }

    @Override
    public void lost(RoomId room, ConnectionId connection) {
        tell("lost " + connection.value());
    }

    @Override
    public void voice(RoomId room, ConnectionId connection, String trackId, boolean isSpeaking) {
        tell("voice " + trackId + " " + isSpeaking);
    }

    @Override
    public void encodingSwitched(
            RoomId room, ConnectionId connection, String trackId, Encoding encoding, EncodingChange change) {
        tell("switched " + trackId + " " + encoding + " " + change);
    }
}
