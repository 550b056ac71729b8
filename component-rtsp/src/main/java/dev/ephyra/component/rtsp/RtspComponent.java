package dev.ephyra.component.rtsp;

import dev.ephyra.component.Component;
import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentRoom;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.Reservation;
import dev.ephyra.component.h264.H264Depacketizer;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackType;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ClosedSelectorException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a camera into its room: connects, and again whenever the connection is lost, before and after it worked. Its track
 * begins with the first success and stays, and so does that of its audio, if it has some that can be taken. Only what would
 * fail again and again ends it.
 */
public final class RtspComponent implements Component {
    /** Waits are cut, so that a component that waits still shows that it lives. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For a host's name; a resolver that takes longer has given up itself. */
    private static final long RESOLVE_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Cameras lock out who tries without a pause. */
    private static final long SHORTEST_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final Logger LOG = LoggerFactory.getLogger(RtspComponent.class);

    private final RtspOptions options;
    private final CameraNetwork network;
    private final Function<TrackType, Track> newTrack;
    private final TrackTimes videoTimes;
    private final TrackTimes audioTimes;
    private final Map<TrackType, ComponentTrack> tracks = new EnumMap<>(TrackType.class);
    private volatile @Nullable CameraConnection connection;
    private boolean hasPlayed;
    private boolean hasToldOfAudio;

    /** @param newTrack makes what the room will know video, or audio, by, once there is some */
    public RtspComponent(RtspOptions options, CameraNetwork network, Function<TrackType, Track> newTrack) {
        this.options = options;
        this.network = network;
        this.newTrack = newTrack;
        Instant now = Instant.now();
        long unixNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        long unixOffsetNanos = unixNanos - System.nanoTime();
        this.videoTimes = new TrackTimes(CameraStream.CLOCK_RATE_HZ, unixOffsetNanos);
        this.audioTimes = new TrackTimes(AudioStream.CLOCK_RATE_HZ, unixOffsetNanos);
    }

    @Override
    public void run(ComponentRoom room) throws ComponentFailure, InterruptedException {
        RtspAddress address = RtspAddress.parse(options.sourceUri());
        try (CameraPort port = new CameraPort(options.rtpPort())) {
            room.whenAbandoned(() -> abandon(port));
            bringIn(address, port, new Publishing(address, room));
        }
    }

    /** From another thread: this component's own does not end, and must not keep the port from others. */
    private void abandon(CameraPort port) {
        CameraConnection left = connection;
        try {
            if (left != null) {
                left.close();
            }
        } catch (IOException broken) {
            LOG.warn("A camera's connection was not closed in order", broken);
        } finally {
            port.close();
        }
    }

    /** Until nothing would help, or nobody wants it any more. */
    private void bringIn(RtspAddress address, CameraPort port, Publishing publishing)
            throws ComponentFailure, InterruptedException {
        boolean isInterleaved = address.isInterleaved();
        boolean wantsAudio = true;
        while (true) {
            var wish = new CameraConnection.Wish(isInterleaved ? Optional.empty() : Optional.of(port), wantsAudio);
            RtspOutput.Failure failure = attempt(address, wish, publishing);
            LOG.warn("Camera at {}:{}: {}", address.host(), address.port(), failure.reason());
            switch (failure.kind()) {
                case FATAL -> throw new ComponentFailure(CrashCause.SOURCE_UNUSABLE, failure.reason());
                case NO_UDP -> isInterleaved = true;
                case NO_AUDIO -> wantsAudio = false;
                case TRANSIENT -> {
                    // It may not have been the audio; or that came by UDP in place of the video.
                    boolean isFallback = isInterleaved && !address.isInterleaved();
                    wantsAudio = hasPlayed || !isFallback || !wantsAudio;
                    if (!hasPlayed) {
                        // It may have been slow, and not without UDP: there may be no other way to it.
                        isInterleaved = address.isInterleaved();
                    }
                    sleep(
                            Math.max(
                                    SHORTEST_DELAY_NANOS,
                                    options.reconnectDelay().toNanos()),
                            publishing.room);
                }
            }
        }
    }

