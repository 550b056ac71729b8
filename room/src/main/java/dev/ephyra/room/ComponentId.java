package dev.ephyra.room;

/** The id of a component, a UUID text, unique over all rooms. */
public record ComponentId(String value) implements Comparable<ComponentId> {
    @Override
    public int compareTo(ComponentId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
