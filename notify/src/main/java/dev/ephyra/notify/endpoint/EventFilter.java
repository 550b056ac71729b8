package dev.ephyra.notify.endpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.room.Metadata;
import java.util.Map;
import java.util.Set;

/**
 * Which events a receiver wants; every condition must hold and an empty one always does. Immutable and thread-safe.
 *
 * <p>What the server says of itself comes only to those who include its types: a receiver written for Fishjam would not know
 * what to do with it.
 *
 * @param include empty for every event of rooms
 * @param exclude taken out of {@code include}
 * @param roomIdPrefix of the ids of rooms; events of the server have none and always pass
 * @param roomMetadata members that the metadata of the room must have, each as compact JSON text
 */
public record EventFilter(
        Set<EventType> include, Set<EventType> exclude, String roomIdPrefix, Map<String, String> roomMetadata) {
    /** Every event of every room. */
    public static final EventFilter ALL = new EventFilter(Set.of(), Set.of(), "", Map.of());

    private static final ObjectMapper JSON = new ObjectMapper();

    public EventFilter {
        include = Set.copyOf(include);
        exclude = Set.copyOf(exclude);
        roomMetadata = Map.copyOf(roomMetadata);
    }

    /** Whether it wants events of this type, whatever the room. */
    public boolean wants(EventType type) {
        boolean included = include.isEmpty() ? !type.isOfServer() : include.contains(type);
        return included && !exclude.contains(type);
    }

    /** Whether it wants events of a room with this id and metadata at all. */
    public boolean wantsRoom(String roomId, Metadata metadata) {
        return roomId.startsWith(roomIdPrefix) && (roomMetadata.isEmpty() || hasMembers(metadata));
    }

    /** Whether it wants this event. */
    public boolean wants(String roomId, EventFacts facts) {
        if (facts.type().isOfServer()) {
            return wants(facts.type());
        }
        return wants(facts.type()) && wantsRoom(roomId, facts.context().roomMetadata());
    }

    private boolean hasMembers(Metadata metadata) {
        try {
            JsonNode room = JSON.readTree(metadata.json());
            for (Map.Entry<String, String> wanted : roomMetadata.entrySet()) {
                JsonNode found = room.get(wanted.getKey());
                if (found == null || !found.equals(JSON.readTree(wanted.getValue()))) {
                    return false;
                }
            }
            return true;
        } catch (JsonProcessingException notJson) {
            // Both were checked when they were taken in, so this is a room of another version: it does not have them.
            return false;
        }
    }
}
