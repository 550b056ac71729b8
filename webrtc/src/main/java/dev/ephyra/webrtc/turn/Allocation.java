package dev.ephyra.webrtc.turn;

import dev.ephyra.webrtc.stun.TransactionId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one client has allocated: a relayed address that nothing listens on (RFC 8656 section 3.2). Compared by identity;
 * owned by its server's thread.
 */
public final class Allocation {
    /** Peers are our own addresses only; a server has a few. */
    static final int MAX_PERMISSIONS = 10;

    static final int MAX_CHANNELS = 10;

    /** RFC 8656 sections 9 and 12. */
    static final long PERMISSION_NANOS = TimeUnit.MINUTES.toNanos(5);

    static final long CHANNEL_NANOS = TimeUnit.MINUTES.toNanos(10);

    private record Channel(int number, InetSocketAddress peer, long untilNanos) {}

    /** How asking for a channel ended. */
    enum Grant {
        GRANTED,
        FULL,
        /** The channel has another peer, or the peer another channel. */
        CONFLICT
    }

    private final FiveTuple client;
    private final String username;
    private final String peerId;
    private final InetSocketAddress relayed;
    private final TransactionId madeBy;
    private final long lifetimeSeconds;
    private final Map<InetAddress, Long> permissions = new HashMap<>();
    private final Map<Integer, Channel> channels = new HashMap<>();
    private long untilNanos;

    Allocation(
            FiveTuple client,
            TurnAuthenticator.Verdict.Granted user,
            InetSocketAddress relayed,
            TransactionId madeBy,
            long lifetimeSeconds) {
        this.client = client;
        this.username = user.username();
        this.peerId = user.peerId();
        this.relayed = relayed;
        this.madeBy = madeBy;
        this.lifetimeSeconds = lifetimeSeconds;
    }

    public FiveTuple client() {
        return client;
    }

    /** Whose it is, as its user name says. */
    public String peerId() {
        return peerId;
    }

    /** Where the client seems to be for the peers it talks to; no other allocation of the server has it. */
    public InetSocketAddress relayed() {
        return relayed;
    }

    String username() {
        return username;
    }

    /** Whether this is the request that made it, come again. */
    boolean isMadeBy(TransactionId request) {
        return request.equals(madeBy);
    }

    /** What it was made with; a refresh does not change it. */
    long lifetimeSeconds() {
        return lifetimeSeconds;
    }

    void lastUntil(long nanos) {
        untilNanos = nanos;
    }

    boolean isOver(long nowNanos) {
        return nowNanos - untilNanos >= 0;
    }

    /** Permits all of them, or none where there is no room for all. */
    boolean permit(Set<InetAddress> peers, long nowNanos) {
        permissions.values().removeIf(until -> nowNanos - until >= 0);
        long added =
                peers.stream().filter(peer -> !permissions.containsKey(peer)).count();
        if (permissions.size() + added > MAX_PERMISSIONS) {
            return false;
        }
        peers.forEach(peer -> permissions.put(peer, nowNanos + PERMISSION_NANOS));
        return true;
    }

    Grant bind(int number, InetSocketAddress peer, long nowNanos) {
        channels.values().removeIf(channel -> nowNanos - channel.untilNanos() >= 0);
        boolean conflicts = channels.values().stream()
                .anyMatch(bound -> (bound.number() == number) != bound.peer().equals(peer));
        if (conflicts) {
            return Grant.CONFLICT;
        } else if (channels.size() == MAX_CHANNELS && !channels.containsKey(number)) {
            return Grant.FULL;
        } else if (!permit(Set.of(peer.getAddress()), nowNanos)) {
            return Grant.FULL;
        }
        channels.put(number, new Channel(number, peer, nowNanos + CHANNEL_NANOS));
        return Grant.GRANTED;
    }

    @Nullable
    InetSocketAddress peerOf(int channelNumber, long nowNanos) {
        Channel channel = channels.get(channelNumber);
        return channel == null || nowNanos - channel.untilNanos() >= 0 ? null : channel.peer();
    }

    OptionalInt channelOf(InetSocketAddress peer, long nowNanos) {
        for (Channel channel : channels.values()) {
            if (channel.peer().equals(peer) && nowNanos - channel.untilNanos() < 0) {
                return OptionalInt.of(channel.number());
            }
        }
        return OptionalInt.empty();
    }

    boolean permits(InetAddress peer, long nowNanos) {
        Long until = permissions.get(peer);
        return until != null && nowNanos - until < 0;
    }
}
