package dev.ephyra.room;

/** The id of a room: what the client asked for, or a UUID text. */
public record RoomId(String value) implements Comparable<RoomId> {
    /** Whether {@code text} consists of what an id may have; its length is bounded by who takes it in. */
    public static boolean isWellFormed(String text) {
        return !text.isEmpty() && text.chars().allMatch(RoomId::isIdCharacter);
    }

    /**
     * Which of {@code owners} threads the room belongs to, from 0: always the same for the same id and number of owners.
     */
    public int share(int owners) {
        // Text hashes differ mostly in their low bits for ids that count upwards; fold the high ones in.
        int hash = value.hashCode();
        return Math.floorMod(hash ^ (hash >>> 16) ^ (hash >>> 7), owners);
    }

    private static boolean isIdCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    @Override
    public int compareTo(RoomId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
