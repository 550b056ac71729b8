package dev.ephyra.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The oracle: for each room every history that is consistent with what the server answered. An answered change adds
 * to all of them; a change whose answer never came happened in some and not in others. What a channel told about a
 * room must be exactly one of its histories: then no acknowledged change is without its notification, the order is
 * the room's order, and nothing came twice.
 *
 * <p>Rooms may be driven by different threads, each room by one.
 */
public final class RoomModel {
    // An unanswered change doubles the histories. One thread drives a room and stops at the first missing answer
    // of a fault, so that 64 (6 in doubt) is never reached by a sound test.
    private static final int HISTORIES_LIMIT = 64;

    private final Map<String, List<List<Notification>>> histories = new ConcurrentHashMap<>();

    /** The server answered that this happened; all of one room, in this order. */
    public void happened(Notification... notifications) {
        List<Notification> told = Arrays.asList(notifications);
        histories.compute(told.getFirst().roomId(), (room, before) -> {
            List<List<Notification>> after = new ArrayList<>();
            for (List<Notification> history : before == null ? List.of(List.<Notification>of()) : before) {
                after.add(joined(history, told));
            }
            return after;
        });
    }

    /** Asked for, and no answer came. */
    public void mayHaveHappened(Notification... notifications) {
        List<Notification> told = Arrays.asList(notifications);
        histories.compute(told.getFirst().roomId(), (room, before) -> {
            List<List<Notification>> after =
                    before == null ? new ArrayList<>(List.of(List.of())) : new ArrayList<>(before);
            for (List<Notification> history : List.copyOf(after)) {
                after.add(joined(history, told));
            }
            if (after.size() > HISTORIES_LIMIT) {
                throw new IllegalStateException("too much in doubt about room " + room);
            }
            return after;
        });
    }

    /** The server was killed: a room that was open ends with exactly one RoomCrashed. */
    public void killed() {
        histories.replaceAll((room, before) -> before.stream()
                .map(history -> isOpen(history) ? joined(history, List.of(Notification.roomCrashed(room))) : history)
                .toList());
    }

    /** What was in doubt is known by now: only histories that were told remain. What was not told at all stays as it is. */
    public void settle(Map<String, List<Notification>> told) {
        histories.replaceAll((room, possible) -> {
            List<Notification> heard = told.getOrDefault(room, List.of());
            List<List<Notification>> remaining =
                    possible.stream().filter(history -> matches(history, heard)).toList();
            return remaining.isEmpty() ? possible : List.of(heard);
        });
    }

    /** Rooms that were compared and about which nothing more will be told. */
    public void forget(Set<String> rooms) {
        histories.keySet().removeAll(rooms);
    }

    /** Rooms that are open in every history. */
    public List<String> openRooms() {
        return roomsWhere(RoomModel::isOpen);
    }

    /** Rooms that ended with a crash in every history, since the start of this model. */
    public List<String> crashedRooms() {
        return roomsWhere(
                history -> !history.isEmpty() && history.getLast().kind().equals("room_crashed"));
    }

    /** Like {@link #differences} for a channel that was cut at some time: each room up to some point of a history. */
    public List<String> impossiblePrefixes(Map<String, List<Notification>> told) {
        List<String> impossible = new ArrayList<>();
        told.forEach((room, heard) -> {
            List<List<Notification>> possible = histories.getOrDefault(room, List.of());
            if (possible.stream()
                    .noneMatch(history ->
                            history.size() >= heard.size() && matches(history.subList(0, heard.size()), heard))) {
                impossible.add("room " + room + " told " + heard + ", possible: " + possible);
            }
        });
        return impossible;
    }

    /** Whether everything that certainly happened in every room was told: for waiting. */
    public boolean isTold(Map<String, List<Notification>> told) {
        return differences(told).isEmpty();
    }

    /** What a channel that was open all the time told wrongly, in words; empty when it told the truth. */
    public List<String> differences(Map<String, List<Notification>> told) {
        List<String> differences = new ArrayList<>();
        new TreeMap<>(histories).forEach((room, possible) -> {
            List<Notification> heard = told.getOrDefault(room, List.of());
            if (possible.stream().noneMatch(history -> matches(history, heard))) {
                differences.add("room " + room + " told " + heard + ", possible: " + possible);
            }
        });
        told.keySet().stream()
                .filter(room -> !histories.containsKey(room))
                .forEach(room -> differences.add("room " + room + " was never asked for: " + told.get(room)));
        return differences;
    }

    private List<String> roomsWhere(Predicate<List<Notification>> condition) {
        return histories.entrySet().stream()
                .filter(room -> room.getValue().stream().allMatch(condition))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean isOpen(List<Notification> history) {
        return !history.isEmpty() && !history.getLast().kind().matches("room_(deleted|crashed)");
    }

    private static boolean matches(List<Notification> history, List<Notification> heard) {
        if (history.size() != heard.size()) {
            return false;
        }
        for (int i = 0; i < heard.size(); i++) {
            if (!history.get(i).accepts(heard.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static List<Notification> joined(List<Notification> history, List<Notification> more) {
        List<Notification> all = new ArrayList<>(history);
        all.addAll(more);
        return List.copyOf(all);
    }
}
