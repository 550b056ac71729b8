package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.EventIdentity;
import dev.ephyra.sdk.notification.HealthNotification;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import dev.ephyra.wire.delivery.MissingRange;
import java.util.List;
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

    /** A snapshot is wanted, and not here yet. */
    private boolean afresh;

    private boolean anew;

    /** What the next subscription recovers begins behind something that is missing. */
    private boolean skipped;

    /** Of the frame that is taken, if no step stands for them yet. */
    private int bytes;

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

    /**
     * Where the next connection is to go on: after what was received, whatever of it is handled; what is not is here. Null for the
     * place that the server keeps, or the head; empty, which no server knows, for a snapshot whatever the server keeps.
     */
    @Nullable
    String resumeCursor() {
        return afresh ? "" : cursor;
    }

    /** Whether the subscription is good for nothing more: there is a better one to be had. */
    boolean isToBeginAnew() {
        return anew;
    }

    /** The same, once. */
    boolean takeBeginAnew() {
        boolean was = anew;
        anew = false;
        return was;
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

    /** What the {@link #outstanding} hold. */
    long outstandingBytes() {
        return progress.outstandingBytes();
    }

    /** The first that is not handled. */
    Optional<Step> oldest() {
        return Optional.ofNullable(progress.oldest());
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

    /**
     * The answer to the subscription: what follows is new, or follows what we have.
     *
     * @return whether nothing is missing since the connection before
     */
    boolean subscribed(SubscribeResponse response) {
        parts = null;
        bytes = 0;
        if (response.getCursor().isEmpty()) {
            subscribedToFishjam();
            return false;
        }
        boolean expected = (cursor != null && !afresh) || plain;
        plain = false;
        if (response.getRecovered()) {
            cursor = response.getCursor();
            done(begin(cursor, null));
            return !takeSkipped();
        }
        life++;
        numbers.lost();
        if (options.snapshot()) {
            // The cursor is good for resuming once the whole snapshot is there.
            afresh = true;
            parts = new SnapshotParts();
            snapshotCursor = response.getCursor();
            if (expected || response.hasMissing()) {
                missing(response, snapshotCursor, null);
            }
        } else if (response.hasMissing()) {
            // It goes on at the head, and what is kept behind the missing records would be lost to us, too.
            cursor = response.getMissing().getToCursor();
            skipped = true;
            anew = true;
            missing(response, cursor, cursor);
        } else {
            cursor = response.getCursor();
            if (expected) {
                missing(response, cursor, cursor);
            } else {
                done(begin(cursor, null));
            }
        }
        return false;
    }

    private boolean takeSkipped() {
        boolean was = skipped;
        skipped = false;
        return was;
    }

    private Step begin(@Nullable String behind, @Nullable Object what) {
        Step step = progress.begin(new Step(behind, life, bytes, what));
        bytes = 0;
        return step;
    }

    private void subscribedToFishjam() {
        boolean expected = cursor != null || plain;
        plain = true;
        cursor = null;
        life++;
        numbers.lost();
        afresh = false;
        if (expected) {
            tell(new Gap.Log(Gap.Reason.NOT_RESUMABLE, Optional.empty(), Optional.empty(), OptionalLong.empty()), null);
        }
    }

    /** @param to of the last record that does not come */
    private void missing(SubscribeResponse response, String to, @Nullable String behind) {
        MissingRange range = response.getMissing();
        Gap.Reason reason = !response.hasMissing()
                ? Gap.Reason.UNKNOWN_CURSOR
                : range.getToCursor().equals(response.getOldestCursor()) ? Gap.Reason.EXPIRED : Gap.Reason.CORRUPTED;
        OptionalLong records = range.getRecords() == 0 ? OptionalLong.empty() : OptionalLong.of(range.getRecords());
        tell(new Gap.Log(reason, present(range.getFromCursor()), Optional.of(to), records), behind);
    }

    private void tell(Gap gap, @Nullable String behind) {
        outputs.add(new SessionOutput.Missing(gap, begin(behind, gap)));
    }

    /** Notifications of one message, which follows the answer. */
    void received(List<Notification> notifications, int messageBytes) {
        bytes = messageBytes;
        for (Notification notification : notifications) {
            if (notification.content() instanceof HealthNotification.EventsExpired lost
                    && notification.event().isEmpty()) {
                // What was lost to this very stream; of other losses there is an event like any other.
                corrupted(lost);
            } else {
                notified(notification);
            }
        }
    }

    /** Whatever else follows the answer. */
    void received(ServerMessage message, int messageBytes) {
        bytes = messageBytes;
        if (message.hasMetricsReport()) {
            outputs.add(new SessionOutput.Metrics(message.getMetricsReport().getMetrics()));
        } else if (message.hasRoomsSnapshot()) {
            snapshot(message.getRoomsSnapshot());
        }
    }

    private void notified(Notification notification) {
        Optional<EventIdentity> event = notification.event();
        if (event.isEmpty()) {
            taken++;
            outputs.add(new SessionOutput.Deliver(notification, begin(null, notification)));
            return;
        }
        EventIdentity identity = event.get();
        cursor = identity.cursor().orElse(cursor);
        if (isNew(notification, identity)) {
            taken++;
            outputs.add(new SessionOutput.Deliver(notification, begin(cursor, notification)));
        } else {
            done(begin(cursor, null));
        }
    }

    private boolean isNew(Notification notification, EventIdentity identity) {
        if (identity.roomEpoch().isEmpty() || notification.content() instanceof HealthNotification) {
            return identity.eventId().isEmpty() || ids.add(identity.eventId());
        }
        // Who has a number needs no id: the life of a room and the number in it are the event's own.
        RoomNumbers.Verdict verdict = numbers.received(identity);
        if (verdict instanceof RoomNumbers.Verdict.After hole) {
            tell(new Gap.Room(notification.roomId().orElse(""), identity.roomEpoch(), hole.from(), hole.to()), null);
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
            afresh = false;
            cursor = snapshotCursor;
            numbers.snapshot();
            whole.rooms().forEach(room -> numbers.known(room.roomEpoch(), room.roomSeq()));
            outputs.add(new SessionOutput.Snapshot(whole, begin(cursor, whole)));
        });
    }

    private void corrupted(HealthNotification.EventsExpired lost) {
        numbers.lost();
        cursor = lost.toCursor();
        // Of whatever room something is missing, so who builds on snapshots needs another one.
        afresh = options.snapshot();
        anew = afresh;
        tell(
                new Gap.Log(
                        Gap.Reason.CORRUPTED,
                        present(lost.fromCursor()),
                        present(lost.toCursor()),
                        OptionalLong.empty()),
                afresh ? null : cursor);
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
