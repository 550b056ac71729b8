package dev.ephyra.sdk.notifier;

/** How many messages are asked for from the connection and have not come. Owned by its session. */
final class Demand {
    /** A connection brings so many without waiting for us; 1 KB each. */
    static final int MOST_AHEAD = 256;

    /** Most notifications have 1 KB; those of a full capacity with metadata of 1 MiB would be gigabytes. */
    static final long MAX_UNHANDLED_BYTES = 64L << 20;

    private int requested;

    /** A new connection, of which nothing is asked for yet. */
    void reset() {
        requested = 0;
    }

    /** One came. */
    void took() {
        requested = Math.max(0, requested - 1);
    }

    /** Whether anything may come. */
    boolean isOpen() {
        return requested > 0;
    }

    /**
     * How many more to ask for now, so that those unhandled and those that may come stay within {@code limit}. Asked for in
     * bulk, for each time costs.
     *
     * @param outstandingBytes of those unhandled
     */
    int more(int outstanding, int limit, long outstandingBytes) {
        if (outstandingBytes >= MAX_UNHANDLED_BYTES) {
            return 0;
        }
        int room = Math.min(limit - outstanding, MOST_AHEAD) - requested;
        int bulk = Math.max(1, Math.min(limit, MOST_AHEAD) / 4);
        if (room < 1 || (room < bulk && requested > 0)) {
            return 0;
        }
        requested += room;
        return room;
    }
}
