package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCandidate;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.turn.TurnConfig;
import dev.ephyra.webrtc.turn.TurnCredentials;
import dev.ephyra.webrtc.turn.TurnServer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * All media of a server: one UDP port, perhaps a TCP port for TURN, and the threads behind them. A room is on one media
 * thread, whole. Rooms tell it of connections from any thread; it tells the {@link MediaListener}.
 */
public final class MediaEngine implements AutoCloseable {
    /** Browsers check every 2 to 5 s: three in a row are lost before a peer is given up. Half of what RFC 7675 allows. */
    static final long CONSENT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final int SECRET_BYTES = 32;
    private static final int FIRST_RELAYED_PORT = 1_024;
    private static final String REALM = "ephyra";

    private final ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor();
    private final Preparation preparation;
    private final boolean isOnLoopback;
    private final IceCandidate candidate;
    private final Directory directory = new Directory();
    private final List<MediaThread> threads = new ArrayList<>();
    private final boolean hasTurn;
    private final Optional<TurnOverTcp> turnOverTcp;
    private final byte[] turnSecret;
    /** Connections that were given credentials and are not over. */
    private final Set<String> turnUsers = ConcurrentHashMap.newKeySet();

    private final LocalBudget localBudget = new LocalBudget();
    private @Nullable MediaListener listener;

    private MediaEngine(MediaSettings settings) throws IOException {
        SecureRandom random = new SecureRandom();
        preparation = new Preparation(random, handshakes);
        List<MediaSocket> sockets = MediaPort.open(settings);
        isOnLoopback = sockets.getFirst().isOnLoopback();
        candidate = new IceCandidate(
                "1",
                65_535,
                new InetSocketAddress(settings.announced(), sockets.getFirst().port()));
        turnSecret = secret(random);
        hasTurn = settings.announced() instanceof Inet4Address;
        byte[] nonceKey = secret(random);
        int relays = (int) sockets.stream().filter(MediaSocket::receives).count();
        for (MediaSocket socket : sockets) {
            int number = threads.size();
            TurnRelay relay = hasTurn && socket.receives()
                    ? new TurnRelay(
                            turnServer(random, nonceKey, TurnServer.MAX_ALLOCATIONS / relays),
                            socket,
                            candidate.address(),
                            number)
                    : null;
            threads.add(new MediaThread(
                    number, socket, relay, new HandOverQueue(sockets.size() > 1 ? HandOverQueue.MAX_WAITING : 2)));
        }
        turnOverTcp = hasTurn && settings.turnTcpPort().isPresent()
                ? Optional.of(openTurnOverTcp(settings, random))
                : Optional.empty();
    }

    private static byte[] secret(SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return secret;
    }

    private TurnOverTcp openTurnOverTcp(MediaSettings settings, SecureRandom random) throws IOException {
        TurnServer server = turnServer(random, secret(random), TurnServer.MAX_ALLOCATIONS);
        List<StreamInlet> inlets = threads.stream()
                .map(thread -> new StreamInlet(thread::offer, thread.transit()))
                .toList();
        try {
            return TurnOverTcp.open(settings, server, directory, inlets);
        } catch (IOException taken) {
            closeThreads();
            throw taken;
        }
    }

    /** Our own candidate is all it relays to, and whoever a room has let in is all it serves. */
    private TurnServer turnServer(SecureRandom random, byte[] nonceKey, int most) {
        InetSocketAddress here = candidate.address();
        TurnConfig config = new TurnConfig(REALM, turnSecret, nonceKey, here.getAddress(), Set.of(here), most);
        return new TurnServer(
                config, () -> random.nextInt(FIRST_RELAYED_PORT, 1 << 16), turnUsers::contains, System.nanoTime());
    }

    /**
     * Opens the ports. Nothing is received before {@link #start}.
     *
     * @throws IOException if none is free; the message is for people
     */
    public static MediaEngine open(MediaSettings settings) throws IOException {
        return new MediaEngine(settings);
    }

    /** Begins; to be called once, before any connection is configured. */
    public void start(MediaListener newListener) {
        listener = newListener;
        List<Crossing.End> ends = threads.stream().map(MediaThread::end).toList();
        for (int number = 0; number < threads.size(); number++) {
            MediaThread thread = threads.get(number);
            Crossing crossing = new Crossing(number, ends);
            thread.start(new MediaLoop(
                    directory, crossing, preparation::get, thread.sink(crossing), newListener, thread::offerAnyway));
        }
        turnOverTcp.ifPresent(TurnOverTcp::start);
        preparation.beginLater();
    }

    private MediaThread threadOf(RoomId room) {
        return threads.get(room.share(threads.size()));
    }

