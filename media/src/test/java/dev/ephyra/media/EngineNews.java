package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What an engine tells, in the order of the calls. */
final class EngineNews implements MediaListener {
    final Queue<String> news = new ConcurrentLinkedQueue<>();

    @Override
    public void established(RoomId room, ConnectionId connection) {
        news.add("established " + connection.value());
    }

    @Override
    public void failed(RoomId room, ConnectionId connection, String reason) {
        news.add("failed " + connection.value() + ": " + reason);
    }

    @Override
    public void lost(RoomId room, ConnectionId connection) {
        news.add("lost " + connection.value());
    }

    @Override
    public void voice(RoomId room, ConnectionId connection, String trackId, boolean isSpeaking) {
        news.add("voice " + trackId + " " + isSpeaking);
    }

    @Override
    public void encodingSwitched(
            RoomId room, ConnectionId connection, String trackId, Encoding encoding, EncodingChange change) {
        news.add("switched " + trackId + " " + encoding + " " + change);
    }
}
