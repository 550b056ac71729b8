package dev.ephyra.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What stands at a position of a segment file. */
sealed interface Step {
    /** The records of it that check. */
    default List<JournalRecord> readable() {
        return switch (this) {
            case Whole whole -> whole.records();
            case Hurt hurt -> hurt.good();
            case Lost _, Note _, End _ -> List.of();
        };
    }

    /** A batch that checks. */
    record Whole(BatchHeader header, long position, long endPosition, ByteBuffer body) implements Step {
        List<JournalRecord> records() {
            List<JournalRecord> records = new ArrayList<>(header.records());
            for (int ordinal = 0; ordinal < header.records(); ordinal++) {
                JournalRecord record = RecordFormat.parse(body, header.baseOffset(), ordinal);
                if (record == null || record.offset() != header.baseOffset() + ordinal) {
                    // Its checksum was right, so it was written so; no reader may take it for something else.
                    throw new IllegalStateException("a batch that checks has a record that does not: " + header);
                }
                records.add(record);
            }
            return records;
        }
    }

    /** A batch whose head checks and whose body does not. Records that check by themselves are good. */
    record Hurt(BatchHeader header, long position, long endPosition, ByteBuffer body) implements Step {
        List<Piece> pieces() {
            ByteBuffer body = body().duplicate();
            List<Piece> pieces = new ArrayList<>();
            List<JournalRecord> good = new ArrayList<>();
            long next = header.baseOffset();
            while (next <= header.lastOffset()) {
                JournalRecord record =
                        RecordFormat.parse(body, header.baseOffset(), (int) (next - header.baseOffset()));
                if (record != null && record.offset() == next) {
                    good.add(record);
                    next++;
                    continue;
                }
                long bad = record == null ? findNext(body, next) : record.offset();
                flush(pieces, good);
                if (record != null && record.offset() <= header.lastOffset()) {
                    good.add(record);
                    bad = record.offset();
                }
                pieces.add(new Piece.Bad(next, Math.min(bad, header.lastOffset() + 1) - 1));
                next = record == null ? bad : bad + 1;
            }
            flush(pieces, good);
            return pieces;
        }

        private List<JournalRecord> good() {
            List<JournalRecord> good = new ArrayList<>();
            for (Piece piece : pieces()) {
                if (piece instanceof Piece.Good(List<JournalRecord> records)) {
                    good.addAll(records);
                }
            }
            return good;
        }

        /**
         * Steps over a bad record; answers the offset of the next one that checks, or the one behind the
         * batch.
         */
        private long findNext(ByteBuffer body, long bad) {
            while (RecordFormat.skip(body)) {
                int mark = body.position();
                JournalRecord record = RecordFormat.parse(body, header.baseOffset(), (int) (bad - header.baseOffset()));
                body.position(mark);
                if (record != null) {
                    return record.offset();
                }
            }
            return header.lastOffset() + 1;
        }

        private static void flush(List<Piece> pieces, List<JournalRecord> good) {
            if (!good.isEmpty()) {
                pieces.add(new Piece.Good(List.copyOf(good)));
                good.clear();
            }
        }
    }

    /** Bytes that are no batch, with one behind them. */
    record Lost(Damage damage) implements Step {}

    /** The writer's note that everything before it was durable. */
    record Note(BatchHeader header, long endPosition) implements Step {}

    /** Nothing that checks from {@code position} on. */
    record End(long position) implements Step {}

    /** A part of a hurt batch. */
    sealed interface Piece {
        record Good(List<JournalRecord> records) implements Piece {}

        record Bad(long fromOffset, long toOffset) implements Piece {}
    }
}
