package dev.ephyra.sdk.notification;

import dev.ephyra.wire.delivery.EventMeta;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Field 1000 of a message to the identity it stands for. Pure. */
final class IdentityReader {
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

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static RoomCounts counts(EventMeta meta) {
        return new RoomCounts(
                meta.getCounts().getPeers(),
                meta.getCounts().getConnectedPeers(),
                meta.getCounts().getComponents(),
                meta.getCounts().getTracks());
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
