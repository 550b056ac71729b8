package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.HealthNotification;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import dev.ephyra.wire.delivery.EventsExpired;
import dev.ephyra.wire.delivery.MissingRange;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One stream of notifications over all connections: where to resume, what of it is new, what is missing, and how far it is
 * handled. Owned by its session.
 */
final class StreamReceiver {
    private final SessionOptions options;
    private final Queue<SessionOutput> outputs;
    private final Progress progress = new Progress();
    private final RecentIds ids = new RecentIds();
    private final RoomNumbers numbers;
    private @Nullable String cursor;
    private @Nullable SnapshotParts parts;
    private String snapshotCursor = "";
    private boolean plain;
    private int life;
    private int passed;
    private long taken;

    StreamReceiver(SessionOptions options, Queue<SessionOutput> outputs) {
        this.options = options;
        this.outputs = outputs;
        this.numbers = new RoomNumbers(options.filter().wantsEveryKind());
    }

    /** An earlier process handled everything up to here. */
    void resumeAfter(String stored) {
        cursor = stored;
    }

    /** Where the next connection is to go on; null for the head. */
    @Nullable
    String resumeCursor() {
        return cursor;
    }

    /** The server knows no streams. */
    boolean isPlain() {
        return plain;
    }

    /** How many notifications were new, since ever. */
    long taken() {
        return taken;
    }

    int outstanding() {
        return progress.outstanding();
    }

    /** The last step up to which everything is handled; null before the first. */
    @Nullable
    Step reached() {
        return progress.reached();
    }

    /** Whether the server of this connection knows the cursor of {@code step}. */
    boolean isKnownToServer(Step step) {
        return !plain && step.life == life;
    }

    void done(Step step) {
        passed += progress.done(step);
    }

    /** How many steps the stream got on by since this was asked the last time. */
    int takePassed() {
        int taken = passed;
        passed = 0;
        return taken;
    }

    /** The answer to the subscription: what follows is new, or follows what we have. */
    void subscribed(SubscribeResponse response) {
        parts = null;
        if (response.getCursor().isEmpty()) {
            subscribedToFishjam();
            return;
        }
        boolean expected = cursor != null || plain;
        plain = false;
        boolean missing = (expected && !response.getRecovered()) || response.hasMissing();
        if (!response.getRecovered()) {
            life++;
            numbers.lost();
        }
        if (!response.getRecovered() && options.snapshot()) {
            // The cursor is good for resuming once the whole snapshot is there.
            cursor = null;
            parts = new SnapshotParts();
            snapshotCursor = response.getCursor();
            if (missing) {
                missing(reasonOf(response), response.getMissing(), null);
            }
            return;
        }
        cursor = response.getCursor();
        if (missing) {
            missing(reasonOf(response), response.getMissing(), cursor);
        } else {
            done(progress.begin(cursor, life));
        }
    }

    private void subscribedToFishjam() {
        boolean expected = cursor != null || plain;
        plain = true;
        cursor = null;
        life++;
        numbers.lost();
        if (expected) {
            missing(Gap.Reason.NOT_RESUMABLE, MissingRange.getDefaultInstance(), null);
        }
    }

    private static Gap.Reason reasonOf(SubscribeResponse response) {
        return response.hasMissing() ? Gap.Reason.EXPIRED : Gap.Reason.UNKNOWN_CURSOR;
    }

    /** Whatever follows the answer. */
    void received(ServerMessage message) {
        if (message.hasMetricsReport()) {
            outputs.add(new SessionOutput.Metrics(message.getMetricsReport().getMetrics()));
        } else if (message.hasRoomsSnapshot()) {
            snapshot(message.getRoomsSnapshot());
        } else if (message.hasEventsExpired() && !message.hasMeta()) {
            // What was lost to this very stream; of other losses there is an event like any other.
            corrupted(message.getEventsExpired());
        } else {
            Notification.of(message).forEach(this::notified);
        }
    }

    private void notified(Notification notification) {
        Optional<EventIdentity> event = notification.event();
        if (event.isEmpty()) {
            taken++;
            outputs.add(new SessionOutput.Deliver(notification, progress.begin(null, life)));
            return;
        }
        EventIdentity identity = event.get();
        cursor = identity.cursor().orElse(cursor);
        if (isNew(notification, identity)) {
            taken++;
            outputs.add(new SessionOutput.Deliver(notification, progress.begin(cursor, life)));
        } else {
            done(progress.begin(cursor, life));
        }
    }

    private boolean isNew(Notification notification, EventIdentity identity) {
        if (!identity.eventId().isEmpty() && !ids.add(identity.eventId())) {
            return false;
        }
        if (identity.roomEpoch().isEmpty() || notification.content() instanceof HealthNotification) {
            return true;
        }
        RoomNumbers.Verdict verdict = numbers.received(identity);
        if (verdict instanceof RoomNumbers.Verdict.After hole) {
            Gap gap = new Gap.Room(notification.roomId().orElse(""), identity.roomEpoch(), hole.from(), hole.to());
            outputs.add(new SessionOutput.Missing(gap, progress.begin(null, life)));
        }
        return !(verdict instanceof RoomNumbers.Verdict.Known);
    }

    private void snapshot(dev.ephyra.wire.delivery.RoomsSnapshot part) {
        SnapshotParts collected = parts;
        if (collected == null) {
            return;
        }
        collected.take(part).ifPresent(whole -> {
            parts = null;
            cursor = snapshotCursor;
            numbers.snapshot();
            whole.rooms().forEach(room -> numbers.known(room.roomEpoch(), room.roomSeq()));
            outputs.add(new SessionOutput.Snapshot(whole, progress.begin(cursor, life)));
        });
    }

    private void corrupted(EventsExpired lost) {
        cursor = lost.getToCursor();
        numbers.lost();
        MissingRange range = MissingRange.newBuilder()
                .setFromCursor(lost.getFromCursor())
                .setToCursor(lost.getToCursor())
                .build();
        missing(Gap.Reason.CORRUPTED, range, cursor);
    }

    private void missing(Gap.Reason reason, MissingRange range, @Nullable String behind) {
        Gap gap = new Gap.Log(
                reason,
                present(range.getFromCursor()),
                present(range.getToCursor()),
                range.getRecords() == 0 ? OptionalLong.empty() : OptionalLong.of(range.getRecords()));
        outputs.add(new SessionOutput.Missing(gap, progress.begin(behind, life)));
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
