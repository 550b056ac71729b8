package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.webrtc.connection.PeerConnection;
import dev.ephyra.webrtc.ice.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A peer connection with what its media thread must know of it. Owned by that thread; others may ask which one that is,
 * and nothing else.
 */
final class HostedConnection {
    private final MediaRoom room;
    private final ConnectionId id;
    private final PeerConnection peer;
    private final int thread;
    private final Set<Path> paths = new LinkedHashSet<>();
    private final Set<String> ufrags = new LinkedHashSet<>();
    private long forwarded;
    private long forwardedNanos;
    private long dueNanos;

    /** @param thread the number of its media thread */
    HostedConnection(MediaRoom room, ConnectionId id, PeerConnection peer, int thread) {
        this.room = room;
        this.id = id;
        this.peer = peer;
        this.thread = thread;
    }

    /** The number of its media thread. */
    int thread() {
        return thread;
    }

    MediaRoom room() {
        return room;
    }

    ConnectionId id() {
        return id;
    }

    PeerConnection peer() {
        return peer;
    }

    /** A datagram of its peer's media is worked off, {@code nanos} after it was read. */
    void forwarded(long nanos) {
        forwarded++;
        forwardedNanos += nanos;
    }

    long forwarded() {
        return forwarded;
    }

    long forwardedNanos() {
        return forwardedNanos;
    }

    /** When it is to be looked at. */
    long dueNanos() {
        return dueNanos;
    }

    /** For its {@link Timetable} only, which is ordered by it. */
    void due(long nanos) {
        dueNanos = nanos;
    }

    /** By which its packets are found; changed by its {@link Directory} only. */
    Set<Path> paths() {
        return paths;
    }

    /** Under which its checks are found; changed by its {@link Directory} only. */
    Set<String> ufrags() {
        return ufrags;
    }
}
