package dev.ephyra.server.metrics;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.server.pump.RecordSink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each room has seen, counted from the journal. Written on the pump's thread; {@link #latest} is read by others.
 *
 * <p>Like Fishjam's, figures move in ticks of 10 s: a room's series appear at the first tick of its life and are gone,
 * after one last tick with no peers, when it has ended. So rooms of seconds cost no series.
 */
public final class RoomFigures implements RecordSink {
    /** Seconds between two ticks. */
    public static final int TICK_SECONDS = 10;

    // Series of so many rooms are shown; 10,000 rooms with 6 series of 150 bytes are a scrape of 9 MB.
    private static final int MOST_ROOMS_SHOWN = 10_000;

    /** One room at the last tick. */
    public record Figure(
            String room, int peers, long peerSeconds, long seconds, long connects, long disconnects, long crashes) {}

    private static final class Counts {
        private int peers;
        private long peerSeconds;
        private long seconds;
        private long connects;
        private long disconnects;
        private long crashes;
        private boolean ended;
    }

    private final Map<String, Counts> rooms = new HashMap<>();
    private volatile List<Figure> latest = List.of();
    private volatile int openRooms;
    private long nextTickNanos;
    private boolean ticked;

    @Override
    public void onRecords(List<JournalRecord> records) {
        for (JournalRecord record : records) {
            if (!ServerEvent.isIn(record)) {
                count(record, rooms.computeIfAbsent(record.room(), _ -> new Counts()));
            }
        }
    }

    /** Of a room's beginning and end nothing more needs to be known, so they are not decoded. */
    private static void count(JournalRecord record, Counts counts) {
        switch (record.lifecycle()) {
            case OPENS -> counts.ended = false;
            case CONTINUES -> count(EventCodec.decode(record.event()), counts);
            case CLOSES -> {
                counts.peers = 0;
                counts.ended = true;
            }
        }
    }

    private static void count(RoomEvent event, Counts counts) {
        switch (event) {
            case RoomEvent.PeerConnected _ -> {
                counts.peers++;
                counts.connects++;
            }
            case RoomEvent.PeerDisconnected _ -> {
                counts.peers--;
                counts.disconnects++;
            }
            case RoomEvent.PeerCrashed _ -> {
                counts.peers = Math.max(0, counts.peers - 1);
                counts.crashes++;
            }
            case RoomEvent.RoomCreated _,
                    RoomEvent.RoomDeleted _,
                    RoomEvent.RoomCrashed _,
                    RoomEvent.PeerAdded _,
                    RoomEvent.PeerDeleted _,
                    RoomEvent.PeerMetadataUpdated _,
                    RoomEvent.TrackAdded _,
                    RoomEvent.TrackMetadataUpdated _,
                    RoomEvent.TrackRemoved _,
                    RoomEvent.ComponentAdded _,
                    RoomEvent.ComponentRemoved _,
                    RoomEvent.ComponentCrashed _,
                    RoomEvent.ComponentSubscribed _,
                    RoomEvent.PhoneDialed _,
                    RoomEvent.CallEnded _ -> {}
        }
    }

    /** Does nothing until a tick is due. */
    @Override
    public void onTime(long nowNanos) {
        if (ticked && nowNanos - nextTickNanos < 0) {
            return;
        }
        ticked = true;
        nextTickNanos = nowNanos + TICK_SECONDS * 1_000_000_000L;
        List<Figure> figures = new ArrayList<>();
        int open = 0;
        for (Map.Entry<String, Counts> entry : rooms.entrySet()) {
            Counts counts = entry.getValue();
            if (!counts.ended) {
                open++;
                counts.seconds += TICK_SECONDS;
                counts.peerSeconds += (long) counts.peers * TICK_SECONDS;
            }
            if (figures.size() < MOST_ROOMS_SHOWN && counts.seconds > 0) {
                figures.add(figure(entry.getKey(), counts));
            }
        }
        rooms.values().removeIf(counts -> counts.ended);
        openRooms = open;
        latest = List.copyOf(figures);
    }

    private static Figure figure(String room, Counts counts) {
        return new Figure(
                room,
                counts.peers,
                counts.peerSeconds,
                counts.seconds,
                counts.connects,
                counts.disconnects,
                counts.crashes);
    }

    /** The rooms at the last tick. */
    public List<Figure> latest() {
        return latest;
    }

    /** How many rooms were open at the last tick. */
    public int openRooms() {
        return openRooms;
    }
}
