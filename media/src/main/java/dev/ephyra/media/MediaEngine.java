package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.ConnectionSettings;
import dev.ephyra.webrtc.connection.DatagramSink;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.dtls.DtlsConfig;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.dtls.DtlsWarmUp;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCandidate;
import dev.ephyra.webrtc.turn.TurnConfig;
import dev.ephyra.webrtc.turn.TurnCredentials;
import dev.ephyra.webrtc.turn.TurnServer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All media of a server: one UDP port and the threads behind it. Rooms tell it of connections from any thread; it tells
 * the {@link MediaListener}.
 */
public final class MediaEngine implements AutoCloseable {
    /** Browsers check every 2 to 5 s: three in a row are lost before a peer is given up. Half of what RFC 7675 allows. */
    static final long CONSENT_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final long HANDSHAKE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int SECRET_BYTES = 32;
    private static final int FIRST_RELAYED_PORT = 1_024;
    private static final String REALM = "ephyra";
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(365);
    private static final Logger LOG = LoggerFactory.getLogger(MediaEngine.class);

    private final ExecutorService handshakes = Executors.newVirtualThreadPerTaskExecutor();
    private final DtlsIdentity identity;
    private final ConnectionSettings connections;
    private final MediaSocket socket;
    private final IceCandidate candidate;
    private final MediaThread thread;
    private final @Nullable TurnRelay relay;
    private final byte[] turnSecret;
    private @Nullable MediaListener listener;

    private MediaEngine(MediaSettings settings) throws IOException {
        SecureRandom random = new SecureRandom();
        Instant now = Instant.now();
        identity = DtlsIdentity.selfSigned(
                new DtlsCrypto(random), now.minus(Duration.ofDays(1)), now.plus(CERTIFICATE_LIFE));
        connections = new ConnectionSettings(
                new DtlsConfig(identity, DtlsConfig.PREFERRED_PROFILES, HANDSHAKE_NANOS),
                handshakes,
                CONSENT_NANOS,
                random::nextInt);
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
        thread.start(new MediaLoop(connections, sink, newListener, thread::offer), relay);
        handshakes.execute(this::warmUp);
    }

    private void warmUp() {
        try {
            if (!DtlsWarmUp.run(identity, handshakes)) {
                LOG.warn("The first handshake of media, with ourselves, did not succeed");
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Of our certificate, for answers. */
    public Fingerprint fingerprint() {
        return identity.fingerprint();
    }

    /** Values of {@code a=candidate}, for answers. */
    public List<String> candidates() {
        return List.of(candidate.value());
    }

    /** Fresh credentials for our TURN server, good as long as this engine runs; empty where there is none. */
    public Optional<TurnCredentials> turnCredentials() {
        return relay == null
                ? Optional.empty()
                : Optional.of(TurnCredentials.of(
                        turnSecret,
                        Integer.toUnsignedString(connections.random().getAsInt(), 36),
                        Instant.now().getEpochSecond()));
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
        return thread.offer(loop -> to.accept(loop.figures(System.nanoTime())));
    }

    /** How long datagrams were inside the server. */
    public TransitTimes transit() {
        return thread.transit();
    }

    /** A connection begins, or goes on as a later answer says. */
    public void configure(RoomId room, ConnectionId connection, SessionPlan plan) {
        boolean isTaken = thread.offer(loop -> loop.configure(room, connection, plan, System.nanoTime()));
        if (!isTaken && listener != null) {
            listener.failed(room, connection, "The server's media are overloaded");
        }
    }

    /** The peer wants to receive this encoding of a track, while there is one that is better or worse. */
    public void target(ConnectionId connection, String trackId, Encoding encoding) {
        thread.offer(loop -> loop.target(connection, trackId, encoding));
    }

    /** The connection is over; unknown ones are ignored. */
    public void close(ConnectionId connection) {
        thread.offer(loop -> loop.close(connection));
    }

    @Override
    public void close() throws IOException {
        handshakes.shutdownNow();
        thread.close();
    }
}
