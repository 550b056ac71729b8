package dev.ephyra.component.rtsp;

import dev.ephyra.component.ComponentRoom;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A room that keeps what a component does in it. Written by the component's thread, read by the test's. */
final class RecordingRoom implements ComponentRoom {
    private static final long POLL_NANOS = 10_000_000;

    /** A packet, with the type of the NAL unit that its payload begins with, if it is of a picture. */
    record Sent(int nalType, int timestamp, boolean marker) {}

    private final List<Track> tracks = new CopyOnWriteArrayList<>();
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final List<Sent> heard = new CopyOnWriteArrayList<>();
    private final AtomicLong longestSilenceNanos = new AtomicLong();
    private final List<Runnable> ends = new CopyOnWriteArrayList<>();
    private final Semaphore passage = new Semaphore(1);
    private volatile long aliveNanos = System.nanoTime();

    @Override
    public void alive() {
        passage.acquireUninterruptibly();
        passage.release();
        long now = System.nanoTime();
        longestSilenceNanos.accumulateAndGet(now - aliveNanos, Math::max);
        aliveNanos = now;
    }

    @Override
    public ComponentTrack publish(Track track) {
        tracks.add(track);
        List<Sent> of = track.type() == TrackType.AUDIO ? heard : sent;
        return new ComponentTrack() {
            @Override
            public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {
                of.add(new Sent(payload[offset] & 0x1f, timestamp, marker));
            }

            @Override
            public void clock(long unixNanos, int timestamp) {}

            @Override
            public void close() {}
        };
    }

    @Override
    public void whenAbandoned(Runnable end) {
        ends.add(end);
    }

    /** Keeps its component's thread where it says that it lives, whatever it is told; that it is there is waited for. */
    void hang(Duration within) {
        passage.acquireUninterruptibly();
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (!passage.hasQueuedThreads()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError("it does not say that it lives");
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Leaves the component's thread alone, as the frame does. */
    void abandon() {
        ends.forEach(Runnable::run);
    }

    /** It hangs no more. */
    void goOn() {
        passage.release();
    }

    List<Track> published() {
        return List.copyOf(tracks);
    }

    /** The packets of pictures. */
    List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** The packets of audio. */
    List<Sent> heard() {
        return List.copyOf(heard);
    }

    /** The longest time between two signs of life so far. */
    Duration longestSilence() {
        return Duration.ofNanos(longestSilenceNanos.get());
    }

    /** Waits for so many more packets of pictures. */
    void awaitPackets(int more, Duration within) {
        await(sent, more, within);
    }

    /** The same of audio. */
    void awaitHeard(int more, Duration within) {
        await(heard, more, within);
    }

    private static void await(List<Sent> packets, int more, Duration within) {
        int wanted = packets.size() + more;
        long deadlineNanos = System.nanoTime() + within.toNanos();
        while (packets.size() < wanted) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new AssertionError(packets.size() + " packets, not " + wanted + ", within " + within);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
