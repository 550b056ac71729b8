package dev.ephyra.sdk.notification;

import dev.ephyra.wire.delivery.EventMeta;
import java.time.Instant;
import java.util.Optional;

/** Field 1000 of a message to the identity it stands for. Pure. */
final class IdentityReader {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    private IdentityReader() {}

    static EventIdentity read(EventMeta meta) {
        return new EventIdentity(
                meta.getEventId(),
                meta.getRoomSeq(),
                meta.getRoomEpoch(),
                meta.getPrevSeq(),
                present(meta.getCursor()),
                instant(meta.getOccurredAtMicros()),
                present(meta.getReason()),
                present(meta.getDetail()),
                present(meta.getRoomMetadata()),
                present(meta.getPeerMetadata()),
                meta.hasCounts() ? Optional.of(counts(meta)) : Optional.empty(),
                meta.getTest(),
                meta.getReplay(),
                meta.getLastAliveAtMicros() == 0
                        ? Optional.empty()
                        : Optional.of(instant(meta.getLastAliveAtMicros())));
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
    }

    private static RoomCounts counts(EventMeta meta) {
        return new RoomCounts(
                meta.getCounts().getPeers(),
                meta.getCounts().getConnectedPeers(),
                meta.getCounts().getComponents(),
                meta.getCounts().getTracks());
    }

    /** Empty if nothing was said. */
    static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
