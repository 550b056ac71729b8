package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.ServerNotification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

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
     * These kinds, and no others but those of earlier calls. What the server says of itself, {@code HealthNotification}s, comes
     * only to those who include it.
     */
    @SafeVarargs
    public final EventFilter including(Class<? extends ServerNotification>... kinds) {
        List<String> names = new ArrayList<>(included);
        for (Class<? extends ServerNotification> kind : kinds) {
            names.add(nameOf(kind));
        }
        return new EventFilter(names, excluded, roomIdPrefix, roomMetadata);
    }

    /** Not these kinds. */
    @SafeVarargs
    public final EventFilter excluding(Class<? extends ServerNotification>... kinds) {
        List<String> names = new ArrayList<>(excluded);
        for (Class<? extends ServerNotification> kind : kinds) {
            names.add(nameOf(kind));
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

    private static String nameOf(Class<? extends ServerNotification> kind) {
        if (!kind.isRecord()) {
            throw new IllegalArgumentException(kind.getSimpleName() + " is a group of kinds; name the kinds");
        }
        String name = kind.getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
