package dev.ephyra.component.worker.protocol;

import dev.ephyra.component.ComponentRoom;
import dev.ephyra.component.Quotation;
import dev.ephyra.room.TrackType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The life of one worker process: what it may say, when it is killed, and how it ended. Pure; times are monotonic
 * nanoseconds. Owned by its component's thread.
 *
 * <p>{@code STARTING → RUNNING → LEAVING → KILLED → ENDED}: it leaves where it said that it is done, closed its output, broke the
 * protocol or was told to stop, and has a deadline for that. It ends with its process, behind everything that it said.
 */
public final class WorkerSession {
    /** What both sides speak. */
    public static final int VERSION = 1;

    /** To its first message: a JVM with FFmpeg takes half a second, on a busy machine several times that. */
    public static final long START_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Without a message it hangs: it has to say each second that it lives. */
    public static final long MAX_SILENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** From the message that it is to stop to its end; its component's thread has 5 s for everything. */
    public static final long STOP_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** From its last word, or from its kill, to the end of the process and of its output. */
    public static final long EXIT_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /**
     * From what is no message to the end. A JVM that dies in native code says so on its output, and only then writes its
     * report to its standard error: that is worth more than a kill at once.
     */
    public static final long BREAK_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** Exit codes above it are 128 and the signal's number, as Java and shells say it. */
    private static final int SIGNAL_BASE = 128;

    private enum Phase {
        STARTING,
        RUNNING,
        LEAVING,
        KILLED,
        ENDED
    }

    private final FrameReader frames = new FrameReader();
    private final OutputBudget budget;
    private final Set<Integer> open = new HashSet<>();
    private final List<WorkerOutput> outputs = new ArrayList<>();
    private Phase phase = Phase.STARTING;
    private @Nullable WorkerOutcome outcome;
    private OptionalInt exitCode = OptionalInt.empty();
    private boolean isOutputOver;
    private boolean isBroken;
    private long aliveNanos;
    private long deadlineNanos;
    private int published;

    /** A process that was just started. */
    public WorkerSession(long nowNanos) {
        budget = new OutputBudget(nowNanos);
        aliveNanos = nowNanos;
    }

    /** It wrote so many bytes to its output; the array must not be changed any more. */
    public void received(byte[] bytes, int count, long nowNanos) {
        boolean isWithin = budget.takeBytes(count, nowNanos);
        if (isHeard() && isWithin) {
            frames.feed(bytes, count);
            hear(nowNanos);
        } else if (isHeard()) {
            fail("The worker said more than " + OutputBudget.MAX_BYTES_A_SECOND + " bytes in a second", nowNanos);
        } else if (phase == Phase.LEAVING && !isWithin) {
            kill(nowNanos);
        }
    }

    private void hear(long nowNanos) {
        try {
            for (Optional<Frame> next = frames.next(); isHeard() && next.isPresent(); next = frames.next()) {
                aliveNanos = nowNanos;
                if (budget.takeFrame()) {
                    take(FromWorkerCodec.decode(next.get()), nowNanos);
                } else {
                    fail(
                            "The worker said more than " + OutputBudget.MAX_FRAMES_A_SECOND + " frames in a second",
                            nowNanos);
                }
            }
        } catch (MalformedFrame malformed) {
            isBroken = true;
            outcome = new WorkerOutcome.Failed("The worker broke the protocol: " + malformed.getMessage());
            leave(nowNanos + BREAK_DEADLINE_NANOS);
            settle();
        }
    }

    /** Its output is closed: nothing more is heard of it. */
    public void outputEnded(long nowNanos) {
        isOutputOver = true;
        if (isHeard()) {
            leave(nowNanos + EXIT_DEADLINE_NANOS);
        }
        settle();
    }

    /** Its process is gone. What it wrote before may still come. */
    public void exited(int code, long nowNanos) {
        if (exitCode.isPresent()) {
            return;
        }
        exitCode = OptionalInt.of(code);
        if (phase == Phase.LEAVING && isBroken && outcome instanceof WorkerOutcome.Failed(String reason)) {
            // What was no message were its last words.
            outcome = new WorkerOutcome.Failed(reason + "; it " + exit(code));
        }
        if (isHeard()) {
            // Somebody else may hold its output open; it is not waited for longer than this.
            deadlineNanos = nowNanos + EXIT_DEADLINE_NANOS;
        }
        settle();
    }

    /** It is not wanted any more; a second time means: at once. */
    public void stop(long nowNanos) {
        if (isHeard()) {
            outputs.add(new WorkerOutput.TellStop());
            outcome = new WorkerOutcome.Stopped();
            leave(nowNanos + STOP_DEADLINE_NANOS);
            settle();
        } else if (phase == Phase.LEAVING) {
            boolean wasTold = outcome instanceof WorkerOutcome.Stopped;
            outcome = new WorkerOutcome.Stopped();
            if (wasTold) {
                kill(nowNanos);
            }
        }
    }

    /** It cannot be worked with, for a reason that its component found: it is killed. */
    public void fail(String reason, long nowNanos) {
        if (isHeard()) {
            outcome = new WorkerOutcome.Failed(reason);
            kill(nowNanos);
            settle();
        }
    }

    /** For so long nobody could do anything: that was no silence, and is added to what it has. */
    public void paused(long nanos, long nowNanos) {
        aliveNanos = Math.min(nowNanos, aliveNanos + nanos);
        deadlineNanos += nanos;
    }

