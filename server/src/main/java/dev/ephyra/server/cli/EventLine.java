package dev.ephyra.server.cli;

import dev.ephyra.notify.record.EventType;
import dev.ephyra.server.cli.client.ReceivedEvent;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A notification as one line for people: local time, type, room, number, and who it is about. Immutable. Of what clients
 * wrote it shows nothing but ids, and no character that a terminal would obey.
 */
record EventLine(Palette palette, ZoneId zone) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);
    /** The longest name of an event of rooms. */
    private static final int TYPE_WIDTH = "peerMetadataUpdated".length();

    String of(ReceivedEvent event) {
        EventMeta meta = event.meta();
        StringBuilder line = new StringBuilder(120);
        Instant occurred = Instant.EPOCH.plus(meta.getOccurredAtMicros(), ChronoUnit.MICROS);
        line.append(palette.dim(TIME.format(occurred.atZone(zone)))).append(' ').append(type(event));
        if (!event.room().isEmpty()) {
            line.append(" room=").append(event.room());
        }
        line.append(" #").append(meta.getRoomSeq());
        add(line, "peer", event.text("peer_id"));
        add(line, "component", event.text("component_id"));
        add(line, "track", track(event.message()));
        add(line, "endpoint", event.text("endpoint_id"));
        add(line, "failure", event.text("last_failure"));
        add(line, "reason", meta.getReason());
        if (meta.getTest()) {
            line.append(' ').append(palette.dim("(test)"));
        }
        if (meta.getReplay()) {
            line.append(' ').append(palette.dim("(replay)"));
        }
        return line.toString();
    }

    private String type(ReceivedEvent event) {
        String name = event.type().map(EventType::text).orElse("(unknown)");
        String padded = name + " ".repeat(Math.max(0, TYPE_WIDTH - name.length()));
        boolean ofServer = event.type().filter(EventType::isOfServer).isPresent();
        boolean alarming = name.endsWith("Crashed") || (ofServer && !name.equals(EventType.ENDPOINT_RECOVERED.text()));
        return alarming ? palette.bad(padded) : palette.strong(padded);
    }

    private static String track(ServerMessage message) {
        return switch (message.getContentCase()) {
            case TRACK_ADDED -> message.getTrackAdded().getTrack().getId();
            case TRACK_METADATA_UPDATED ->
                message.getTrackMetadataUpdated().getTrack().getId();
            case TRACK_REMOVED -> message.getTrackRemoved().getTrack().getId();
            case ServerMessage.ContentCase _ -> "";
        };
    }

    private static void add(StringBuilder line, String name, String value) {
        if (!value.isEmpty()) {
            line.append(' ').append(name).append('=').append(printable(value));
        }
    }

    /** Whatever a terminal would take as a command is a question mark. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
