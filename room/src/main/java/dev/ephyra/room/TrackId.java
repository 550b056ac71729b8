package dev.ephyra.room;

/** The id of a track: for a browser's track `<peer id>:<uuid>`, chosen by the publishing client. */
public record TrackId(String value) implements Comparable<TrackId> {
    @Override
    public int compareTo(TrackId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
