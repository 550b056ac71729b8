package dev.ephyra.room;

/** The id of a peer, a UUID text, unique over all rooms. */
public record PeerId(String value) implements Comparable<PeerId> {
    @Override
    public int compareTo(PeerId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
