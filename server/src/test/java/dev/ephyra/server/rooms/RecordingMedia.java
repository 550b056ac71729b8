package dev.ephyra.server.rooms;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.TrackId;
import dev.ephyra.signaling.Encoding;
import dev.ephyra.signaling.MediaTerms;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Media that carry nothing, and keep what rooms told them. Owned by the thread of the test. */
final class RecordingMedia implements RoomMedia {
    static final Fingerprint FINGERPRINT = new Fingerprint("AB:".repeat(31) + "AB");
    static final IceCredentials ICE = new IceCredentials("ufrag", "p".repeat(24));

    /** Of everything that was told. */
    final Set<RoomId> rooms = new LinkedHashSet<>();

    /** Of everything that was told. */
    final Set<ConnectionId> connections = new LinkedHashSet<>();

    final List<SessionPlan> configured = new ArrayList<>();

    /** Those that are over, and not only their session. */
    final List<ConnectionId> closed = new ArrayList<>();

    final List<String> described = new ArrayList<>();
    final List<Encoding> wanted = new ArrayList<>();
    private final AtomicInteger last = new AtomicInteger();

    @Override
    public Optional<MediaTerms> terms() {
        return Optional.of(
                new MediaTerms(() -> FINGERPRINT, List::of, () -> ICE, _ -> List.of(), last::incrementAndGet));
    }

    @Override
    public void prepare() {}

    @Override
    public void configure(RoomId room, ConnectionId connection, SessionPlan plan) {
        rooms.add(room);
        connections.add(connection);
        configured.add(plan);
    }

    @Override
    public void describe(ConnectionId connection, String offer, String answer) {
        connections.add(connection);
        described.add(offer);
        described.add(answer);
    }

    @Override
    public void target(RoomId room, ConnectionId connection, TrackId track, Encoding encoding) {
        rooms.add(room);
        connections.add(connection);
        wanted.add(encoding);
    }

    @Override
    public void close(RoomId room, ConnectionId connection, boolean isOver) {
        rooms.add(room);
        connections.add(connection);
        if (isOver) {
            closed.add(connection);
        }
    }
}
