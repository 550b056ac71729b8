package dev.ephyra.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes what readers stumble over: finds the whole damage of the segment, remembers it there, sets the bytes
 * aside, and tells of it once. Thread-safe; reads the segment on the thread of the reader that found it first,
 * half a second for 128 MiB.
 */
final class DamageWatch {
    /** Beyond this many places nothing new is looked at: the disk is gone, and everyone knows. */
    private static final int MOST_PLACES = 10_000;

    private final Quarantine quarantine;
    private final Alerts alerts;
    private final int readBytes;
    private final Set<Place> seen = ConcurrentHashMap.newKeySet();
    private final Set<Range> told = ConcurrentHashMap.newKeySet();

    DamageWatch(Quarantine quarantine, Alerts alerts, int readBytes) {
        this.quarantine = quarantine;
        this.alerts = alerts;
        this.readBytes = Math.max(readBytes, 64 * 1024);
    }

    /** The batch at a position, as it was read, does not check. */
    void found(Segment segment, long position, Step step) throws IOException {
        switch (step) {
            case Step.Hurt hurt -> {
                for (Damage damage : SegmentWalk.damages(hurt)) {
                    found(segment, damage.fromOffset());
                }
            }
            case Step.Lost _, Step.End _ -> {
                boolean known = segment.damages().stream().anyMatch(damage -> damage.coversByte(position));
                if (!known) {
                    survey(segment, new Place(segment.baseOffset(), position, 0));
                }
            }
            case Step.Whole _, Step.Note _ -> {}
        }
    }

    /** A record of the segment cannot be read. */
    void found(Segment segment, long offset) throws IOException {
        if (segment.lostUpTo(offset) == 0) {
            survey(segment, new Place(segment.baseOffset(), 0, offset));
        }
    }

    private void survey(Segment segment, Place place) throws IOException {
        if (seen.size() >= MOST_PLACES || !seen.add(place)) {
            return;
        }
        long next = segment.nextOffset();
        long limit = segment.endPosition();
        SegmentReader reader = new SegmentReader(segment.file(), readBytes);
        List<DamageReport> reports = DamageSurvey.of(segment.file(), reader, segment.baseOffset(), limit, next);
        // Also what was known before by the start or by an index, and was told of then.
        segment.damages().forEach(damage -> told.add(Range.of(segment, damage)));
        List<Damage> all = new ArrayList<>();
        reports.forEach(report -> all.addAll(report.damages()));
        segment.damages(all);
        for (DamageReport report : reports) {
            keep(report);
            for (Damage damage : report.damages()) {
                if (damage.costsRecords() && told.add(Range.of(segment, damage))) {
                    alerts.tell(new JournalAlert.Corrupt(damage.fromOffset(), damage.toOffset(), report.rooms()));
                }
            }
        }
    }

    private void keep(DamageReport report) {
        try {
            quarantine.keep(report);
        } catch (IOException noSpaceForIt) {
            // The damage is known and told of all the same; the next start or check copies it.
        }
    }

    /** Where a reader stumbled: at a position or an offset of a segment. */
    private record Place(long baseOffset, long position, long offset) {}

    /** What was told of. */
    private record Range(long baseOffset, long fromOffset, long toOffset) {
        static Range of(Segment segment, Damage damage) {
            return new Range(segment.baseOffset(), damage.fromOffset(), damage.toOffset());
        }
    }
}
