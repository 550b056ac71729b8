package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.DatagramSink;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCandidate;
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
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All media of a server: one UDP port and the threads behind it. Rooms tell it of connections from any thread; it tells
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
    private final byte[] turnSecret;
    private @Nullable MediaListener listener;

    private MediaEngine(MediaSettings settings) throws IOException {
        SecureRandom random = new SecureRandom();
        preparation = new Preparation(random, handshakes);
        socket = MediaSocket.open(settings);
        candidate = new IceCandidate("1", 65_535, new InetSocketAddress(settings.announced(), socket.port()));
        thread = new MediaThread(socket);
        turnSecret = new byte[SECRET_BYTES];
        random.nextBytes(turnSecret);
        relay = settings.announced() instanceof Inet4Address ? relay(random) : null;
    }

    /** Our own candidate is all it relays to. */
    private TurnRelay relay(SecureRandom random) {
        byte[] nonceKey = new byte[SECRET_BYTES];
        random.nextBytes(nonceKey);
        InetSocketAddress here = candidate.address();
        TurnConfig config = new TurnConfig(
                REALM, turnSecret, nonceKey, here.getAddress(), Set.of(here), TurnServer.MAX_ALLOCATIONS);
        // A user name is made for a peer that a room has let in, and what it opens is our own door.
        TurnServer server =
                new TurnServer(config, () -> random.nextInt(FIRST_RELAYED_PORT, 1 << 16), _ -> true, System.nanoTime());
        return new TurnRelay(server, socket, here);
    }

    /**
     * Opens the port. Nothing is received before {@link #start}.
     *
     * @throws IOException if no port is free; the message is for people
     */
    public static MediaEngine open(MediaSettings settings) throws IOException {
        return new MediaEngine(settings);
    }

    /** Begins; to be called once, before any connection is configured. */
    public void start(MediaListener newListener) {
        listener = newListener;
        DatagramSink sink = MediaThread.sink(socket, relay);
        thread.start(new MediaLoop(preparation::get, sink, newListener, thread::offerAnyway), relay);
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

    /** Fresh credentials of a peer for our TURN server, good as long as this engine runs; empty where there is none. */
    public Optional<TurnCredentials> turnCredentials(String peerId) {
        return relay == null
                ? Optional.empty()
                : Optional.of(
                        TurnCredentials.of(turnSecret, peerId, Instant.now().getEpochSecond()));
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

    /** A connection begins, or goes on as a later answer says. Without room for it, it fails before this returns. */
    public void configure(RoomId room, ConnectionId connection, SessionPlan plan) {
        boolean isTaken = thread.offer((loop, nowNanos) -> loop.configure(room, connection, plan, nowNanos));
        if (!isTaken && listener != null) {
            listener.failed(room, connection, "The server's media are overloaded");
        }
    }

    /**
     * The peer wants to receive this encoding of a track, while there is one that is better or worse. Forgotten if the
     * media thread is too far behind.
     */
    public void target(ConnectionId connection, String trackId, Encoding encoding) {
        thread.offer((loop, _) -> loop.target(connection, trackId, encoding));
    }

    /** The connection is over; unknown ones are ignored. Never lost: one for each connection, however many wait. */
    public void close(ConnectionId connection) {
        thread.offerAnyway((loop, _) -> loop.close(connection));
    }

    @Override
    public void close() throws IOException {
        handshakes.shutdownNow();
        thread.close();
    }
}
