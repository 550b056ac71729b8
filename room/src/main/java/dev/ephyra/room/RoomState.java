package dev.ephyra.room;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * All that is true of one room. Owned by the loop of its room; changed by {@link RoomApplier} only. Times are nanoseconds
 * of {@link Moment#nanos()}, compared by difference because that clock may start anywhere and wrap.
 */
public final class RoomState {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final RoomId id;
    private final SortedMap<PeerId, PeerState> peers = new TreeMap<>();
    private final SortedMap<ComponentId, ComponentState> components = new TreeMap<>();
    private final Map<TrackId, TrackOwner> trackOwners = new HashMap<>();
    // Longest first: the clock does not go back, so the order of entering is the order of the deadlines.
    private final SequencedMap<PeerId, Long> disconnectedSinceNanos = new LinkedHashMap<>();
    private RoomLifecycle lifecycle = new RoomLifecycle.Absent();
    private long peerlessSinceNanos;
    private long textChars;
    private long roomSeq;
    private long lastOccurredAtMicros;

    private RoomState(RoomId id) {
        this.id = id;
    }

    /** A room that does not exist yet. */
    public static RoomState absent(RoomId id) {
        return new RoomState(id);
    }

    public RoomId id() {
        return id;
    }

    public RoomLifecycle lifecycle() {
        return lifecycle;
    }

    public boolean isOpen() {
        return lifecycle instanceof RoomLifecycle.Open;
    }

    public boolean isEnded() {
        return lifecycle instanceof RoomLifecycle.Ended;
    }

    /** What it was created with, also after its end. */
    public Optional<RoomConfig> config() {
        return switch (lifecycle) {
            case RoomLifecycle.Absent _ -> Optional.empty();
            case RoomLifecycle.Open open -> Optional.of(open.config());
            case RoomLifecycle.Ended ended -> Optional.of(ended.config());
        };
    }

    /** Its incarnation, also after its end. */
    public Optional<UUID> epoch() {
        return switch (lifecycle) {
            case RoomLifecycle.Absent _ -> Optional.empty();
            case RoomLifecycle.Open open -> Optional.of(open.epoch());
            case RoomLifecycle.Ended ended -> Optional.of(ended.epoch());
        };
    }

    /** Its peers by id; a view. */
    public SortedMap<PeerId, PeerState> peers() {
        return Collections.unmodifiableSortedMap(peers);
    }

    public Optional<PeerState> peer(PeerId peer) {
        return Optional.ofNullable(peers.get(peer));
    }

    /** Its components by id; a view. */
    public SortedMap<ComponentId, ComponentState> components() {
        return Collections.unmodifiableSortedMap(components);
    }

    public Optional<ComponentState> component(ComponentId component) {
        return Optional.ofNullable(components.get(component));
    }

    /** Who publishes {@code track}. A track's id is unique in its room, since subscribers name it by nothing else. */
    public Optional<TrackOwner> trackOwner(TrackId track) {
        return Optional.ofNullable(trackOwners.get(track));
    }

    /** How many tracks all its peers and components publish. */
    public int trackCount() {
        return trackOwners.size();
    }

    public int connectedPeers() {
        return peers.size() - disconnectedSinceNanos.size();
    }

    /** How much of {@link RoomLimits#MAX_TEXT_CHARS} is used. */
    public long textChars() {
        return textChars;
    }

    /** The number of the last event with a notification; 0 before the first. */
    public long roomSeq() {
        return roomSeq;
    }

    /** The number of the next event that has a notification. */
    public long nextRoomSeq() {
        return roomSeq + 1;
    }

    /** When an event of {@code now} occurred: the wall clock, but never before an earlier event of this room. */
    public long occurredAtMicros(Moment now) {
        return Math.max(lastOccurredAtMicros, now.wallMicros());
    }

    /** When {@link RoomCommand.ExpireTimers} may have something to do next; empty while no timer runs. */
    public OptionalLong nextDeadlineNanos() {
        OptionalLong room = peerlessDeadlineNanos();
        OptionalLong peer = firstPeerDeadlineNanos();
        if (room.isEmpty() || peer.isEmpty()) {
            return room.isPresent() ? room : peer;
        }
        return room.getAsLong() - peer.getAsLong() < 0 ? room : peer;
    }

    /** When the room ends for want of a connected peer; empty while one is connected or if it never does. */
    OptionalLong peerlessDeadlineNanos() {
        if (connectedPeers() > 0 || !(lifecycle instanceof RoomLifecycle.Open open)) {
            return OptionalLong.empty();
        }
        return deadline(peerlessSinceNanos, open.config().peerlessPurgeTimeoutSeconds());
    }

    /** When the peer that has been disconnected for longest is removed. */
    OptionalLong firstPeerDeadlineNanos() {
        if (disconnectedSinceNanos.isEmpty() || !(lifecycle instanceof RoomLifecycle.Open open)) {
            return OptionalLong.empty();
        }
        long sinceNanos = disconnectedSinceNanos.firstEntry().getValue();
        return deadline(sinceNanos, open.config().peerDisconnectedTimeoutSeconds());
    }

    /** The peers disconnected for {@code timeoutSeconds} or longer, longest first. */
    List<PeerId> peersDisconnectedFor(int timeoutSeconds, long nowNanos) {
        List<PeerId> due = new ArrayList<>();
        for (Map.Entry<PeerId, Long> entry : disconnectedSinceNanos.entrySet()) {
            if (nowNanos - entry.getValue() < timeoutSeconds * NANOS_PER_SECOND) {
                break;
            }
            due.add(entry.getKey());
        }
        return due;
    }

    private static OptionalLong deadline(long sinceNanos, OptionalInt timeoutSeconds) {
        return timeoutSeconds.isPresent()
                ? OptionalLong.of(sinceNanos + timeoutSeconds.getAsInt() * NANOS_PER_SECOND)
                : OptionalLong.empty();
    }

    /** The open room as the API shows it. */
    public RoomSnapshot snapshot() {
        Invariant.check(isOpen(), "only an open room is shown");
        return new RoomSnapshot(
                config().orElseThrow(),
                epoch().orElseThrow(),
                roomSeq,
                peers.values().stream().map(PeerState::snapshot).toList(),
                components.values().stream().map(ComponentState::snapshot).toList());
    }

    void stamp(boolean notified, Moment now) {
        lastOccurredAtMicros = occurredAtMicros(now);
        roomSeq = notified ? nextRoomSeq() : roomSeq;
    }

    void open(RoomConfig config, UUID epoch) {
        Invariant.check(lifecycle instanceof RoomLifecycle.Absent, "a room is opened once");
        lifecycle = new RoomLifecycle.Open(config, epoch);
    }

    void end() {
        Invariant.check(lifecycle instanceof RoomLifecycle.Open, "only an open room ends");
        lifecycle = new RoomLifecycle.Ended(config().orElseThrow(), epoch().orElseThrow());
        peers.clear();
        components.clear();
        trackOwners.clear();
        disconnectedSinceNanos.clear();
        textChars = 0;
    }

    void restartPeerlessClock(long nowNanos) {
        if (connectedPeers() == 0) {
            peerlessSinceNanos = nowNanos;
        }
    }

    void putPeer(PeerState peer) {
        Invariant.check(peers.put(peer.id(), peer) == null, "a peer is added once");
    }

    void dropPeer(PeerId peer) {
        Invariant.check(peers.remove(peer) != null, "only a peer of the room leaves it");
    }

    void putComponent(ComponentState component) {
        Invariant.check(components.put(component.id(), component) == null, "a component is added once");
    }

    void dropComponent(ComponentId component) {
        Invariant.check(components.remove(component) != null, "only a component of the room leaves it");
    }

    void putTrackOwner(TrackId track, TrackOwner owner) {
        Invariant.check(trackOwners.put(track, owner) == null, "a track has one owner");
    }

    void dropTrackOwner(TrackId track, TrackOwner owner) {
        Invariant.check(trackOwners.remove(track, owner), "a track was known under its owner");
    }

    void startDisconnectedClock(PeerId peer, long nowNanos) {
        Map.Entry<PeerId, Long> last = disconnectedSinceNanos.lastEntry();
        Invariant.check(last == null || nowNanos - last.getValue() >= 0, "the clock of a room does not go back");
        Invariant.check(disconnectedSinceNanos.put(peer, nowNanos) == null, "a peer is disconnected once");
    }

    void stopDisconnectedClock(PeerId peer) {
        Invariant.check(disconnectedSinceNanos.remove(peer) != null, "a clock runs for who is not connected");
    }

    void addText(long chars) {
        textChars += chars;
        Invariant.check(textChars >= 0, "no more text is removed than was added");
        // A new peer is not refused for the 4 chars of its null.
        Invariant.check(
                textChars <= RoomLimits.MAX_TEXT_CHARS + 4L * RoomLimits.MAX_PEERS, "a room holds its cap of text");
    }
}
