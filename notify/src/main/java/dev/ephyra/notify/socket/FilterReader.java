package dev.ephyra.notify.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.record.EventType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** From a filter on the wire to one that is checked and within its limits. Stateless. */
final class FilterReader {
    /** There are 20 types; a list with repetitions is no reason to fail. */
    static final int MAX_TYPES = 64;

    /** As long as a room's id may be. */
    static final int MAX_PREFIX_CHARS = 128;

    /** The metadata of a room has 512 characters; 16 members of it tell rooms apart. */
    static final int MAX_MEMBERS = 16;

    /** A value longer than all of a room's metadata matches no room. */
    static final int MAX_MEMBER_CHARS = 512;

    private static final int MAX_SHOWN_CHARS = 40;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private FilterReader() {}

    /** What came of reading. */
    sealed interface Result {
        record Read(EventFilter filter) implements Result {}

        record Refused(String why) implements Result {}
    }

    static Result read(dev.ephyra.wire.delivery.EventFilter wire) {
        Optional<String> wrong = wrongTypes("filter.include", wire.getIncludeList())
                .or(() -> wrongTypes("filter.exclude", wire.getExcludeList()))
                .or(() -> wrongRooms(wire));
        if (wrong.isPresent()) {
            return new Result.Refused(wrong.get());
        }
        return new Result.Read(new EventFilter(
                types(wire.getIncludeList()),
                types(wire.getExcludeList()),
                wire.getRoomIdPrefix(),
                wire.getRoomMetadataMap()));
    }

    private static Optional<String> wrongTypes(String field, List<String> names) {
        if (names.size() > MAX_TYPES) {
            return Optional.of(field + ": at most " + MAX_TYPES + " types");
        }
        return names.stream()
                .filter(name -> EventType.of(name).isEmpty())
                .findFirst()
                .map(name -> field + ": no event type is called " + shown(name));
    }

    private static Set<EventType> types(List<String> names) {
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        names.forEach(name -> EventType.of(name).ifPresent(types::add));
        return types;
    }

    private static Optional<String> wrongRooms(dev.ephyra.wire.delivery.EventFilter wire) {
        if (wire.getRoomIdPrefix().length() > MAX_PREFIX_CHARS) {
            return Optional.of("filter.room_id_prefix: at most " + MAX_PREFIX_CHARS + " characters");
        }
        Map<String, String> members = wire.getRoomMetadataMap();
        if (members.size() > MAX_MEMBERS) {
            return Optional.of("filter.room_metadata: at most " + MAX_MEMBERS + " members");
        }
        for (Map.Entry<String, String> member : members.entrySet()) {
            if (member.getKey().length() > MAX_MEMBER_CHARS || member.getValue().length() > MAX_MEMBER_CHARS) {
                return Optional.of("filter.room_metadata: at most " + MAX_MEMBER_CHARS + " characters each");
            }
            if (!isJson(member.getValue())) {
                return Optional.of("filter.room_metadata: the value of " + shown(member.getKey()) + " must be JSON");
            }
        }
        return Optional.empty();
    }

    private static boolean isJson(String text) {
        try {
            return !JSON.readTree(text).isMissingNode();
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    /** The client's own words, in a close reason and in the log. */
    private static String shown(String text) {
        String cut = text.substring(0, Math.min(text.length(), MAX_SHOWN_CHARS));
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
