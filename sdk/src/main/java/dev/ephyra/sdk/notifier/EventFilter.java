package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.HealthNotification;
import dev.ephyra.sdk.notification.RoomNotification;
import dev.ephyra.sdk.notification.ServerNotification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which notifications a {@link Notifier} wants; all conditions must hold. Applied by the server: Fishjam's sends everything all
 * the same. Immutable; each method gives a new one.
 *
 * <pre>{@code
 * EventFilter.all().including(PeerConnected.class, PeerDisconnected.class).ofRoomsBeginningWith("eu-")
 * }</pre>
 */
public final class EventFilter {
    private static final EventFilter ALL = new EventFilter(List.of(), List.of(), "", Map.of());

    private final List<String> included;
    private final List<String> excluded;
    private final String roomIdPrefix;
    private final Map<String, String> roomMetadata;

    private EventFilter(
            List<String> included, List<String> excluded, String roomIdPrefix, Map<String, String> roomMetadata) {
        this.included = List.copyOf(included);
        this.excluded = List.copyOf(excluded);
        this.roomIdPrefix = roomIdPrefix;
        this.roomMetadata = Map.copyOf(roomMetadata);
    }

    /** Everything that happens in rooms. */
    public static EventFilter all() {
        return ALL;
    }

    /**
     * Kinds that Ephyra sends. A filter that names another one is refused by the server.
     */
    private static final Set<Class<? extends ServerNotification>> SENT = Set.of(
            RoomNotification.RoomCreated.class,
            RoomNotification.RoomDeleted.class,
            RoomNotification.RoomCrashed.class,
            RoomNotification.PeerAdded.class,
            RoomNotification.PeerDeleted.class,
            RoomNotification.PeerConnected.class,
            RoomNotification.PeerDisconnected.class,
            RoomNotification.PeerCrashed.class,
            RoomNotification.PeerMetadataUpdated.class,
            RoomNotification.TrackAdded.class,
            RoomNotification.TrackMetadataUpdated.class,
            RoomNotification.TrackRemoved.class,
            RoomNotification.ComponentCrashed.class,
            HealthNotification.EndpointDegraded.class,
            HealthNotification.EndpointTripped.class,
            HealthNotification.EndpointRecovered.class,
            HealthNotification.EndpointStopped.class,
            HealthNotification.DeliveryDeadLettered.class,
            HealthNotification.EventsExpired.class,
            HealthNotification.LogCorruption.class,
            HealthNotification.RetentionBlocked.class);

    /**
     * These kinds, and no others but those of earlier calls. What the server says of itself, {@code HealthNotification}s, comes
     * only to those who include it.
     *
     * @throws IllegalArgumentException if one of them is a group of kinds, or one that Ephyra's server does not send: who waits
     *     for that waits for ever
     */
    @SafeVarargs
    public final EventFilter including(Class<? extends ServerNotification>... kinds) {
        List<String> names = new ArrayList<>(included);
        for (Class<? extends ServerNotification> kind : kinds) {
            String name = nameOf(kind);
            if (!SENT.contains(kind)) {
                throw new IllegalArgumentException("Ephyra sends no " + kind.getSimpleName());
            }
            names.add(name);
        }
        return new EventFilter(names, excluded, roomIdPrefix, roomMetadata);
    }

    /**
     * Not these kinds. Those that Ephyra's server does not send anyway may be named, and change nothing.
     *
     * @throws IllegalArgumentException if one of them is a group of kinds
     */
    @SafeVarargs
    public final EventFilter excluding(Class<? extends ServerNotification>... kinds) {
        List<String> names = new ArrayList<>(excluded);
        for (Class<? extends ServerNotification> kind : kinds) {
            String name = nameOf(kind);
            if (SENT.contains(kind)) {
                names.add(name);
            }
        }
        return new EventFilter(included, names, roomIdPrefix, roomMetadata);
    }

    /** Only rooms whose id begins with {@code prefix}. */
    public EventFilter ofRoomsBeginningWith(String prefix) {
        return new EventFilter(included, excluded, prefix, roomMetadata);
    }

    /**
     * Only rooms whose metadata has this member, beside those of earlier calls.
     *
     * @param json its value as JSON text, as in {@code "\"gold\""} or {@code "5"}
     */
    public EventFilter ofRoomsWith(String member, String json) {
        Map<String, String> more = new TreeMap<>(roomMetadata);
        more.put(member, json);
        return new EventFilter(included, excluded, roomIdPrefix, more);
    }

    /** Whether each notification of a room comes that it wants any of, so that their numbers have no holes. */
    boolean wantsEveryKind() {
        return included.isEmpty() && excluded.isEmpty();
    }

    /** Empty if everything is wanted, so that Fishjam's requests stay as they are. */
    boolean isAll() {
        return wantsEveryKind() && roomIdPrefix.isEmpty() && roomMetadata.isEmpty();
    }

    dev.ephyra.wire.delivery.EventFilter wire() {
        return dev.ephyra.wire.delivery.EventFilter.newBuilder()
                .addAllInclude(included)
                .addAllExclude(excluded)
                .setRoomIdPrefix(roomIdPrefix)
                .putAllRoomMetadata(roomMetadata)
                .build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventFilter that
                && included.equals(that.included)
                && excluded.equals(that.excluded)
                && roomIdPrefix.equals(that.roomIdPrefix)
                && roomMetadata.equals(that.roomMetadata);
    }

    @Override
    public int hashCode() {
        return Objects.hash(included, excluded, roomIdPrefix, roomMetadata);
    }

    @Override
    public String toString() {
        return "EventFilter[included=" + included + ", excluded=" + excluded + ", roomIdPrefix=" + roomIdPrefix
                + ", roomMetadata=" + roomMetadata + "]";
    }

    private static String nameOf(Class<? extends ServerNotification> kind) {
        if (!kind.isRecord()) {
            throw new IllegalArgumentException(kind.getSimpleName() + " is a group of kinds; name the kinds");
        }
        String name = kind.getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
