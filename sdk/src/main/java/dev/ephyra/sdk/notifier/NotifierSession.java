package dev.ephyra.sdk.notifier;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.EventType;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import dev.ephyra.wire.delivery.Ack;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The life of a notifier: connections one after the other, and the one stream over them. Sans-IO: frames, ends and time go in,
 * what is to be done is drained by {@link #poll}. Times are monotonic nanoseconds. Owned by whoever holds the lock of its loop.
 */
final class NotifierSession {
    /** Of a connection, of the token, of a subscription, whose snapshot may take the server 10 s. */
    static final long ANSWER_TIMEOUT_NANOS = 15_000_000_000L;

    /** The server pings every 30 s. */
    static final long SILENCE_TIMEOUT_NANOS = 90_000_000_000L;

    /** A connection that held so long ends the doubling of pauses, as does one that brought something new. */
    private static final long STEADY_NANOS = 10_000_000_000L;

    /** How long what is handled may not be said to be. */
    private static final long REPORT_NANOS = 50_000_000L;

    /** How long a network may keep what a connection that was given up had sent. */
    static final long OVERTAKEN_NANOS = 120_000_000_000L;

    /** Of those: each takes 15 s until it is given up, so that no more fall into that time. */
    static final int MAX_OVERTAKABLE = 8;

    /** As many as the capacity are unhandled for so long, and none becomes handled: it is said. */
    private static final long STALLED_NANOS = 10_000_000_000L;

    private final SessionOptions options;
    private final Backoff backoff;
    private final Queue<SessionOutput> outputs = new ArrayDeque<>();
    private final StreamReceiver stream;
    private final Demand demand = new Demand();
    private final Set<EventType> awaited = EnumSet.noneOf(EventType.class);
    private Phase phase = Phase.PAUSED;
    private long phaseDeadline = Deadlines.NEVER;
    private long reportDue = Deadlines.NEVER;
    private long stallDue = Deadlines.NEVER;

    /** Until when subscriptions that we gave up unanswered may still reach the server, behind a later one of ours: each once. */
    private final Queue<Long> overtakable = new ArrayDeque<>();

    private long readyNanos;
    private long takenBefore;
    private long heardNanos;
    private int unreported;
    private int attempt = 1;
    private boolean recovered;
    private boolean saidStalled;
    private boolean finished;
    private @Nullable Step reported;
    private @Nullable Step acknowledged;

    private enum Phase {
        CONNECTING,
        AUTHENTICATING,
        SUBSCRIBING,
        READY,
        PAUSED,
        REFUSED,
        /** Nothing is taken any more, and what becomes handled is still said. */
        STOPPING,
        STOPPED
    }

    NotifierSession(SessionOptions options, Backoff backoff) {
        this.options = options;
        this.backoff = backoff;
        this.stream = new StreamReceiver(options, outputs);
    }

    /** Begins; {@code stored} is where an earlier process ended. */
    void start(Optional<String> stored, long nowNanos) {
        stored.ifPresent(stream::resumeAfter);
        open(nowNanos);
    }

    /** What {@link SessionOutput.Open} asked for is there. */
    void connected(long nowNanos) {
        if (phase != Phase.CONNECTING) {
            return;
        }
        phase = Phase.AUTHENTICATING;
        phaseDeadline = nowNanos + ANSWER_TIMEOUT_NANOS;
        heardNanos = nowNanos;
        demand.reset();
        outputs.add(new SessionOutput.Send(options.authRequest()));
        settle(nowNanos);
    }

    /** A whole message came, one of those that were requested: the bytes between position and limit. */
    void received(ByteBuffer frame, long nowNanos) {
        if (phase != Phase.AUTHENTICATING && phase != Phase.SUBSCRIBING && phase != Phase.READY) {
            return;
        }
        heardNanos = nowNanos;
        demand.took();
        Frame read;
        try {
            read = phase == Phase.AUTHENTICATING ? Frame.answer(frame) : Frame.read(frame);
        } catch (IllegalArgumentException malformed) {
            lost("the server sent no ServerMessage", nowNanos);
            return;
        }
        if (read.other().isEmpty()) {
            stream.received(read.notifications(), frame.remaining());
        } else {
            take(read.other().get(), frame.remaining(), nowNanos);
        }
        if (stream.takeBeginAnew()) {
            lost("it goes on behind what is missing", nowNanos);
        } else {
            settle(nowNanos);
        }
    }

    /** What is no notification. */
    private void take(ServerMessage message, int bytes, long nowNanos) {
        if (phase == Phase.AUTHENTICATING) {
            authenticated(message, nowNanos);
        } else if (message.hasSubscribeResponse()) {
            answered(message.getSubscribeResponse(), nowNanos);
        } else {
            stream.received(message, bytes);
        }
    }

    /** A sign of life that is no message. */
    void heard(long nowNanos) {
        heardNanos = nowNanos;
    }

    /** The server closed the connection. */
    void ended(int code, String reason, long nowNanos) {
        if (code != Ending.ABNORMAL_CODE) {
            // Who says that he closes it reads no subscription from it any more; an end without a word may be a
            // proxy's.
            awaited.clear();
        }
        boolean again = Ending.of(code, reason) == Ending.RETRY || isReplacedByOurselves(code, nowNanos);
        if (isStopped() || again) {
            lost(reason.isEmpty() ? "closed with " + code : "closed with " + code + " " + reason, nowNanos);
            return;
        }
        phase = Phase.REFUSED;
        phaseDeadline = Deadlines.NEVER;
        outputs.add(new SessionOutput.Abort());
        outputs.add(new SessionOutput.State(new NotifierState.Refused(code, reason)));
    }

    /**
     * Whether the newer connection of this consumer was an older one of ours, whose subscription came late through the network. Once for
     * each: who comes back from another process would take turns with it for ever.
     */
    private boolean isReplacedByOurselves(int code, long nowNanos) {
        overtakable.removeIf(until -> nowNanos >= until);
        return code == Ending.REPLACED_CODE && overtakable.poll() != null;
    }

    /** There is no connection, or no more. */
    void lost(String why, long nowNanos) {
        if (isStopped()) {
            phase = Phase.STOPPED;
            outputs.add(new SessionOutput.Abort());
            return;
        }
        if (phase == Phase.PAUSED || phase == Phase.REFUSED) {
            // Its end is known already.
            return;
        }
        if (phase == Phase.SUBSCRIBING && awaited.contains(EventType.EVENT_TYPE_SERVER_NOTIFICATION)) {
            overtakable.add(nowNanos + OVERTAKEN_NANOS);
            if (overtakable.size() > MAX_OVERTAKABLE) {
                overtakable.remove();
            }
        }
        boolean useful = stream.taken() > takenBefore || nowNanos - readyNanos >= STEADY_NANOS;
        attempt++;
        if (phase == Phase.READY && useful) {
            backoff.reset();
            attempt = 1;
        }
        long pauseNanos = backoff.nextNanos();
        phase = Phase.PAUSED;
        phaseDeadline = nowNanos + pauseNanos;
        outputs.add(new SessionOutput.Abort());
        outputs.add(new SessionOutput.State(new NotifierState.Disconnected(why, Duration.ofNanos(pauseNanos))));
    }

    /** A step that was delivered is handled. */
    void done(Step step, long nowNanos) {
        stream.done(step);
        if (!finished) {
            settle(nowNanos);
        }
    }

    /** Time passed. Early, late and repeated calls do no harm. */
    void onTime(long nowNanos) {
        if (nowNanos >= stallDue) {
            sayStalled();
        }
        if (nowNanos >= reportDue) {
            report();
        }
        if (phase == Phase.READY && demand.isOpen() && nowNanos - heardNanos >= SILENCE_TIMEOUT_NANOS) {
            lost("the server was silent for 90 s", nowNanos);
        } else if (nowNanos >= phaseDeadline) {
            if (phase == Phase.PAUSED) {
                open(nowNanos);
            } else {
                lost("the server did not answer within 15 s", nowNanos);
            }
        }
    }

    /** When {@link #onTime} has something to do. */
    long nextDeadlineNanos() {
        long silence = phase == Phase.READY && demand.isOpen() ? heardNanos + SILENCE_TIMEOUT_NANOS : Deadlines.NEVER;
        return Math.min(Math.min(phaseDeadline, reportDue), Math.min(stallDue, silence));
    }

    /** Takes nothing any more; steps that are under way may still be done, and are reported. */
    void stop() {
        report();
        if (phase == Phase.READY) {
            phase = Phase.STOPPING;
        } else {
            phase = Phase.STOPPED;
            outputs.add(new SessionOutput.Close());
        }
        phaseDeadline = Deadlines.NEVER;
        stallDue = Deadlines.NEVER;
    }

    /** Nothing will be done any more: what is done all the same comes again to the next process. */
    void finish() {
        report();
        phase = Phase.STOPPED;
        finished = true;
        reportDue = Deadlines.NEVER;
        outputs.add(new SessionOutput.Close());
        outputs.add(new SessionOutput.State(new NotifierState.Closed()));
    }

    private boolean isStopped() {
        return phase == Phase.STOPPING || phase == Phase.STOPPED;
    }

    /** How much was received and is not handled. */
    int unhandled() {
        return stream.outstanding();
    }

    /** The next thing to do; null when all is done. */
    @Nullable
    SessionOutput poll() {
        return outputs.poll();
    }

    private void open(long nowNanos) {
        phase = Phase.CONNECTING;
        phaseDeadline = nowNanos + ANSWER_TIMEOUT_NANOS;
        outputs.add(new SessionOutput.State(new NotifierState.Connecting(attempt)));
        outputs.add(new SessionOutput.Open());
    }

    private void authenticated(ServerMessage message, long nowNanos) {
        if (!message.hasAuthenticated()) {
            lost("the server did not answer the token", nowNanos);
            return;
        }
        phase = Phase.SUBSCRIBING;
        phaseDeadline = nowNanos + ANSWER_TIMEOUT_NANOS;
        awaited.clear();
        if (options.notifications()) {
            awaited.add(EventType.EVENT_TYPE_SERVER_NOTIFICATION);
            outputs.add(new SessionOutput.Send(options.notificationsRequest(stream.resumeCursor())));
        }
        if (options.metrics()) {
            awaited.add(EventType.EVENT_TYPE_METRICS);
            outputs.add(new SessionOutput.Send(options.metricsRequest()));
        }
    }

    private void answered(SubscribeResponse response, long nowNanos) {
        if (!awaited.remove(response.getEventType())) {
            return;
        }
        if (response.getEventType() == EventType.EVENT_TYPE_SERVER_NOTIFICATION) {
            recovered = stream.subscribed(response);
        }
        if (awaited.isEmpty() && !stream.isToBeginAnew()) {
            phase = Phase.READY;
            phaseDeadline = Deadlines.NEVER;
            readyNanos = nowNanos;
            // What the connection before was told may not have arrived, and while there was none nothing was told.
            acknowledged = null;
            reportDue = nowNanos + REPORT_NANOS;
            takenBefore = stream.taken();
            outputs.add(new SessionOutput.State(
                    new NotifierState.Ready(options.notifications() && !stream.isPlain(), recovered)));
        }
    }

    /** After each input: what is handled is reported, and what there is room for is asked for. */
    private void settle(long nowNanos) {
        int passed = stream.takePassed();
        unreported += passed;
        if (unreported >= Math.max(1, options.capacity() / 4)) {
            report();
        } else if (passed > 0 && reportDue == Deadlines.NEVER) {
            reportDue = nowNanos + REPORT_NANOS;
        }
        watch(passed, nowNanos);
        if (phase != Phase.AUTHENTICATING && phase != Phase.SUBSCRIBING && phase != Phase.READY) {
            return;
        }
        boolean silent = !demand.isOpen();
        // Answers are read whatever is unhandled; and a server that waits by itself is read on, for its pings are in
        // the way.
        int more = phase != Phase.READY
                ? demand.more(0, 1, 0)
                : demand.more(
                        stream.outstanding(),
                        stream.isPlain() ? options.capacity() : 2 * options.capacity(),
                        stream.outstandingBytes());
        if (more > 0) {
            heardNanos = silent ? nowNanos : heardNanos;
            outputs.add(new SessionOutput.Request(more));
        }
    }

    private void watch(int passed, long nowNanos) {
        if (passed > 0 || stream.outstanding() < options.capacity()) {
            saidStalled = false;
            stallDue = Deadlines.NEVER;
        }
        if (stream.outstanding() >= options.capacity() && stallDue == Deadlines.NEVER && !saidStalled && !isStopped()) {
            stallDue = nowNanos + STALLED_NANOS;
        }
    }

    private void sayStalled() {
        stallDue = Deadlines.NEVER;
        saidStalled = true;
        stream.oldest()
                .ifPresent(oldest -> outputs.add(new SessionOutput.Stalled(oldest.subject(), stream.outstanding())));
    }

    private void report() {
        unreported = 0;
        reportDue = Deadlines.NEVER;
        Step reached = stream.reached();
        if (reached == null || reached.cursor == null) {
            return;
        }
        if (!reached.equals(reported)) {
            reported = reached;
            outputs.add(new SessionOutput.Save(reached.cursor));
        }
        boolean heard = phase == Phase.READY || phase == Phase.STOPPING;
        if (heard && !reached.equals(acknowledged) && stream.isKnownToServer(reached)) {
            acknowledged = reached;
            outputs.add(new SessionOutput.Send(ServerMessage.newBuilder()
                    .setAck(Ack.newBuilder().setCursor(reached.cursor))
                    .build()
                    .toByteArray()));
        }
    }
}
