package dev.ephyra.server.media;

import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaListener;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.TrackId;
import dev.ephyra.server.rooms.MediaGate;
import dev.ephyra.server.rooms.RoomMedia;
import dev.ephyra.server.socket.FigureSource;
import dev.ephyra.signaling.Encoding;
import dev.ephyra.signaling.MediaReport;
import dev.ephyra.signaling.MediaTerms;
import dev.ephyra.webrtc.connection.EncodingChange;
import dev.ephyra.webrtc.connection.SessionPlan;
import java.util.Optional;

/**
 * Carries plans from rooms to the engine, and what the engine tells to the rooms. Thread-safe; called on the loops of
 * rooms. Never blocks, but for the fingerprint in {@link #terms}: whoever asks for it first waits until our certificate is
 * made, unless {@link #prepare} was called long enough before.
 */
public final class EngineMedia implements RoomMedia {
    private final MediaEngine engine;
    private final MediaTerms terms;
    private final Descriptions descriptions = new Descriptions();

    /** @param announced the address that clients are told */
    public EngineMedia(MediaEngine engine, String announced) {
        this.engine = engine;
        this.terms = MediaOpening.terms(engine, announced);
    }

    @Override
    public Optional<MediaTerms> terms() {
        return Optional.of(terms);
    }

    @Override
    public void prepare() {
        engine.prepare();
    }

    @Override
    public void configure(RoomId room, ConnectionId connection, SessionPlan plan) {
        engine.configure(room, connection, plan);
    }

    @Override
    public void describe(ConnectionId connection, String offer, String answer) {
        descriptions.put(connection, offer, answer);
    }

    /** What the engine and the rooms know of each connection. */
    public FigureSource figures() {
        return new EngineFigures(engine, descriptions);
    }

    @Override
    public void target(RoomId room, ConnectionId connection, TrackId track, Encoding encoding) {
        engine.target(room, connection, track.value(), EncodingTerms.encoding(encoding));
    }

    @Override
    public void close(RoomId room, ConnectionId connection, boolean isOver) {
        descriptions.remove(connection);
        engine.close(room, connection, isOver);
    }

    /** Brings what the engine tells to the loops of the rooms; called as {@link MediaListener} says. */
    public record ToRooms(MediaGate gate) implements MediaListener {
        /** No peer is told: what is published and subscribed to is known by the negotiation. */
        @Override
        public void established(RoomId room, ConnectionId connection) {}

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

        @Override
        public void encodingSwitched(
                RoomId room,
                ConnectionId connection,
                String trackId,
                dev.ephyra.webrtc.connection.Encoding encoding,
                EncodingChange change) {
            gate.report(
                    room,
                    connection,
                    new MediaReport.EncodingSwitched(
                            new TrackId(trackId), EncodingTerms.encoding(encoding), EncodingTerms.reason(change)));
        }
    }
}
