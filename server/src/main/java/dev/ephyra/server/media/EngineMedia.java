package dev.ephyra.server.media;

import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaListener;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.TrackId;
import dev.ephyra.server.rooms.MediaGate;
import dev.ephyra.server.rooms.RoomMedia;
import dev.ephyra.signaling.MediaReport;
import dev.ephyra.webrtc.connection.SessionPlan;

/** Carries plans from rooms to the engine, and what the engine tells to the rooms. Thread-safe; never blocks. */
public final class EngineMedia implements RoomMedia {
    private final MediaEngine engine;

    public EngineMedia(MediaEngine engine) {
        this.engine = engine;
    }

    @Override
    public void configure(RoomId room, ConnectionId connection, SessionPlan plan) {
        engine.configure(room, connection, plan);
    }

    @Override
    public void close(ConnectionId connection) {
        engine.close(connection);
    }

    /** Brings what the engine tells to the loops of the rooms. */
    public record ToRooms(MediaGate gate) implements MediaListener {
        @Override
        public void established(RoomId room, ConnectionId connection) {
            gate.report(room, connection, new MediaReport.Connected());
        }

        @Override
        public void failed(RoomId room, ConnectionId connection, String reason) {
            gate.report(room, connection, new MediaReport.Failed(reason, false));
        }

        @Override
        public void lost(RoomId room, ConnectionId connection) {
            gate.report(room, connection, new MediaReport.Failed("The network path to the peer was lost", true));
        }

        @Override
        public void voice(RoomId room, ConnectionId connection, String trackId, boolean isSpeaking) {
            gate.report(room, connection, new MediaReport.VoiceActivity(new TrackId(trackId), isSpeaking));
        }
    }
}
