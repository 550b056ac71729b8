package dev.ephyra.component;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One component with its thread and its life. The life belongs to the thread of the {@link ComponentHost}. */
final class HostedComponent implements ComponentRoom {
    private static final ComponentOutput.Crashed BROKEN_AT_ITS_END =
            crash(CrashCause.INTERNAL, "Internal error, and what it was cannot be told");
    private static final Logger LOG = LoggerFactory.getLogger(HostedComponent.class);

    private final ComponentHost host;
    private final RoomId room;
    private final ComponentId id;
    private final ComponentLife life;
    private final ComponentMemory.Share memory;
    private final Map<TrackId, ComponentTrack> open = new ConcurrentHashMap<>();
    private final Set<TrackFeed.Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final Queue<Runnable> ends = new ConcurrentLinkedQueue<>();
    private volatile long aliveNanos;
    private volatile boolean hasBegun;
    private volatile @Nullable Thread thread;
    private int published;
    private volatile boolean isAbandoned;

    HostedComponent(ComponentHost host, RoomId room, ComponentId id, List<Track> known, long nowNanos) {
        this.host = host;
        this.room = room;
        this.id = id;
        this.life = new ComponentLife(known, nowNanos);
        this.memory = host.share();
        this.aliveNanos = nowNanos;
    }

    RoomId room() {
        return room;
    }

    ComponentId id() {
        return id;
    }

    ComponentLife life() {
        return life;
    }

    boolean isAbandoned() {
        return isAbandoned;
    }

    /** Its thread is left alone: what would outlive it with that is ended here. */
    void abandon() {
        isAbandoned = true;
        subscriptions.forEach(TrackFeed.Subscription::close);
        subscriptions.clear();
        ends.forEach(Runnable::run);
        ends.clear();
    }

    @Override
    public void whenAbandoned(Runnable end) {
        ends.add(end);
        if (isAbandoned) {
            end.run();
        }
    }