    /** Time has passed. */
    public void onTime(long nowNanos) {
        switch (phase) {
            case STARTING -> {
                if (exitCode.isEmpty() && nowNanos - aliveNanos >= START_DEADLINE_NANOS) {
                    fail("The worker was not ready within " + seconds(START_DEADLINE_NANOS) + " s", nowNanos);
                }
            }
            case RUNNING -> {
                if (exitCode.isEmpty() && nowNanos - aliveNanos >= MAX_SILENCE_NANOS) {
                    fail("The worker gave no sign of life for " + seconds(MAX_SILENCE_NANOS) + " s", nowNanos);
                }
            }
            case LEAVING -> {
                if (nowNanos - deadlineNanos >= 0) {
                    if (outcome == null) {
                        outcome = new WorkerOutcome.Failed("The worker closed its output and did not end");
                    }
                    kill(nowNanos);
                }
            }
            case KILLED -> {
                if (nowNanos - deadlineNanos >= 0) {
                    // The machine does not let go of it; its component does.
                    end();
                }
            }
            case ENDED -> {}
        }
        if (isHeard() && exitCode.isPresent() && nowNanos - deadlineNanos >= 0) {
            end();
        }
    }

    /** What is to be done since the last call, in order. */
    public List<WorkerOutput> drain() {
        List<WorkerOutput> drained = List.copyOf(outputs);
        outputs.clear();
        return drained;
    }

    private boolean isHeard() {
        return phase == Phase.STARTING || phase == Phase.RUNNING;
    }

    private void take(FromWorker message, long nowNanos) throws MalformedFrame {
        if (phase == Phase.STARTING && !(message instanceof FromWorker.Ready || message instanceof FromWorker.Failed)) {
            throw new MalformedFrame("a message before it was ready");
        }
        switch (message) {
            case FromWorker.Ready(int version) -> begin(version, nowNanos);
            case FromWorker.Alive() -> {}
            case FromWorker.Payload(int kind, byte[] bytes) -> outputs.add(new WorkerOutput.Payload(kind, bytes));
            case FromWorker.Publish(int number, TrackType type) -> publish(number, type);
            case FromWorker.Unpublish(int number) -> {
                requireOpen(number);
                open.remove(number);
                outputs.add(new WorkerOutput.CloseTrack(number));
            }
            case FromWorker.Packet(int track, int timestamp, boolean marker, byte[] payload) -> {
                requireOpen(track);
                outputs.add(new WorkerOutput.Send(track, timestamp, marker, payload));
            }
            case FromWorker.Clock(int track, long unixNanos, int timestamp) -> {
                requireOpen(track);
                outputs.add(new WorkerOutput.Clock(track, unixNanos, timestamp));
            }
            case FromWorker.RequestKeyFrame(int track) -> {
                if (budget.takeKeyFrameRequest()) {
                    outputs.add(new WorkerOutput.RequestKeyFrame(track));
                }
            }
            case FromWorker.Finished() -> leaveWith(new WorkerOutcome.Finished(), nowNanos);
            case FromWorker.Failed(String reason) ->
                leaveWith(new WorkerOutcome.Failed(Quotation.of(reason)), nowNanos);
        }
    }

    private void begin(int version, long nowNanos) throws MalformedFrame {
        if (phase == Phase.RUNNING) {
            throw new MalformedFrame("it was ready twice");
        }
        if (version == VERSION) {
            phase = Phase.RUNNING;
            outputs.add(new WorkerOutput.Begun());
        } else {
            fail("The worker speaks version " + version + " of the protocol, not " + VERSION, nowNanos);
        }
    }

    private void publish(int number, TrackType type) throws MalformedFrame {
        if (!open.add(number)) {
            throw new MalformedFrame("the track " + number + " was published twice");
        }
        published++;
        if (published > ComponentRoom.MAX_TRACKS) {
            throw new MalformedFrame("more than " + ComponentRoom.MAX_TRACKS + " tracks");
        }
        outputs.add(new WorkerOutput.OpenTrack(number, type));
    }

    private void requireOpen(int number) throws MalformedFrame {
        if (!open.contains(number)) {
            throw new MalformedFrame("the track " + number + " is not published");
        }
    }

    private void leaveWith(WorkerOutcome said, long nowNanos) {
        outcome = said;
        leave(nowNanos + EXIT_DEADLINE_NANOS);
        settle();
    }

    private void leave(long untilNanos) {
        phase = Phase.LEAVING;
        deadlineNanos = untilNanos;
    }

    private void kill(long nowNanos) {
        phase = Phase.KILLED;
        deadlineNanos = nowNanos + EXIT_DEADLINE_NANOS;
        outputs.add(new WorkerOutput.Kill());
    }

    /** It is over once its process is gone, and what it wrote before is heard or does not matter any more. */
    private void settle() {
        if (exitCode.isPresent() && phase != Phase.ENDED && (isOutputOver || !isHeard())) {
            end();
        }
    }

    private void end() {
        phase = Phase.ENDED;
        outputs.add(new WorkerOutput.Ended(outcome == null ? new WorkerOutcome.Failed(exitReason()) : outcome));
    }

    private String exitReason() {
        return "The worker " + exit(exitCode.orElse(0))
                + (frames.isWithinFrame() ? ", in the middle of a message" : " before its work was done");
    }

    private static String exit(int code) {
        return code > SIGNAL_BASE ? "was ended by signal " + (code - SIGNAL_BASE) : "ended with code " + code;
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
