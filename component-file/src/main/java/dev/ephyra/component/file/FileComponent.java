package dev.ephyra.component.file;

import dev.ephyra.component.Component;
import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentRoom;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Plays one file into its room, once, in its own time and whether anybody listens or not; finishes behind the last picture
 * or sound.
 */
public final class FileComponent implements Component {
    /** Where the bytes are. */
    @FunctionalInterface
    public interface Source {
        /** Opens it; the caller closes. */
        InputStream open() throws IOException;
    }

    /** Waits are cut, so that a component that waits still shows that it lives. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Behind its time by so much, it goes on later instead of catching up in a burst. */
    private static final long MAX_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** How often the clocks of the source are told, as senders of RTP do (RFC 3550 section 6.2 would allow 5 s). */
    private static final long CLOCK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Source source;
    private final Track track;
    private final int framesPerSecond;
    private final PlaybackClock clock;

    /**
     * A playback.
     *
     * @param track what the room knows it by; its type says what the file is
     * @param framesPerSecond of video; positive, and of no meaning for sound
     */
    public FileComponent(Source source, Track track, int framesPerSecond) {
        this(source, track, framesPerSecond, new SystemPlaybackClock());
    }

    FileComponent(Source source, Track track, int framesPerSecond, PlaybackClock clock) {
        this.source = source;
        this.track = track;
        this.framesPerSecond = framesPerSecond;
        this.clock = clock;
    }

    @Override
    public void run(ComponentRoom room) throws ComponentFailure, IOException, InterruptedException {
        ComponentTrack output = room.publish(track);
        try (InputStream bytes = new BufferedInputStream(new LivingStream(open(), room::alive))) {
            MediaReader reader = track.type() == TrackType.VIDEO
                    ? new VideoReader(bytes, framesPerSecond, room.memory())
                    : new AudioReader(bytes);
            play(reader, room, output);
        }
    }

    /** What the system says is the path on its disk, which is nobody's business, and hardly more. */
    private InputStream open() throws ComponentFailure, IOException {
        try {
            return source.open();
        } catch (NoSuchFileException gone) {
            throw new ComponentFailure(CrashCause.SOURCE_UNAVAILABLE, "The file is not there any more", gone);
        } catch (FileSystemException refused) {
            String why = refused.getReason() == null ? "access is denied" : refused.getReason();
            throw new ComponentFailure(CrashCause.SOURCE_UNAVAILABLE, "The file cannot be opened: " + why, refused);
        }
    }

    private void play(MediaReader reader, ComponentRoom room, ComponentTrack output)
            throws ComponentFailure, IOException, InterruptedException {
        Optional<MediaUnit> next = reader.next();
        long startNanos = clock.nowNanos();
        long nextClockNanos = startNanos;
        while (next.isPresent()) {
            MediaUnit unit = next.get();
            long dueNanos = startNanos + nanos(unit.startTicks(), reader);
            waitUntil(dueNanos, room);
            long nowNanos = clock.nowNanos();
            if (nowNanos - dueNanos > MAX_LATE_NANOS) {
                startNanos += nowNanos - dueNanos;
            }
            if (nowNanos - nextClockNanos >= 0) {
                output.clock(clock.unixNanos(), (int) unit.startTicks());
                nextClockNanos = nowNanos + CLOCK_NANOS;
            }
            send(unit, output);
            long endNanos = startNanos + nanos(unit.startTicks() + unit.durationTicks(), reader);
            next = reader.next();
            if (next.isEmpty()) {
                waitUntil(endNanos, room);
            }
        }
    }

    private static long nanos(long ticks, MediaReader reader) {
        long seconds = ticks / reader.clockRateHz();
        long rest = ticks % reader.clockRateHz();
        return TimeUnit.SECONDS.toNanos(seconds) + TimeUnit.SECONDS.toNanos(rest) / reader.clockRateHz();
    }

    private void send(MediaUnit unit, ComponentTrack output) {
        int timestamp = (int) unit.startTicks();
        boolean isVideo = track.type() == TrackType.VIDEO;
        for (int i = 0; i < unit.payloads().size(); i++) {
            byte[] payload = unit.payloads().get(i);
            boolean isMarked = isVideo ? i == unit.payloads().size() - 1 : unit.startTicks() == 0;
            output.send(payload, 0, payload.length, timestamp, isMarked);
        }
    }

    private void waitUntil(long nanos, ComponentRoom room) throws InterruptedException {
        room.alive();
        for (long now = clock.nowNanos(); nanos - now > 0; now = clock.nowNanos()) {
            clock.await(Math.min(nanos, now + LONGEST_WAIT_NANOS));
            room.alive();
        }
    }
}
