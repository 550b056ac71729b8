package dev.ephyra.notify.socket;

/**
 * How many notifications a receiver has not acknowledged: a ring of their offsets that grows up to its limit. A limit of 0
 * is none, and then nothing is remembered. Owned by its stream.
 */
final class AckWindow {
    private static final int FIRST_SLOTS = 64;

    private final int limit;
    private long[] offsets = {};
    private int first;
    private int size;

    AckWindow(int limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return limit > 0 && size >= limit;
    }

    void sent(long offset) {
        if (limit == 0) {
            return;
        }
        if (size == offsets.length) {
            grow();
        }
        offsets[(first + size) % offsets.length] = offset;
        size++;
    }

    /** Everything up to {@code offset} is acknowledged; said again, or less of it, it changes nothing. */
    void acknowledged(long offset) {
        while (size > 0 && offsets[first] <= offset) {
            first = (first + 1) % offsets.length;
            size--;
        }
    }

    int unacknowledged() {
        return size;
    }

    private void grow() {
        long[] larger = new long[Math.min(limit, Math.max(FIRST_SLOTS, 2 * offsets.length))];
        for (int i = 0; i < size; i++) {
            larger[i] = offsets[(first + i) % offsets.length];
        }
        offsets = larger;
        first = 0;
    }
}
