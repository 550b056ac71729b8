package dev.ephyra.signaling;

import dev.ephyra.room.Metadata;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A track as other peers are told of it. Immutable.
 *
 * @param encodings the simulcast encodings its publisher offered, in that order; empty without simulcast
 * @param disabled those of them that the publisher does not send for now
 */
public record TrackInfo(Metadata metadata, List<Encoding> encodings, Set<Encoding> disabled) {
    public TrackInfo {
        encodings = List.copyOf(encodings);
        Set<Encoding> copy = EnumSet.noneOf(Encoding.class);
        copy.addAll(disabled);
        disabled = Collections.unmodifiableSet(copy);
    }

    /** A track without simulcast. */
    public static TrackInfo plain(Metadata metadata) {
        return new TrackInfo(metadata, List.of(), Set.of());
    }

    /** Whether a receiver has a choice: the highest encoding alone is as good as none. */
    public boolean isSimulcast() {
        return !encodings.isEmpty() && !encodings.equals(List.of(Encoding.HIGH));
    }
}
