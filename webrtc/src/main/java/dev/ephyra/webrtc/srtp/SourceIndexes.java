package dev.ephyra.webrtc.srtp;

import java.util.Arrays;

/**
 * Which packet indexes of each synchronization source were used: the highest, and which of the {@link #WINDOW} up to it
 * (RFC 3711 section 3.3.2). Owned by one thread.
 *
 * <p>A table with open addressing in primitive arrays, at most half full: no object per source or packet. Sources are
 * only ever added, and only by packets that were authenticated. A full table refuses the next one instead of
 * forgetting the one that was idle longest, because with its state would go both the protection against replays and the
 * rollover counter; when protecting, even the knowledge of which nonces were used. Whoever has the keys can choose
 * sources that collide; a search then visits the whole table, which its limit makes a matter of microseconds.
 */
final class SourceIndexes {
    /** Far more than reordering on real networks; RFC 3711 wants at least 64. */
    static final int WINDOW = 128;

    /** The slot of a source that was not seen yet. */
    static final int ABSENT = -1;

    /** A rollover counter of 32 bits and a sequence number of 16. */
    static final long LAST_INDEX = (1L << 48) - 1;

    private static final int FIRST_SLOTS = 8;
    private static final int FREE = -1;
    private static final int HALF_RANGE = 1 << 15;
    private static final int RANGE = 1 << 16;
    private static final int GOLDEN_RATIO = 0x9E37_79B9;

    private final int limit;
    private int size;
    private int[] sources = new int[FIRST_SLOTS];
    private long[] highest = new long[FIRST_SLOTS];

    /** Bit {@code k} stands for {@code highest - k}, and in {@link #older} for {@code highest - 64 - k}. */
    private long[] recent = new long[FIRST_SLOTS];

    private long[] older = new long[FIRST_SLOTS];

    /** @param limit of sources that are remembered */
    SourceIndexes(int limit) {
        this.limit = limit;
        Arrays.fill(highest, FREE);
    }

    /** The slot of a source, good until the next {@link #record} of a new one; or {@link #ABSENT}. */
    int find(int source) {
        int slot = probe(source);
        return highest[slot] == FREE ? ABSENT : slot;
    }

    /**
     * The index that a packet most likely has: the one with its sequence number that is nearest to the highest
     * (RFC 3711 section 3.3.1). A source begins with a rollover counter of 0.
     */
    long estimate(int slot, int sequenceNumber) {
        if (slot == ABSENT) {
            return sequenceNumber;
        }
        int last = (int) highest[slot] & 0xFFFF;
        long index = highest[slot] - last + sequenceNumber;
        if (last < HALF_RANGE && sequenceNumber - last > HALF_RANGE) {
            // Nothing was before the first round: then it can only be a jump ahead.
            return index >= RANGE ? index - RANGE : index;
        }
        return last >= HALF_RANGE && last - HALF_RANGE > sequenceNumber ? index + RANGE : index;
    }

    /** 0 if the index may be used, else the code of a refusal. */
    int check(int slot, long index) {
        if (index > LAST_INDEX) {
            return SrtpRefusal.KEY_EXHAUSTED.code();
        }
        if (slot == ABSENT) {
            return size < limit ? 0 : SrtpRefusal.TOO_MANY_SOURCES.code();
        }
        long behind = highest[slot] - index;
        if (behind < 0) {
            return 0;
        }
        if (behind >= WINDOW) {
            return SrtpRefusal.TOO_OLD.code();
        }
        long window = behind < Long.SIZE ? recent[slot] : older[slot];
        return ((window >>> behind) & 1) == 0 ? 0 : SrtpRefusal.REPLAYED.code();
    }

    /** Notes that an index was used which {@link #check} allowed. */
    void record(int slot, int source, long index) {
        int at = slot == ABSENT ? add(source, index) : slot;
        long ahead = index - highest[at];
        if (ahead > 0) {
            advance(at, ahead);
            highest[at] = index;
        }
        long behind = highest[at] - index;
        if (behind < Long.SIZE) {
            recent[at] |= 1L << behind;
        } else {
            older[at] |= 1L << behind;
        }
    }

    private void advance(int slot, long ahead) {
        if (ahead >= WINDOW) {
            older[slot] = 0;
            recent[slot] = 0;
        } else if (ahead >= Long.SIZE) {
            older[slot] = recent[slot] << ahead;
            recent[slot] = 0;
        } else {
            older[slot] = (older[slot] << ahead) | (recent[slot] >>> -ahead);
            recent[slot] <<= ahead;
        }
    }

    private int add(int source, long index) {
        if (2 * (size + 1) > sources.length) {
            grow();
        }
        size++;
        int slot = probe(source);
        sources[slot] = source;
        highest[slot] = index;
        return slot;
    }

    private void grow() {
        int[] oldSources = sources;
        long[] oldHighest = highest;
        long[] oldRecent = recent;
        long[] oldOlder = older;
        int slots = 2 * sources.length;
        sources = new int[slots];
        highest = new long[slots];
        recent = new long[slots];
        older = new long[slots];
        Arrays.fill(highest, FREE);
        for (int i = 0; i < oldSources.length; i++) {
            if (oldHighest[i] != FREE) {
                int slot = probe(oldSources[i]);
                sources[slot] = oldSources[i];
                highest[slot] = oldHighest[i];
                recent[slot] = oldRecent[i];
                older[slot] = oldOlder[i];
            }
        }
    }

    /** The slot of a source, or the free one where it belongs. */
    private int probe(int source) {
        int mask = sources.length - 1;
        int slot = (source * GOLDEN_RATIO) >>> Integer.numberOfLeadingZeros(mask);
        while (highest[slot] != FREE && sources[slot] != source) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
