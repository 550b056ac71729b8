package dev.ephyra.signaling;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.room.EndReason;
import dev.ephyra.signaling.PeerSocketOutput.Level;
import dev.ephyra.signaling.TokenVerifier.Verdict;
import dev.ephyra.signaling.json.MediaEventJson;
import dev.ephyra.signaling.proto.MediaEventProtobuf;
import dev.ephyra.wire.PeerMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One peer socket from its opening to its end: authentication, dialect, liveness. Owned by its socket's event loop.
 * Times are monotonic nanoseconds. Every input is followed by {@link #drain}. Foreign bytes never throw: before
 * authentication they close the socket, afterwards they are ignored with one line in the log per kind.
 */
public final class PeerSocketSession {
    /** An offer with 20 received tracks is about 59 kB of SDP; 1 MiB carries some 350. */
    public static final int MAX_MESSAGE_BYTES = 1 << 20;

    /** A token is about 200 bytes; 4 KiB bounds what strangers make us parse. */
    static final int MAX_UNAUTHENTICATED_BYTES = 4096;

    /** Clients authenticate as soon as the socket opens. */
    static final long AUTHENTICATION_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A probe of the peer's older socket takes 2 s, the journal up to some seconds; then nobody will answer. */
    static final long ENTRY_NANOS = TimeUnit.SECONDS.toNanos(15);

    static final long PING_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Two pings without any frame from the peer. */
    static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** What a client may send ahead of {@code authenticated}: clients wait for it, tools pipeline a message or two. */
    static final int MAX_EARLY_COMMANDS = 16;

    /** A connect with the largest metadata we take, and a little more. */
    static final int MAX_EARLY_BYTES = 256 * 1024;

    private static final byte[] NO_PAYLOAD = {};
    private static final byte[] PROBE_PAYLOAD = "probe".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AUTHENTICATED = PeerMessage.newBuilder()
            .setAuthenticated(PeerMessage.Authenticated.getDefaultInstance())
            .build()
            .toByteArray();

    private enum Phase {
        UNAUTHENTICATED,
        ENTERING,
        ENTERED,
        CLOSED
    }

    /** What is said in the log, each at most once per socket so that a client cannot fill the disk. */
    private enum Notice {
        TEXT,
        SECOND_AUTHENTICATION,
        UNDECODABLE,
        UNEXPECTED,
        UNKNOWN,
        MALFORMED
    }

    private final TokenVerifier tokens;
    private final List<PeerSocketOutput> outputs = new ArrayList<>();
    private final Deque<PeerCommand> early = new ArrayDeque<>();
    private final Set<Notice> noticed = EnumSet.noneOf(Notice.class);
    private Phase phase = Phase.UNAUTHENTICATED;
    private Dialect dialect = Dialect.JSON;
    private DialectEncoder encoder = DialectEncoder.of(Dialect.JSON);
    private String who = "a peer";
    private boolean silent;
    private int earlyBytes;
    private long phaseDeadlineNanos;
    private long nextPingNanos;
    private long lastHeardNanos;

    public PeerSocketSession(TokenVerifier tokens, long nowNanos) {
        this.tokens = tokens;
        this.phaseDeadlineNanos = nowNanos + AUTHENTICATION_NANOS;
        this.lastHeardNanos = nowNanos;
        log(Level.INFO, "New incoming peer WebSocket connection, accepting");
    }

    /** A whole binary message. */
    public void onBinary(byte[] bytes, long nowNanos) {
        lastHeardNanos = nowNanos;
        switch (phase) {
            case UNAUTHENTICATED -> authenticate(bytes, nowNanos);
            case ENTERING, ENTERED -> converse(bytes);
            case CLOSED -> {}
        }
    }

    /** A text message; the protocol has none. */
    public void onText(long nowNanos) {
        lastHeardNanos = nowNanos;
        warnOnce(Notice.TEXT, "sent a text frame, ignored");
    }

    public void onPong(byte[] payload, long nowNanos) {
        lastHeardNanos = nowNanos;
        // A pong repeats the payload of its ping (RFC 6455 section 5.5.3): an older pong on its way proves nothing.
        if (phase == Phase.ENTERED && Arrays.equals(payload, PROBE_PAYLOAD)) {
            outputs.add(new PeerSocketOutput.ProbeAnswered());
        }
    }

    /** The room let the peer in, durably. */
    public void entered(long nowNanos) {
        if (phase != Phase.ENTERING) {
            return;
        }
        phase = Phase.ENTERED;
        nextPingNanos = nowNanos + PING_NANOS;
        lastHeardNanos = nowNanos;
        outputs.add(new PeerSocketOutput.Send(AUTHENTICATED));
        log(Level.INFO, "Peer WS authenticated: " + who);
        while (!early.isEmpty()) {
            accept(early.removeFirst());
        }
    }

    /** The room did not let the peer in. */
    public void refused(String reason) {
        if (phase == Phase.CLOSED) {
            return;
        }
        log(Level.WARNING, "Peer WS refused: " + who + ", reason: " + reason);
        close(CloseReason.NORMAL, reason);
    }

    /** The room tells the peer. */
    public void send(PeerEvent event) {
        if (phase == Phase.ENTERED) {
            outputs.add(new PeerSocketOutput.Send(encoder.encode(event)));
        }
    }

    /** The room wants to know whether the peer is still there. */
    public void probe() {
        if (phase == Phase.ENTERED) {
            outputs.add(new PeerSocketOutput.Ping(PROBE_PAYLOAD));
        }
    }

    /** Ends the conversation from our side. */
    public void close(int code, String reason) {
        if (phase != Phase.CLOSED) {
            phase = Phase.CLOSED;
            early.clear();
            outputs.add(new PeerSocketOutput.Close(code, CloseReason.fitting(reason)));
        }
    }

    /** When {@link #onTime} is to be called next; empty once closed. */
    public OptionalLong nextDeadlineNanos() {
        return switch (phase) {
            case UNAUTHENTICATED, ENTERING -> OptionalLong.of(phaseDeadlineNanos);
            case ENTERED -> OptionalLong.of(earlier(nextPingNanos, lastHeardNanos + SILENCE_NANOS));
            case CLOSED -> OptionalLong.empty();
        };
    }

    /** A deadline may have passed. */
    public void onTime(long nowNanos) {
        switch (phase) {
            case UNAUTHENTICATED -> {
                if (nowNanos - phaseDeadlineNanos >= 0) {
                    unauthenticated();
                }
            }
            case ENTERING -> {
                if (nowNanos - phaseDeadlineNanos >= 0) {
                    log(Level.WARNING, "Peer WS: no room answered for " + who);
                    close(CloseReason.INTERNAL_ERROR, CloseReason.INTERNAL_SERVER_ERROR);
                }
            }
            case ENTERED -> keepAlive(nowNanos);
            case CLOSED -> {}
        }
    }

    /**
     * Why the socket ended, for the room.
     *
     * @param closeCode what was received, 1006 if there was no closing handshake (RFC 6455 section 7.1.5)
     */
    public EndReason endReason(int closeCode) {
        // RFC 6455 section 7.4.1: all other codes of the protocol itself say that a side could not go on.
        boolean orderly = closeCode == CloseReason.NORMAL
                || closeCode == CloseReason.GOING_AWAY
                || closeCode == CloseReason.NO_STATUS
                || closeCode >= CloseReason.FIRST_OF_APPLICATIONS;
        return orderly && !silent ? EndReason.LEFT : EndReason.NETWORK_LOST;
    }

    /** Takes what is to be done since the last call, in order. */
    public List<PeerSocketOutput> drain() {
        List<PeerSocketOutput> drained = List.copyOf(outputs);
        outputs.clear();
        return drained;
    }

    private void keepAlive(long nowNanos) {
        if (nowNanos - lastHeardNanos >= SILENCE_NANOS) {
            silent = true;
            log(Level.WARNING, "Peer WS silent for 60 s: " + who);
            close(CloseReason.GOING_AWAY, CloseReason.CONNECTION_LOST);
        } else if (nowNanos - nextPingNanos >= 0) {
            outputs.add(new PeerSocketOutput.Ping(NO_PAYLOAD));
            nextPingNanos = nowNanos + PING_NANOS;
        }
    }

    private static long earlier(long oneNanos, long otherNanos) {
        return oneNanos - otherNanos < 0 ? oneNanos : otherNanos;
    }

    private void authenticate(byte[] bytes, long nowNanos) {
        if (bytes.length > MAX_UNAUTHENTICATED_BYTES) {
            close(CloseReason.MESSAGE_TOO_BIG, CloseReason.UNAUTHENTICATED);
            return;
        }
        PeerMessage message;
        try {
            message = PeerMessage.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            unauthenticated();
            return;
        }
        if (!message.hasAuthRequest()) {
            unauthenticated();
            return;
        }
        dialect = Dialect.ofSdkVersion(message.getAuthRequest().getSdkVersion());
        encoder = DialectEncoder.of(dialect);
        switch (tokens.verify(message.getAuthRequest().getToken())) {
            case Verdict.Valid(var room, var peer) -> {
                phase = Phase.ENTERING;
                phaseDeadlineNanos = nowNanos + ENTRY_NANOS;
                who = "peer " + peer + " of room " + room;
                outputs.add(new PeerSocketOutput.Enter(room, peer, dialect));
            }
            case Verdict.Missing() -> refused(CloseReason.MISSING_TOKEN);
            case Verdict.Invalid() -> refused(CloseReason.INVALID_TOKEN);
            case Verdict.Expired() -> refused(CloseReason.EXPIRED_TOKEN);
        }
    }

    private void unauthenticated() {
        log(Level.WARNING, "Peer WS did not authenticate. Closing the connection.");
        close(CloseReason.NORMAL, CloseReason.UNAUTHENTICATED);
    }

    private void converse(byte[] bytes) {
        if (bytes.length > MAX_MESSAGE_BYTES) {
            close(CloseReason.MESSAGE_TOO_BIG, "message too big");
            return;
        }
        if (phase == Phase.ENTERING) {
            earlyBytes += bytes.length;
            if (earlyBytes > MAX_EARLY_BYTES) {
                unauthenticated();
                return;
            }
        }
        PeerMessage message;
        try {
            message = PeerMessage.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            warnOnce(Notice.UNDECODABLE, "sent a message that cannot be decoded, ignored");
            return;
        }
        switch (message.getContentCase()) {
            case MEDIA_EVENT -> {
                if (dialect == Dialect.JSON) {
                    receive(MediaEventJson.decode(message.getMediaEvent().getData()));
                } else {
                    unexpected();
                }
            }
            case PEER_MEDIA_EVENT -> {
                if (dialect == Dialect.PROTOBUF) {
                    receive(MediaEventProtobuf.decode(message.getPeerMediaEvent()));
                } else {
                    unexpected();
                }
            }
            // Every ten seconds from newer clients; nobody asks for it yet.
            case RTC_STATS_REPORT -> {}
            case AUTH_REQUEST -> warnOnce(Notice.SECOND_AUTHENTICATION, "authenticated again, ignored");
            case AUTHENTICATED, SERVER_MEDIA_EVENT, CONTENT_NOT_SET -> unexpected();
        }
    }

    private void unexpected() {
        warnOnce(Notice.UNEXPECTED, "sent a message that is not for a server, or not of its dialect, ignored");
    }

    private void receive(PeerCommand command) {
        if (phase == Phase.ENTERED) {
            accept(command);
        } else if (early.size() < MAX_EARLY_COMMANDS) {
            early.add(command);
        } else {
            unauthenticated();
        }
    }

    // Only what a room acts upon is delivered; everything else ends here.
    private void accept(PeerCommand command) {
        switch (command) {
            case PeerCommand.RefusedConnect(String problem) -> {
                warnOnce(Notice.MALFORMED, "could not join: " + problem);
                send(new PeerEvent.Failed(problem));
            }
            case PeerCommand.Unknown(String kind) -> warnOnce(Notice.UNKNOWN, "sent an unknown " + kind + ", ignored");
            case PeerCommand.Malformed(String kind, String problem) ->
                warnOnce(Notice.MALFORMED, "sent a malformed " + kind + " (" + problem + "), ignored");
            case PeerCommand.Connect c -> deliver(c);
            case PeerCommand.UpdateEndpointMetadata c -> deliver(c);
            case PeerCommand.OfMedia c -> deliver(c);
        }
    }

    private void deliver(PeerCommand command) {
        outputs.add(new PeerSocketOutput.Deliver(command));
    }

    private void warnOnce(Notice notice, String what) {
        if (phase != Phase.CLOSED && noticed.add(notice)) {
            log(Level.WARNING, "Peer WS: " + who + " " + what);
        }
    }

    private void log(Level level, String text) {
        outputs.add(new PeerSocketOutput.Log(level, text));
    }
}