    /** A peer may come soon: what only the first one needs is made ready. Does not wait. */
    public void prepare() {
        preparation.begin();
    }

    /** Of our certificate, for answers. The first call may take a second, unless {@link #prepare} was called before. */
    public Fingerprint fingerprint() {
        return preparation.get().dtls().identity().fingerprint();
    }

    /** Values of {@code a=candidate}, for answers. */
    public List<String> candidates() {
        return List.of(candidate.value());
    }

    /** Fresh credentials for our TURN server, good until the connection is over; empty where there is no such server. */
    public Optional<TurnCredentials> turnCredentials(ConnectionId connection) {
        if (!hasTurn) {
            return Optional.empty();
        }
        String user = turnUser(connection);
        turnUsers.add(user);
        return Optional.of(TurnCredentials.of(turnSecret, user, Instant.now().getEpochSecond()));
    }

    private static String turnUser(ConnectionId connection) {
        return Long.toString(connection.value());
    }

    /** The port of TURN over TCP, where there is one. */
    public OptionalInt turnTcpPort() {
        return turnOverTcp.map(turn -> OptionalInt.of(turn.port())).orElse(OptionalInt.empty());
    }

    /** What happens there, as of now. */
    public TurnStreamFigures turnStreams() {
        return turnOverTcp.map(TurnOverTcp::figures).orElse(TurnStreamFigures.NONE);
    }

    /** Whether the port can be reached from this machine only. */
    public boolean isOnLoopback() {
        return isOnLoopback;
    }

    /** The UDP port. */
    public int port() {
        return candidate.address().getPort();
    }

    /** All media together, as of the last second. */
    public MediaTotals totals() {
        return threads.stream().map(MediaThread::totals).reduce(MediaTotals.NONE, MediaTotals::plus);
    }

    /**
     * Asks for what has passed on every connection: soon, from each media thread. One that is too far behind to be asked
     * anything says nothing. What is to follow must not block a media thread, so do it elsewhere.
     */
    public CompletionStage<List<MediaFigures>> figures() {
        List<CompletableFuture<MediaFigures>> asked =
                threads.stream().map(MediaEngine::figures).toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(_ -> asked.stream().map(CompletableFuture::join).toList());
    }

    private static CompletableFuture<MediaFigures> figures(MediaThread thread) {
        CompletableFuture<MediaFigures> figures = new CompletableFuture<>();
        if (!thread.offer((loop, nowNanos) -> figures.complete(loop.figures(nowNanos)))) {
            figures.complete(MediaFigures.NONE);
        }
        return figures;
    }

    /** A connection begins, or goes on as a later answer says. Without room for it, it fails before this returns. */
    public void configure(RoomId room, ConnectionId connection, SessionPlan plan) {
        boolean isTaken = threadOf(room).offer((loop, nowNanos) -> loop.configure(room, connection, plan, nowNanos));
        if (!isTaken && listener != null) {
            listener.failed(room, connection, "The server's media are overloaded");
        }
    }

    /** The server publishes a track of its own into a room, until the result is closed. */
    public LocalPublication publish(RoomId room, String trackId, Codec codec) {
        return LocalPublication.begin(threadOf(room), localBudget, room, trackId, codec);
    }

    /** Somebody inside the server receives all tracks of a room, until the result is closed. */
    public LocalSubscription subscribe(RoomId room, LocalSubscription.Listener receiver) {
        return LocalSubscription.begin(threadOf(room), room, receiver);
    }

    /** Packets of the server's own tracks that the media threads were too far behind for. */
    public long localDrops() {
        return localBudget.drops();
    }

    /**
     * The peer wants to receive this encoding of a track, while there is one that is better or worse. Forgotten if the
     * media thread is too far behind.
     */
    public void target(RoomId room, ConnectionId connection, String trackId, Encoding encoding) {
        threadOf(room).offer((loop, _) -> loop.target(connection, trackId, encoding));
    }

    /**
     * The session of a connection is over; unknown ones are ignored. Never lost: one for each session, however many wait.
     *
     * @param isOver whether the connection is over, too, and with it what it has of our TURN servers; else it keeps that,
     *     and may be configured anew
     */
    public void close(RoomId room, ConnectionId connection, boolean isOver) {
        if (isOver) {
            turnUsers.remove(turnUser(connection));
        }
        threadOf(room).offerAnyway((loop, _) -> loop.close(connection));
    }

    @Override
    public void close() throws IOException {
        handshakes.shutdownNow();
        if (turnOverTcp.isPresent()) {
            turnOverTcp.get().close();
        }
        closeThreads();
    }

    private void closeThreads() throws IOException {
        threads.forEach(MediaThread::stop);
        for (MediaThread thread : threads) {
            thread.close();
        }
    }
}
