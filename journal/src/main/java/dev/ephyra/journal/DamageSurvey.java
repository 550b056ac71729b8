package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Goes through one segment that is known to be damaged and finds all its damage, exactly, wherever a reader
 * met it. Owned by one thread, used once: it reads the whole segment.
 */
final class DamageSurvey {
    /** Of a damaged range, this much is read for its remains: the largest batch. */
    private static final int MAX_READ_BYTES = BatchHeader.MAX_BATCH_BYTES;

    /** Rooms followed through a segment: 200 bytes each, 20 MB. Gaps of further ones are not in the report. */
    private static final int MOST_ROOMS = 100_000;

    private final SegmentFile file;
    private final List<Hole> holes = new ArrayList<>();
    private final Map<Key, Long> lastSeqs = new HashMap<>();

    private DamageSurvey(SegmentFile file) {
        this.file = file;
    }

    /**
     * @param limit the end of what was durable
     * @param next the offset behind its last record
     */
    static List<DamageReport> of(SegmentFile file, SegmentReader reader, long baseOffset, long limit, long next)
            throws IOException {
        DamageSurvey survey = new DamageSurvey(file);
        survey.walk(reader, baseOffset, limit, next);
        List<DamageReport> reports = new ArrayList<>();
        for (Hole hole : survey.holes) {
            reports.add(survey.report(hole));
        }
        return reports;
    }

    private void walk(SegmentReader reader, long baseOffset, long limit, long next) throws IOException {
        SegmentWalk.visit(reader, baseOffset, limit, next, new SegmentWalk.Visitor() {
            @Override
            public void records(long position, List<JournalRecord> records) {
                records.forEach(DamageSurvey.this::see);
            }

            @Override
            public void damaged(Damage damage) {
                Hole last = holes.isEmpty() ? null : holes.getLast();
                if (last == null || last.position != damage.position() || last.endPosition != damage.endPosition()) {
                    last = new Hole(damage.position(), damage.endPosition());
                    holes.add(last);
                }
                last.damages.add(damage);
            }
        });
    }

    /** A number that is missing before a good record is missing because of the hole before it. */
    private void see(JournalRecord record) {
        if (record.roomSeq() == 0) {
            return;
        }
        Key key = new Key(record.room(), record.roomEpoch());
        if (lastSeqs.size() >= MOST_ROOMS && !lastSeqs.containsKey(key)) {
            return;
        }
        Long last = lastSeqs.put(key, record.roomSeq());
        boolean jumps = last != null && record.roomSeq() > last + 1;
        if (jumps && !holes.isEmpty() && holes.getLast().gaps.size() < DamageReport.MAX_GAPS) {
            holes.getLast()
                    .gaps
                    .add(new DamageReport.Gap(record.room(), record.roomEpoch(), last + 1, record.roomSeq() - 1));
        }
    }

    private DamageReport report(Hole hole) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(MAX_READ_BYTES, hole.endPosition - hole.position));
        file.read(bytes, hole.position);
        List<Salvage.Remains> remains = Salvage.read(bytes.flip(), BatchHeader.BYTES, hole::mayHold);
        return new DamageReport(file.name(), hole.position, hole.endPosition, hole.damages, remains, hole.gaps);
    }

    private record Key(String room, UUID epoch) {}

    private static final class Hole {
        private final long position;
        private final long endPosition;
        private final List<Damage> damages = new ArrayList<>();
        private final List<DamageReport.Gap> gaps = new ArrayList<>();

        private Hole(long position, long endPosition) {
            this.position = position;
            this.endPosition = endPosition;
        }

        /** In a batch whose head checks, good records stand between the bad ones. */
        boolean mayHold(Salvage.Remains one) {
            return damages.stream().anyMatch(damage -> damage.mayHold(one));
        }
    }
}
