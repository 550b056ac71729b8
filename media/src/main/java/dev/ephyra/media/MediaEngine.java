package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.DatagramSink;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All media of a server: one UDP port, perhaps a TCP port for TURN, and the threads behind them. Rooms tell it of connections from any thread; it tells
 * the {@link MediaListener}.
 */
public final class MediaEngine implements AutoCloseable {
    /** Browsers check every 2 to 5 s: three in a row are lost before a peer is given up. Half of what RFC 7675 allows. */
    static final long CONSENT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final int SECRET_BYTES = 32;
    private static final int FIRST_RELAYED_PORT = 1_024;
    private static final String REALM = "ephyra";

    private final ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor();
    private final Preparation preparation;
    private final MediaSocket socket;
    private final IceCandidate candidate;
    private final MediaThread thread;
    private final @Nullable TurnRelay relay;
    private final Optional<TurnOverTcp> turnOverTcp;
    private final byte[] turnSecret;
    /** Connections that were given credentials and are not over. */
    private final Set<String> turnUsers = ConcurrentHashMap.newKeySet();

    private final LongAdder localDrops = new LongAdder();
    private @Nullable MediaListener listener;

    private MediaEngine(MediaSettings settings) throws IOException {
        SecureRandom random = new SecureRandom();
        preparation = new Preparation(random, handshakes);
        socket = MediaSocket.open(settings);
        candidate = new IceCandidate("1", 65_535, new InetSocketAddress(settings.announced(), socket.port()));
        thread = new MediaThread(socket);
        turnSecret = new byte[SECRET_BYTES];
        random.nextBytes(turnSecret);
        InetSocketAddress here = candidate.address();
        boolean hasTurn = settings.announced() instanceof Inet4Address;
        relay = hasTurn ? new TurnRelay(turnServer(random), socket, here) : null;
        turnOverTcp = hasTurn && settings.turnTcpPort().isPresent()
                ? Optional.of(openTurnOverTcp(settings, random))
                : Optional.empty();
    }

    private TurnOverTcp openTurnOverTcp(MediaSettings settings, SecureRandom random) throws IOException {
        try {
            return TurnOverTcp.open(settings, turnServer(random), thread::offer);
        } catch (IOException taken) {
            thread.close();
            throw taken;
        }
    }

    /** Our own candidate is all it relays to, and whoever a room has let in is all it serves. */
    private TurnServer turnServer(SecureRandom random) {
        byte[] nonceKey = new byte[SECRET_BYTES];
        random.nextBytes(nonceKey);
        InetSocketAddress here = candidate.address();
        TurnConfig config = new TurnConfig(
                REALM, turnSecret, nonceKey, here.getAddress(), Set.of(here), TurnServer.MAX_ALLOCATIONS);
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
        DatagramSink sink = MediaThread.sink(socket, relay);
        thread.start(new MediaLoop(preparation::get, sink, newListener, thread::offer), relay);
        turnOverTcp.ifPresent(TurnOverTcp::start);
        preparation.beginLater();
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

    /** Fresh credentials of a connection for our TURN server, good until it is closed; empty where there is none. */
    public Optional<TurnCredentials> turnCredentials(ConnectionId connection) {
        if (relay == null) {
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
        return socket.isOnLoopback();
    }

    /** The UDP port. */
    public int port() {
        return candidate.address().getPort();
    }

    /** All media together, as of the last second. */
    public MediaTotals totals() {
        return thread.totals();
    }

    /**
     * Asks for what has passed on every connection.
     *
     * @param to is given it on the media thread, soon; must not block
     * @return false if the media thread is too far behind to be asked anything
     */
    public boolean figures(Consumer<MediaFigures> to) {
        return thread.offer((loop, nowNanos) -> to.accept(loop.figures(nowNanos)));
    }

    /** How long datagrams were inside the server. */
    public TransitTimes transit() {
        return thread.transit();
    }

    /** A connection begins, or goes on as a later answer says. */
    public void configure(RoomId room, ConnectionId connection, SessionPlan plan) {
        boolean isTaken = thread.offer((loop, nowNanos) -> loop.configure(room, connection, plan, nowNanos));
        if (!isTaken && listener != null) {
            listener.failed(room, connection, "The server's media are overloaded");
        }
    }

    /** The server publishes a track of its own into a room, until the result is closed. */
    public LocalPublication publish(RoomId room, String trackId, Codec codec) {
        return LocalPublication.begin(thread::offer, localDrops, room, trackId, codec);
    }

    /** Packets of the server's own tracks that the media threads were too far behind for. */
    public long localDrops() {
        return localDrops.sum();
    }

    /** The peer wants to receive this encoding of a track, while there is one that is better or worse. */
    public void target(ConnectionId connection, String trackId, Encoding encoding) {
        thread.offer((loop, _) -> loop.target(connection, trackId, encoding));
    }

    /** The connection is over, and what it has of our TURN server too; unknown ones are ignored. */
    public void close(ConnectionId connection) {
        turnUsers.remove(turnUser(connection));
        thread.offer((loop, _) -> loop.close(connection));
    }

    @Override
    public void close() throws IOException {
        handshakes.shutdownNow();
        if (turnOverTcp.isPresent()) {
            turnOverTcp.get().close();
        }
        thread.close();
    }
}
