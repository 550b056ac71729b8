package dev.ephyra.signaling;

import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.OfferedLine;
import dev.ephyra.webrtc.sdp.Source;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The media sections of one peer that receive, and the tracks of others on them. A track keeps its section; a section
 * that lost its track is answered as inactive once, since clients notice no other track on one that stays active.
 * Owned by the loop of its room, inside {@link Negotiator}.
 */
final class ReceiveSlots {
    /** Sections that receive, of each kind: with 64 own ones 224, about 700 kB of SDP; messages have 1 MiB. */
    static final int MAX_SLOTS = 80;

    /** A track that is to have a section. */
    record Wanted(TrackId track, TrackType type) {}

    /** One section that receives. */
    static final class Slot {
        final String mid;
        final TrackType type;

        @Nullable
        TrackId track;
        /** New with each track: a decoder must not take another track for a continuation (RFC 3711 section 3.3.1). */
        Source source = Source.of(0);
        /** The track is here since this answer. */
        boolean fresh;
        /** Its track is gone, though another may have its id by now. */
        private boolean stale;

        /** The last answer takes its track away. */
        private boolean leaving;

        Slot(String mid, TrackType type) {
            this.mid = mid;
            this.type = type;
        }

        private boolean isFree() {
            return track == null && !leaving;
        }
    }

    private Map<String, Slot> slots = new LinkedHashMap<>();
    /** Most sections that the client was asked for or has shown: clients break if they are asked for fewer. */
    private final Map<TrackType, Integer> marks = new EnumMap<>(TrackType.class);

    /** How many sections of a kind the client is to have; remembered. */
    int raise(TrackType type, Collection<Wanted> wanted) {
        int used = 0;
        for (Slot slot : slots.values()) {
            used += slot.type == type && slot.track != null ? 1 : 0;
        }
        int mark = Math.max(mark(type), Math.min(used + unplaced(type, wanted), MAX_SLOTS));
        marks.put(type, mark);
        return mark;
    }

    private int mark(TrackType type) {
        return marks.getOrDefault(type, 0);
    }

    /** Takes over the sections of an offer; what was on one that is there no more has none. */
    void sectionsAre(List<OfferedLine> lines) {
        Map<String, Slot> now = new LinkedHashMap<>();
        Map<TrackType, Integer> counts = new EnumMap<>(TrackType.class);
        for (OfferedLine line : lines) {
            if (line.direction() == Direction.RECVONLY && Sections.carriesTracks(line)) {
                TrackType type = Sections.typeOf(line);
                Slot before = slots.get(line.mid());
                now.put(line.mid(), before == null || before.type != type ? new Slot(line.mid(), type) : before);
                counts.merge(type, 1, Integer::sum);
            }
        }
        slots = now;
        counts.forEach((type, count) -> marks.merge(type, count, Math::max));
    }

    /** The track is gone: even if its id is used again, it is another. */
    void vacate(TrackId track) {
        for (Slot slot : slots.values()) {
            slot.stale |= track.equals(slot.track);
        }
    }

    /**
     * Puts tracks on sections, for an answer.
     *
     * @param random fresh SSRCs
     */
    void place(Collection<Wanted> wanted, IntSupplier random) {
        Set<TrackId> ids = new HashSet<>();
        wanted.forEach(want -> ids.add(want.track()));
        for (Slot slot : slots.values()) {
            slot.fresh = false;
            slot.leaving = slot.track != null && (slot.stale || !ids.contains(slot.track));
            slot.stale = false;
            if (slot.leaving) {
                slot.track = null;
            }
        }
        Set<TrackId> placed = placed();
        for (Wanted want : wanted) {
            if (!placed.contains(want.track())) {
                Slot free = free(want.type());
                if (free != null) {
                    free.track = want.track();
                    free.fresh = true;
                    free.source = source(want.type(), random);
                }
            }
        }
    }

    /** Whether the next answer could place a track that this one could not. */
    boolean canPlaceMore(Collection<Wanted> wanted) {
        for (Slot slot : slots.values()) {
            if (slot.leaving && unplaced(slot.type, wanted) > 0) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    Slot at(String mid) {
        return slots.get(mid);
    }

    Collection<Slot> all() {
        return slots.values();
    }

    boolean carries(TrackId track) {
        for (Slot slot : slots.values()) {
            if (!slot.stale && track.equals(slot.track)) {
                return true;
            }
        }
        return false;
    }

    private int unplaced(TrackType type, Collection<Wanted> wanted) {
        Set<TrackId> placed = placed();
        int unplaced = 0;
        for (Wanted want : wanted) {
            unplaced += want.type() == type && !placed.contains(want.track()) ? 1 : 0;
        }
        return unplaced;
    }

    private Set<TrackId> placed() {
        Set<TrackId> placed = new HashSet<>();
        for (Slot slot : slots.values()) {
            if (slot.track != null && !slot.stale) {
                placed.add(slot.track);
            }
        }
        return placed;
    }

    private @Nullable Slot free(TrackType type) {
        for (Slot slot : slots.values()) {
            if (slot.type == type && slot.isFree()) {
                return slot;
            }
        }
        return null;
    }

    // Audio is not repaired; a repairing source that the offer has no payload type for stays unused.
    private Source source(TrackType type, IntSupplier random) {
        int ssrc = unused(random, 0);
        return type == TrackType.AUDIO ? Source.of(ssrc) : Source.of(ssrc, unused(random, ssrc));
    }

    private int unused(IntSupplier random, int also) {
        while (true) {
            int ssrc = random.getAsInt();
            boolean isUsed = ssrc == 0 || ssrc == also;
            for (Slot slot : slots.values()) {
                isUsed |= slot.source.ssrc() == ssrc || (slot.source.hasRtx() && slot.source.rtxSsrc() == ssrc);
            }
            if (!isUsed) {
                return ssrc;
            }
        }
    }
}
