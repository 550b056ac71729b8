package dev.ephyra.sdk.notifier;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Ids of the last events that have no number in a room, by which their repetitions are found. Owned by its session. */
final class RecentIds {
    /** 150 B each: 1.5 MB; more than a connection brings again. */
    static final int MAX_IDS = 10_000;

    private final Set<String> ids = new LinkedHashSet<>();

    /** Whether it is new; then it is remembered. */
    boolean add(String id) {
        if (!ids.add(id)) {
            return false;
        }
        if (ids.size() > MAX_IDS) {
            Iterator<String> oldest = ids.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }
}
