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

    DamageWatch(Quarantine quarantine, Alerts alerts, int readBytes) {
        this.quarantine = quarantine;
        this.alerts = alerts;
        this.readBytes = Math.max(readBytes, 64 * 1024);
    }

    /** Something at a position of the segment does not check. */
    void found(Segment segment, long position) throws IOException {
        boolean known = segment.damages().stream().anyMatch(damage -> damage.coversByte(position));
        if (known || seen.size() >= MOST_PLACES || !seen.add(new Place(segment.baseOffset(), position))) {
            return;
        }
        long next = segment.nextOffset();
        long limit = segment.endPosition();
        SegmentReader reader = new SegmentReader(segment.file(), readBytes);
        List<DamageReport> reports = DamageSurvey.of(segment.file(), reader, segment.baseOffset(), limit, next);
        List<Damage> before = segment.damages();
        List<Damage> all = new ArrayList<>();
        reports.forEach(report -> all.addAll(report.damages()));
        segment.damages(all);
        for (DamageReport report : reports) {
            keep(report);
            for (Damage damage : report.damages()) {
                if (damage.costsRecords() && !before.contains(damage)) {
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

    /** Where a reader stumbled. */
    private record Place(long baseOffset, long position) {}
}
