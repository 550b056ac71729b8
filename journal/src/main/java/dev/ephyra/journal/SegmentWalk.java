package dev.ephyra.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Goes once through a segment, in order. Pure over the file. */
final class SegmentWalk {
    private SegmentWalk() {}

    /** Sees what is there. */
    interface Visitor {
        /** Records that check, of the batch at {@code position}. */
        void records(long position, List<JournalRecord> records);

        void damaged(Damage damage);

        /** Nothing checks from here on. */
        default void ended(long position) {}

        /** Asked before each batch. */
        default boolean wantsMore() {
            return true;
        }
    }

    /** Visits everything from the first batch to {@code limit}; answers the offset that comes next. */
    static long visit(SegmentReader reader, long baseOffset, long limit, Visitor visitor) throws IOException {
        return visit(reader, new OffsetIndex.Place(baseOffset, SegmentHeader.AREA_BYTES), limit, visitor);
    }

    /** The same; if the segment should reach to {@code next} and does not, its end is damaged. */
    static void visit(SegmentReader reader, long baseOffset, long limit, long next, Visitor visitor)
            throws IOException {
        EndOfGood end = new EndOfGood(visitor);
        long expected = visit(reader, baseOffset, limit, end);
        if (expected < next) {
            visitor.damaged(new Damage(end.position, limit, expected, next - 1, "nothing after it checks"));
        }
    }

    /** The same from a known place on. */
    static long visit(SegmentReader reader, OffsetIndex.Place from, long limit, Visitor visitor) throws IOException {
        long position = from.position();
        long expected = from.offset();
        while (position < limit && visitor.wantsMore()) {
            switch (reader.step(position, expected, limit)) {
                case Step.Whole whole -> {
                    visitor.records(position, whole.records());
                    position = whole.endPosition();
                    expected = whole.header().lastOffset() + 1;
                }
                case Step.Hurt hurt -> {
                    visitHurt(hurt, visitor);
                    position = hurt.endPosition();
                    expected = hurt.header().lastOffset() + 1;
                }
                case Step.Lost(Damage damage) -> {
                    visitor.damaged(damage);
                    position = damage.endPosition();
                    expected = damage.toOffset() + 1;
                }
                case Step.Note note -> position = note.endPosition();
                case Step.End _ -> {
                    visitor.ended(position);
                    position = limit;
                }
            }
        }
        return expected;
    }

    private static void visitHurt(Step.Hurt hurt, Visitor visitor) {
        for (Step.Piece piece : hurt.pieces()) {
            switch (piece) {
                case Step.Piece.Good(List<JournalRecord> records) -> visitor.records(hurt.position(), records);
                case Step.Piece.Bad bad -> visitor.damaged(damage(hurt, bad));
            }
        }
    }

    private static Damage damage(Step.Hurt hurt, Step.Piece.Bad bad) {
        return new Damage(
                hurt.position(),
                hurt.endPosition(),
                bad.fromOffset(),
                bad.toOffset(),
                hurt.header().baseOffset(),
                "the batch at byte " + hurt.position() + " does not match its checksum");
    }

    /** The bad parts of a hurt batch. */
    static List<Damage> damages(Step.Hurt hurt) {
        List<Damage> damages = new ArrayList<>();
        visitHurt(hurt, new Visitor() {
            @Override
            public void records(long position, List<JournalRecord> records) {}

            @Override
            public void damaged(Damage damage) {
                damages.add(damage);
            }
        });
        return damages;
    }

    /** Notes where the last thing that checks ends. */
    private static final class EndOfGood implements Visitor {
        private final Visitor visitor;
        private long position;

        private EndOfGood(Visitor visitor) {
            this.visitor = visitor;
        }

        @Override
        public void records(long at, List<JournalRecord> records) {
            visitor.records(at, records);
        }

        @Override
        public void damaged(Damage damage) {
            visitor.damaged(damage);
        }

        @Override
        public void ended(long at) {
            position = at;
        }
    }
}
