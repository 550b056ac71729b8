package dev.ephyra.server.cli;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.TrackOwner;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * A journal record as one line for people. Pure. Shows ids, names and reasons, and of what clients wrote only how much it
 * is: metadata, properties, telephone numbers and the paths of webhook URLs may hold secrets.
 */
final class JournalLine {
    private JournalLine() {}

    static String of(JournalRecord stored) {
        Instant time = Instant.EPOCH.plus(stored.occurredAtMicros(), ChronoUnit.MICROS);
        // Events that only the server itself needs have no number.
        String seq = stored.roomSeq() == 0 ? "-" : "#" + stored.roomSeq();
        return printable(stored.offset() + "  " + time + "  " + stored.room() + "  " + seq + "  " + event(stored));
    }

    private static String event(JournalRecord stored) {
        try {
            if (ServerEvent.isIn(stored)) {
                EventFacts facts = EventFacts.of(stored);
                return facts.type().text() + (facts.endpointId().isEmpty() ? "" : "  endpoint=" + facts.endpointId());
            }
            RoomEvent event = EventCodec.decode(stored.event());
            String details = details(event);
            return event.getClass().getSimpleName() + (details.isEmpty() ? "" : "  " + details);
        } catch (IllegalArgumentException unknown) {
            return "(an event that this version does not know, " + stored.event().length + " bytes)";
        }
    }

    private static String details(RoomEvent event) {
        return switch (event) {
            case RoomEvent.RoomCreated e -> "epoch=" + e.epoch() + webhook(e.config());
            case RoomEvent.RoomDeleted e -> reason(e.reason());
            case RoomEvent.RoomCrashed e -> reason(e.reason()) + " detail=" + e.detail();
            case RoomEvent.PeerAdded e -> "peer=" + e.peer().value();
            case RoomEvent.PeerDeleted e -> "peer=" + e.peer().value() + " " + reason(e.reason());
            case RoomEvent.PeerConnected e ->
                "peer=" + e.peer().value() + " connection=" + e.connection().value();
            case RoomEvent.PeerDisconnected e -> "peer=" + e.peer().value() + " " + reason(e.reason());
            case RoomEvent.PeerCrashed e -> "peer=" + e.peer().value() + " detail=" + e.detail();
            case RoomEvent.PeerMetadataUpdated e ->
                "peer=" + e.peer().value() + " metadata=" + e.metadata().json().length() + " chars";
            case RoomEvent.TrackAdded e ->
                owner(e.owner()) + " track=" + e.track().id().value();
            case RoomEvent.TrackMetadataUpdated e ->
                owner(e.owner()) + " track=" + e.track().id().value();
            case RoomEvent.TrackRemoved e ->
                owner(e.owner()) + " track=" + e.track().id().value();
            case RoomEvent.ComponentAdded e ->
                "component=" + e.component().value() + " type=" + lower(e.type().name());
            case RoomEvent.ComponentRemoved e -> "component=" + e.component().value() + " " + reason(e.reason());
            case RoomEvent.ComponentCrashed e ->
                "component=" + e.component().value() + " cause=" + e.cause().text() + " detail=" + e.detail();
            case RoomEvent.ComponentSubscribed e ->
                "component=" + e.component().value() + " origins=" + e.origins().size();
            case RoomEvent.PhoneDialed e -> "component=" + e.component().value();
            case RoomEvent.CallEnded e -> "component=" + e.component().value();
        };
    }

    private static String webhook(RoomConfig config) {
        return config.webhookUrl()
                .map(url -> " webhook=" + url.replaceFirst("^(\\w+://)(?:[^/?#]*@)?([^/?#]*).*", "$1$2"))
                .orElse("");
    }

    private static String owner(TrackOwner owner) {
        return switch (owner) {
            case TrackOwner.OfPeer(var peer) -> "peer=" + peer.value();
            case TrackOwner.OfComponent(var component) -> "component=" + component.value();
        };
    }

    private static String reason(EndReason reason) {
        return "reason=" + lower(reason.name());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** One line stays one line, and a terminal is told nothing but text. */
    private static String printable(String line) {
        return line.replaceAll("\\p{Cntrl}", " ");
    }
}
