package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Finds where a segment ends and what in it is damaged.
 *
 * <p>A crash may leave any part of the last commit behind, even its second batch without its first: nothing of it was
 * promised, so it is cut. Every batch says what was durable when it was written. So damage is a torn tail exactly if no
 * batch behind it says that it was durable; otherwise something that was promised is gone, and it is kept and reported.
 *
 * @param endPosition end of the last batch to keep
 * @param nextOffset offset behind it
 * @param tornBytes bytes behind it that are not zero, up to the last of them
 * @param unprovenPosition from here on to the end nothing says that the bytes were durable
 */
record SegmentScan(long endPosition, long nextOffset, List<Damage> damages, long tornBytes, long unprovenPosition) {
    private static final int SWEEP_BYTES = 256 * 1024;

    /** @param sealed whether all of the segment was durable, as another was begun after it */
    static SegmentScan scan(SegmentFile file, SegmentReader reader, long baseOffset, boolean sealed)
            throws IOException {
        Walk walk = new Walk(baseOffset, sealed ? Long.MAX_VALUE : baseOffset - 1);
        long limit = file.size();
        walk.through(reader, limit);
        return walk.result(file, limit);
    }

    /** The scan underway. */
    private static final class Walk {
        private final List<Suspect> suspects = new ArrayList<>();
        /** Batches that none behind them proves: those of the last commit. */
        private final Deque<OffsetIndex.Place> unproven = new ArrayDeque<>();

        private long position = SegmentHeader.AREA_BYTES;
        private long expected;
        private long dataEnd = SegmentHeader.AREA_BYTES;
        private long notesEnd = SegmentHeader.AREA_BYTES;
        private long durable;

        private Walk(long baseOffset, long durable) {
            this.expected = baseOffset;
            this.durable = durable;
        }

        void through(SegmentReader reader, long limit) throws IOException {
            while (position < limit) {
                switch (reader.step(position, expected, limit)) {
                    case Step.Whole whole -> pass(whole.header(), whole.endPosition());
                    case Step.Hurt hurt -> {
                        suspects.add(new Suspect(position, expected, SegmentWalk.damages(hurt)));
                        pass(hurt.header(), hurt.endPosition());
                    }
                    case Step.Lost(Damage damage) -> {
                        suspects.add(new Suspect(position, expected, List.of(damage)));
                        position = damage.endPosition();
                        expected = damage.toOffset() + 1;
                        dataEnd = position;
                    }
                    case Step.Note note -> {
                        prove(note.header());
                        position = note.endPosition();
                        notesEnd = position;
                    }
                    case Step.End _ -> position = limit;
                }
            }
        }

        private void pass(BatchHeader header, long endPosition) {
            prove(header);
            unproven.add(new OffsetIndex.Place(header.baseOffset(), position));
            expected = header.lastOffset() + 1;
            position = endPosition;
            dataEnd = endPosition;
        }

        private void prove(BatchHeader header) {
            durable = Math.max(durable, header.durableBefore());
            while (!unproven.isEmpty() && unproven.getFirst().offset() <= durable) {
                unproven.removeFirst();
            }
        }

        private long unprovenPosition(long end) {
            return unproven.isEmpty() ? end : Math.min(end, unproven.getFirst().position());
        }

        SegmentScan result(SegmentFile file, long limit) throws IOException {
            List<Damage> damages = new ArrayList<>();
            for (Suspect suspect : suspects) {
                if (suspect.offset() > durable) {
                    return new SegmentScan(
                            suspect.position(),
                            suspect.offset(),
                            damages,
                            Math.max(0, lastNonZero(file, suspect.position(), limit) - suspect.position()),
                            unprovenPosition(suspect.position()));
                }
                damages.addAll(suspect.damages());
            }
            if (expected <= durable && durable < Long.MAX_VALUE) {
                damages.add(new Damage(dataEnd, dataEnd, expected, durable, "the segment ends before them"));
                expected = durable + 1;
            }
            long from = Math.max(dataEnd, notesEnd);
            return new SegmentScan(
                    dataEnd,
                    expected,
                    damages,
                    Math.max(0, lastNonZero(file, from, limit) - from),
                    unprovenPosition(dataEnd));
        }
    }

    private record Suspect(long position, long offset, List<Damage> damages) {}

    /** The end of the last byte that is not zero; 0 if there is none from {@code from} on. */
    private static long lastNonZero(SegmentFile file, long from, long limit) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(SWEEP_BYTES);
        for (long end = limit; end > from; ) {
            long start = Math.max(from, end - SWEEP_BYTES);
            buffer.clear().limit((int) (end - start));
            int read = file.read(buffer, start);
            for (int i = read - 1; i >= 0; i--) {
                if (buffer.get(i) != 0) {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }
}
