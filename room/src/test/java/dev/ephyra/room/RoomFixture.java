package dev.ephyra.room;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** One room and its clock, stepped by a test. Owned by the test that made it. */
final class RoomFixture {
    static final RoomId ROOM = new RoomId("room");
    static final UUID EPOCH = new UUID(0x7000L, 1);
    static final RoomConfig PLAIN = config(OptionalInt.empty(), Optional.empty(), 0, 0);
    static final RoomConfig H264 = config(OptionalInt.empty(), Optional.of(VideoCodec.H264), 0, 0);
    static final PeerId ADA = new PeerId("peer-a");
    static final PeerId BOB = new PeerId("peer-b");
    static final ConnectionId FIRST = new ConnectionId(1);
    static final ConnectionId SECOND = new ConnectionId(2);

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    final RoomState state = RoomState.absent(ROOM);
    private long nowNanos;

    /** {@code startNanos} is where the monotonic clock stands. */
    RoomFixture(long startNanos) {
        nowNanos = startNanos;
    }

    /** An open room of {@code config}. */
    static RoomFixture open(RoomConfig config) {
        return open(config, 0);
    }

    static RoomFixture open(RoomConfig config, long startNanos) {
        RoomFixture room = new RoomFixture(startNanos);
        room.events(new RoomCommand.CreateRoom(config, EPOCH));
        return room;
    }

    /** An open room with ADA connected by FIRST, who publishes {@code tracks}. */
    static RoomFixture withAda(RoomConfig config, Track... tracks) {
        RoomFixture room = open(config);
        room.add(ADA);
        room.connect(ADA, FIRST);
        for (Track track : tracks) {
            room.events(new RoomCommand.AddTrack(by(ADA), track));
        }
        return room;
    }

    /** A configuration; a timeout of 0 seconds is none. */
    static RoomConfig config(
            OptionalInt maxPeers, Optional<VideoCodec> codec, int peerlessSeconds, int disconnectedSeconds) {
        return new RoomConfig(
                ROOM, maxPeers, codec, Optional.empty(), seconds(peerlessSeconds), seconds(disconnectedSeconds));
    }

    private static OptionalInt seconds(int seconds) {
        return seconds == 0 ? OptionalInt.empty() : OptionalInt.of(seconds);
    }

    static TrackOwner by(PeerId peer) {
        return new TrackOwner.OfPeer(peer);
    }

    static TrackOwner by(ComponentId component) {
        return new TrackOwner.OfComponent(component);
    }

    static Track video(String id) {
        return new Track(new TrackId(id), TrackType.VIDEO, Metadata.NONE);
    }

    static Track video(String id, String metadataJson) {
        return new Track(new TrackId(id), TrackType.VIDEO, new Metadata(metadataJson));
    }

    /** Decides and applies; the events of {@code command}. */
    List<RoomEvent> events(RoomCommand command) {
        return run(command).events();
    }

    /** Decides and applies; the answer to {@code command}. */
    RoomAnswer answer(RoomCommand command) {
        return run(command).answer();
    }

    Decision run(RoomCommand command) {
        Decision decision = RoomDecider.decide(state, command, now());
        RoomApplier.applyAll(state, decision.events(), now());
        return decision;
    }

    List<RoomEvent> add(PeerId peer) {
        return events(new RoomCommand.AddPeer(peer, true));
    }

    List<RoomEvent> connect(PeerId peer, ConnectionId connection) {
        return events(new RoomCommand.ConnectPeer(peer, connection));
    }

    List<RoomEvent> disconnect(PeerId peer, ConnectionId connection) {
        return events(new RoomCommand.DisconnectPeer(peer, connection, EndReason.LEFT));
    }

    List<RoomEvent> expire() {
        return events(new RoomCommand.ExpireTimers());
    }

    void waitSeconds(long seconds) {
        waitNanos(seconds * NANOS_PER_SECOND);
    }

    void waitNanos(long nanos) {
        nowNanos += nanos;
    }

    Moment now() {
        return new Moment(nowNanos, 1_000_000 + nowNanos / 1_000);
    }
}