    private RtspOutput.Failure attempt(RtspAddress address, CameraConnection.Wish wish, Publishing publishing)
            throws ComponentFailure, InterruptedException {
        ComponentRoom room = publishing.room;
        hasPlayed = false;
        try {
            InetAddress camera = allowed(resolve(address.host(), room));
            try (CameraConnection opened = CameraConnection.open(camera, address, options, wish, room::alive)) {
                connection = opened;
                return opened.run(publishing);
            }
        } catch (CameraUnreachable unreachable) {
            return new RtspOutput.Failure(RtspOutput.Kind.TRANSIENT, unreachable.reason());
        } catch (IOException failed) {
            return new RtspOutput.Failure(RtspOutput.Kind.TRANSIENT, "The network failed: " + failed);
        } catch (ClosedSelectorException _) {
            throw new InterruptedException("It was left alone");
        } finally {
            connection = null;
        }
    }

    private List<InetAddress> resolve(String host, ComponentRoom room) throws CameraUnreachable, InterruptedException {
        var asked = network.resolve(host).toCompletableFuture();
        long deadlineNanos = System.nanoTime() + RESOLVE_DEADLINE_NANOS;
        while (System.nanoTime() - deadlineNanos < 0) {
            room.alive();
            try {
                return asked.get(LONGEST_WAIT_NANOS, TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                // Asked on, so that it shows that it lives.
            } catch (ExecutionException unknown) {
                throw new CameraUnreachable("The host cannot be resolved");
            }
        }
        throw new CameraUnreachable("The host was not resolved in time");
    }

    /** The first that may be connected to: it is connected to this one, and not looked up again. */
    private InetAddress allowed(List<InetAddress> addresses) throws ComponentFailure, CameraUnreachable {
        String refusal = "The host has no address";
        for (InetAddress address : addresses) {
            var why = network.refusal(address);
            if (why.isEmpty()) {
                return address;
            }
            refusal = why.get();
        }
        if (addresses.isEmpty()) {
            throw new CameraUnreachable(refusal);
        }
        throw new ComponentFailure(CrashCause.NOT_ALLOWED, "The camera's address may not be used: " + refusal);
    }

    private static void sleep(long nanos, ComponentRoom room) throws InterruptedException {
        long untilNanos = System.nanoTime() + nanos;
        room.alive();
        for (long left = nanos; left > 0; left = untilNanos - System.nanoTime()) {
            TimeUnit.NANOSECONDS.sleep(Math.min(left, LONGEST_WAIT_NANOS));
            room.alive();
        }
    }

    /** The media of all sessions on their way into the room. */
    private final class Publishing implements CameraConnection.Receiver {
        private final RtspAddress address;
        private final ComponentRoom room;
        private final Reservation pictures;

        Publishing(RtspAddress address, ComponentRoom room) {
            this.address = address;
            this.room = room;
            this.pictures = new Reservation(room.memory(), H264Depacketizer.COPIES);
        }

        @Override
        public CameraStream video(CameraVideo described) {
            hasPlayed = true;
            videoTimes.newSession();
            return new CameraStream(published(TrackType.VIDEO), described, videoTimes, pictures);
        }

        @Override
        public AudioStream audio(CameraAudio.Opus described) {
            audioTimes.newSession();
            return new AudioStream(() -> published(TrackType.AUDIO), described, audioTimes);
        }

        /** Said once: each session says it again. */
        @Override
        public void audioLeftOut(String why) {
            if (!hasToldOfAudio) {
                LOG.info("Camera at {}:{} is taken without its audio: {}", address.host(), address.port(), why);
            }
            hasToldOfAudio = true;
        }

        private ComponentTrack published(TrackType type) {
            return tracks.computeIfAbsent(type, kind -> room.publish(newTrack.apply(kind)));
        }
    }
}