    /**
     * Starts its thread.
     *
     * @throws ComponentFailure if there is no memory for it
     */
    void begin(Component component, long stackBytes) throws ComponentFailure {
        memory.take(ComponentMemory.LEAST_BYTES);
        Thread started = new Thread(null, () -> live(component), "component-" + id, stackBytes);
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    /** There is no thread that would. */
    void giveBack() {
        memory.close();
    }

    private void live(Component component) {
        // Told whatever breaks, also where telling why it broke breaks: its place must not be lost.
        ComponentOutput.Crashed why = BROKEN_AT_ITS_END;
        try {
            alive();
            why = outcome(component);
        } finally {
            memory.close();
            host.ended(this, why);
        }
    }

    /** Why it broke; null if it came to its end. Containment point: whatever breaks in a component ends that one. */
    private ComponentOutput.@Nullable Crashed outcome(Component component) {
        try {
            component.run(this);
            return null;
        } catch (InterruptedException interrupted) {
            return crash(CrashCause.INTERNAL, "It was interrupted");
        } catch (ComponentFailure failure) {
            return crash(failure.crashCause(), String.valueOf(failure.getMessage()));
        } catch (IOException failure) {
            String message = failure.getMessage();
            return crash(CrashCause.SOURCE_UNAVAILABLE, message == null ? failure.toString() : message);
        } catch (Throwable broken) {
            LOG.error("Component {} of room {} broke", id, room, broken);
            return brokenBy(broken);
        }
    }

    private static ComponentOutput.Crashed brokenBy(Throwable broken) {
        return crash(CrashCause.INTERNAL, "Internal error: " + broken);
    }

    private static ComponentOutput.Crashed crash(CrashCause cause, String reason) {
        return new ComponentOutput.Crashed(cause, reason);
    }

    @Override
    public void alive() {
        aliveNanos = System.nanoTime();
        hasBegun = true;
    }

    @Override
    public ComponentTrack publish(Track track) {
        if (published++ >= MAX_TRACKS) {
            throw new IllegalStateException("a component publishes at most " + MAX_TRACKS + " tracks");
        }
        ComponentTrack media = host.open(room, track);
        if (open.putIfAbsent(track.id(), media) != null) {
            media.close();
            throw new IllegalStateException("a track is published once");
        }
        host.tell(this, () -> life.published(track));
        return new TellingTrack(media, () -> host.tell(this, () -> life.unpublished(track.id())));
    }

    @Override
    public MemoryShare memory() {
        return memory;
    }

    @Override
    public TrackFeed tracks() {
        return subscriber -> {
            TrackFeed.Subscription begun = host.tracks(room).subscribe(new OfOthers(subscriber));
            subscriptions.add(begun);
            if (isAbandoned) {
                begun.close();
            }
            return new KnownSubscription(begun, () -> subscriptions.remove(begun));
        };
    }

    /**
     * On the host's thread: looks whether it lives.
     *
     * @param pausedNanos for how long nothing could live before; 0 if it could
     */
    void watch(long pausedNanos, long nowNanos) {
        if (hasBegun) {
            life.alive(aliveNanos);
        }
        if (pausedNanos > 0) {
            life.paused(pausedNanos, nowNanos);
        }
        life.onTime(nowNanos);
    }

    void closeMedia(TrackId track) {
        ComponentTrack media = open.remove(track);
        if (media != null) {
            media.close();
        }
    }

    void interrupt() {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }

    /** Waits for the end of its thread. */
    void join(long deadlineNanos) {
        Thread running = thread;
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (running != null && millis > 0) {
            try {
                running.join(millis);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Leaves out what the component publishes itself. On the media thread. */
    private final class OfOthers implements ComponentSubscriber {
        private final ComponentSubscriber subscriber;
        private final Set<TrackId> added = new HashSet<>();
        private boolean isBroken;

        OfOthers(ComponentSubscriber subscriber) {
            this.subscriber = subscriber;
        }

        @Override
        public void trackAdded(TrackId track, TrackCodec codec) {
            if (!open.containsKey(track) && added.add(track)) {
                contained(() -> subscriber.trackAdded(track, codec));
            }
        }

        @Override
        public void trackRemoved(TrackId track) {
            if (added.remove(track)) {
                contained(() -> subscriber.trackRemoved(track));
            }
        }

        @Override
        public void packet(
                TrackId track, byte[] payload, int offset, int length, long sequence, int timestamp, boolean marker) {
            if (added.contains(track)) {
                contained(() -> subscriber.packet(track, payload, offset, length, sequence, timestamp, marker));
            }
        }

        @Override
        public void clock(TrackId track, long unixNanos, int timestamp) {
            if (added.contains(track)) {
                contained(() -> subscriber.clock(track, unixNanos, timestamp));
            }
        }

        /** Containment point: what breaks in a component over what it receives ends it, once, and not the media thread. */
        private void contained(Runnable call) {
            if (isBroken) {
                // Until its thread has ended it would break over each packet again.
                return;
            }
            try {
                call.run();
            } catch (RuntimeException | StackOverflowError broken) {
                isBroken = true;
                LOG.error("Component {} of room {} broke over what it received", id, HostedComponent.this.room, broken);
                long nowNanos = System.nanoTime();
                host.tell(HostedComponent.this, () -> life.broke(brokenBy(broken), nowNanos));
            }
        }
    }

    /** Is forgotten when it is closed. */
    private record KnownSubscription(TrackFeed.Subscription begun, Runnable closed) implements TrackFeed.Subscription {
        @Override
        public void requestKeyFrame(TrackId track) {
            begun.requestKeyFrame(track);
        }

        @Override
        public void close() {
            begun.close();
            closed.run();
        }
    }

    /** Tells the host when it is closed. */
    private record TellingTrack(ComponentTrack media, Runnable closed) implements ComponentTrack {
        @Override
        public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {
            media.send(payload, offset, length, timestamp, marker);
        }

        @Override
        public void clock(long unixNanos, int timestamp) {
            media.clock(unixNanos, timestamp);
        }

        @Override
        public void close() {
            closed.run();
        }
    }
}
