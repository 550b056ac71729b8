package dev.ephyra.webrtc.rtcp;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * The body of transport-wide feedback, from the base sequence number on
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1): chunks that say which packets arrived, then the time
 * between them. Stateless.
 */
final class ArrivalsCodec {
    /** Four seconds of 1,000 packets each; a chunk of two bytes may claim 8,191. */
    static final int MAX_STATUSES = 4_096;

    private static final int FIXED_BYTES = 8;
    private static final int CHUNK_BYTES = 2;

    private static final int LOST = 0;
    private static final int SMALL_DELTA = 1;
    private static final int LARGE_DELTA = 2;

    private static final int VECTOR_BIT = 0x8000;
    private static final int TWO_BIT_VECTOR = 0xc000;
    private static final int ONE_BIT_SYMBOLS = 14;
    private static final int TWO_BIT_SYMBOLS = 7;
    private static final int RUN_MASK = 0x1fff;

    private ArrivalsCodec() {}

    /** What is there, whoever sent it; empty if it is wrong. */
    static Optional<Arrivals> read(byte[] buffer, int from, int to) {
        if (to - from < FIXED_BYTES) {
            return Optional.empty();
        }
        int count = NetworkOrder.uint16(buffer, from + 2);
        if (count > MAX_STATUSES) {
            return Optional.empty();
        }
        int[] symbols = new int[count];
        int at = from + FIXED_BYTES;
        for (int done = 0; done < count; at += CHUNK_BYTES) {
            if (to - at < CHUNK_BYTES) {
                return Optional.empty();
            }
            int symbolsOfChunk = readChunk(NetworkOrder.uint16(buffer, at), symbols, done);
            if (symbolsOfChunk == 0) {
                return Optional.empty();
            }
            done += symbolsOfChunk;
        }
        return readDeltas(buffer, at, to, symbols)
                ? Optional.of(new Arrivals(
                        NetworkOrder.uint16(buffer, from),
                        NetworkOrder.uint8(buffer, from + 7),
                        NetworkOrder.uint24(buffer, from + 4),
                        symbols))
                : Optional.empty();
    }

    /** Fills in what a chunk says, as far as there are packets, and tells how many that are. */
    private static int readChunk(int chunk, int[] symbols, int from) {
        int left = symbols.length - from;
        if ((chunk & VECTOR_BIT) == 0) {
            int run = Math.min(left, chunk & RUN_MASK);
            Arrays.fill(symbols, from, from + run, chunk >>> 13);
            return run;
        }
        boolean isTwoBit = (chunk & TWO_BIT_VECTOR) == TWO_BIT_VECTOR;
        int size = Math.min(left, isTwoBit ? TWO_BIT_SYMBOLS : ONE_BIT_SYMBOLS);
        for (int i = 0; i < size; i++) {
            symbols[from + i] = isTwoBit ? chunk >>> (12 - 2 * i) & 3 : chunk >>> (13 - i) & 1;
        }
        return size;
    }

    /** Replaces each symbol by its delta; false if there are too few, or a symbol is reserved. */
    private static boolean readDeltas(byte[] buffer, int from, int to, int[] symbols) {
        int at = from;
        for (int i = 0; i < symbols.length; i++) {
            int symbol = symbols[i];
            // A symbol is as wide in bytes as its delta; 3 is reserved.
            if (symbol > LARGE_DELTA || to - at < symbol) {
                return false;
            }
            symbols[i] = switch (symbol) {
                case LOST -> Arrivals.LOST;
                case SMALL_DELTA -> NetworkOrder.uint8(buffer, at);
                default -> (short) NetworkOrder.uint16(buffer, at);
            };
            at += symbol;
        }
        return true;
    }

    /** Writes it; the place behind it, not padded, or -1 if it does not fit. */
    static int write(Arrivals arrivals, byte[] target, int from, int limit) {
        if (limit - from < FIXED_BYTES) {
            return -1;
        }
        int[] deltas = arrivals.deltas();
        NetworkOrder.put16(target, from, arrivals.baseSequence());
        NetworkOrder.put16(target, from + 2, deltas.length);
        NetworkOrder.put24(target, from + 4, arrivals.referenceTime());
        NetworkOrder.put8(target, from + 7, arrivals.feedbackCount());
        int at = from + FIXED_BYTES;
        for (int done = 0; done < deltas.length; at += CHUNK_BYTES) {
            if (limit - at < CHUNK_BYTES) {
                return -1;
            }
            done += writeChunk(deltas, done, target, at);
        }
        for (int delta : deltas) {
            int size = symbol(delta);
            if (limit - at < size) {
                return -1;
            }
            if (size == SMALL_DELTA) {
                NetworkOrder.put8(target, at, delta);
            } else if (size == LARGE_DELTA) {
                NetworkOrder.put16(target, at, delta);
            }
            at += size;
        }
        return at;
    }

    /** Writes the chunk that covers most of what comes next, and tells how many packets that are. */
    private static int writeChunk(int[] deltas, int from, byte[] target, int at) {
        int left = deltas.length - from;
        int first = symbol(deltas[from]);
        int run = 1;
        while (run < Math.min(left, RUN_MASK) && symbol(deltas[from + run]) == first) {
            run++;
        }
        int ofOneBit = 0;
        while (ofOneBit < Math.min(left, ONE_BIT_SYMBOLS) && symbol(deltas[from + ofOneBit]) != LARGE_DELTA) {
            ofOneBit++;
        }
        boolean isOneBit = ofOneBit == Math.min(left, ONE_BIT_SYMBOLS);
        int size = Math.min(left, isOneBit ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS);
        if (run >= size) {
            NetworkOrder.put16(target, at, (first << 13) | run);
            return run;
        }
        int chunk = isOneBit ? VECTOR_BIT : TWO_BIT_VECTOR;
        for (int i = 0; i < size; i++) {
            chunk |= symbol(deltas[from + i]) << (isOneBit ? 13 - i : 12 - 2 * i);
        }
        NetworkOrder.put16(target, at, chunk);
        return size;
    }

    private static int symbol(int delta) {
        if (delta == Arrivals.LOST) {
            return LOST;
        }
        return delta >= 0 && delta <= 0xff ? SMALL_DELTA : LARGE_DELTA;
    }
}
