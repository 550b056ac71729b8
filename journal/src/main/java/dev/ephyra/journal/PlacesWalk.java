package dev.ephyra.journal;

import java.util.List;

/**
 * Makes the places of a segment, with their times, from its batches. Owned by one walk. What is damaged is
 * taken to be no later than what is before it.
 */
final class PlacesWalk implements SegmentWalk.Visitor {
    private final OffsetIndex places;
    private long latestMicros;
    private boolean behindDamage;

    PlacesWalk(int strideBytes) {
        places = new OffsetIndex(strideBytes);
    }

    @Override
    public void records(long position, List<JournalRecord> records) {
        // No place right behind damage: who starts there would not see it, and in a batch of which only a
        // part is damaged it would not be the start of the batch.
        if (!behindDamage) {
            places.add(records.getFirst().offset(), position, latestMicros);
        }
        behindDamage = false;
        for (JournalRecord record : records) {
            latestMicros = Math.max(latestMicros, record.occurredAtMicros());
        }
    }

    @Override
    public void damaged(Damage damage) {
        behindDamage = true;
    }

    OffsetIndex places() {
        return places;
    }

    long latestMicros() {
        return latestMicros;
    }
}
