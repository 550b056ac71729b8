package dev.ephyra.room;

/** The id of a room: what the client asked for, or a UUID text. */
public record RoomId(String value) implements Comparable<RoomId> {
    @Override
    public int compareTo(RoomId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
