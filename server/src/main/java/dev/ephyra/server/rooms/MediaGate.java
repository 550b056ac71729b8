package dev.ephyra.server.rooms;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.signaling.MediaReport;

/** Where media reach the loops of their rooms. Thread-safe and without state of its own. */
public final class MediaGate {
    private final RoomDirectory directory;

    public MediaGate(RoomDirectory directory) {
        this.directory = directory;
    }

    /** Media of a connection told something. Its end always arrives; the rest not where a loop is overwhelmed. */
    public void report(RoomId id, ConnectionId connection, MediaReport report) {
        Mailbox mailbox = directory.loopOf(id).mailbox();
        switch (report) {
            case MediaReport.Failed _ -> mailbox.offerFact((loop, now) -> deliver(loop, id, connection, report));
            case MediaReport.VoiceActivity _, MediaReport.EncodingSwitched _ ->
                mailbox.offerRequest((loop, now) -> {
                    mailbox.requestDone();
                    deliver(loop, id, connection, report);
                });
        }
    }

    private static void deliver(RoomLoop loop, RoomId id, ConnectionId connection, MediaReport report) {
        HostedRoom room = loop.room(id);
        if (room != null) {
            loop.inRoom(
                    room,
                    loop.now(),
                    () -> room.signaling.onMedia(connection, report, loop.now().nanos()));
        }
    }
}
