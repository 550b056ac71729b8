package dev.ephyra.component;

import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The life of one component: what it may still say, when it is given up, and that it ends once. Pure; times are monotonic
 * nanoseconds. Owned by the frame's thread.
 *
 * <p>{@code STARTING → RUNNING → ENDED}, and {@code STOPPING} where the room has ended it and its thread is still there.
 */
public final class ComponentLife {
    /** From its start to its first sign of life: a thread that gets no turn for so long is no component. */
    public static final long START_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Without a sign of life, it hangs: components wait in steps of a second or less. */
    public static final long HANG_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** From an interrupt to the end of its thread; then it is left alone and counted. */
    public static final long STOP_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private enum Phase {
        STARTING,
        RUNNING,
        STOPPING,
        ENDED
    }

    private final Set<TrackId> tracks = new LinkedHashSet<>();
    private final List<ComponentOutput> outputs = new ArrayList<>();
    private Phase phase = Phase.STARTING;
    private long aliveNanos;
    private long stopNanos;

    /** @param known tracks that the room was told of when the component was added */
    public ComponentLife(List<Track> known, long nowNanos) {
        known.forEach(track -> tracks.add(track.id()));
        aliveNanos = nowNanos;
    }

    /** It showed that it lives. */
    public void alive(long nowNanos) {
        if (phase == Phase.STARTING) {
            phase = Phase.RUNNING;
        }
        aliveNanos = Math.max(aliveNanos, nowNanos);
    }

    /** For so long nobody could do anything: that was no silence, and is added to what it has. */
    public void paused(long nanos, long nowNanos) {
        aliveNanos = Math.min(nowNanos, aliveNanos + nanos);
        stopNanos = Math.min(nowNanos, stopNanos + nanos);
    }

    /** It began a track. */
    public void published(Track track) {
        if (isOver()) {
            outputs.add(new ComponentOutput.CloseTrack(track.id()));
        } else if (tracks.add(track.id())) {
            outputs.add(new ComponentOutput.TrackAdded(track));
        }
    }

    /** It ended a track. */
    public void unpublished(TrackId track) {
        if (!isOver() && tracks.remove(track)) {
            outputs.add(new ComponentOutput.CloseTrack(track));
            outputs.add(new ComponentOutput.TrackRemoved(track));
        }
    }

    /** Its thread came to its end as it should. */
    public void finished() {
        if (!isOver()) {
            closeTracks();
            outputs.add(new ComponentOutput.Finished());
        }
        phase = Phase.ENDED;
    }

    /** Its thread broke. */
    public void failed(ComponentOutput.Crashed why) {
        if (!isOver()) {
            crash(why, false, aliveNanos);
        }
        phase = Phase.ENDED;
    }

    /** What it does on another thread than its own broke. */
    public void broke(ComponentOutput.Crashed why, long nowNanos) {
        if (!isOver()) {
            crash(why, true, nowNanos);
        }
    }

    /** The room does not want it any more, and tells of its end itself. */
    public void stop(long nowNanos) {
        if (!isOver()) {
            closeTracks();
            interrupt(nowNanos);
        }
    }

    /** Time has passed. */
    public void onTime(long nowNanos) {
        switch (phase) {
            case STARTING -> {
                if (nowNanos - aliveNanos >= START_DEADLINE_NANOS) {
                    hung("It did not begin within " + seconds(START_DEADLINE_NANOS) + " s", nowNanos);
                }
            }
            case RUNNING -> {
                if (nowNanos - aliveNanos >= HANG_NANOS) {
                    hung("It made no progress for " + seconds(HANG_NANOS) + " s", nowNanos);
                }
            }
            case STOPPING -> {
                if (nowNanos - stopNanos >= STOP_DEADLINE_NANOS) {
                    outputs.add(new ComponentOutput.Abandon());
                    phase = Phase.ENDED;
                }
            }
            case ENDED -> {}
        }
    }

    /** Whether its thread is gone, or given up: it can be forgotten once {@link #drain} is empty. */
    public boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    /** What is to be done since the last call, in order. */
    public List<ComponentOutput> drain() {
        List<ComponentOutput> drained = List.copyOf(outputs);
        outputs.clear();
        return drained;
    }

    private boolean isOver() {
        return phase == Phase.STOPPING || phase == Phase.ENDED;
    }

    private void hung(String reason, long nowNanos) {
        crash(new ComponentOutput.Crashed(CrashCause.HUNG, reason), true, nowNanos);
    }

    private void crash(ComponentOutput.Crashed why, boolean isThreadThere, long nowNanos) {
        closeTracks();
        outputs.add(why);
        if (isThreadThere) {
            interrupt(nowNanos);
        }
    }

    private void interrupt(long nowNanos) {
        phase = Phase.STOPPING;
        stopNanos = nowNanos;
        outputs.add(new ComponentOutput.Interrupt());
    }

    /** Its last words to media; the room ends the tracks itself where it tells of the component's end. */
    private void closeTracks() {
        tracks.forEach(track -> outputs.add(new ComponentOutput.CloseTrack(track)));
        tracks.clear();
    }

    private static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
