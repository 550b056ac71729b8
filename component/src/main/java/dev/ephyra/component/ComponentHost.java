package dev.ephyra.component;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All components of a server: gives each a thread, watches that it lives, and tells of its end, once. Rooms start and stop
 * components from any thread. Their lives belong to the thread {@code components}.
 */
public final class ComponentHost implements AutoCloseable {
    /** Each has a thread. Their memory is bounded by {@link ComponentMemory}, below 1.4 GB of heap before this is. */
    public static final int MAX_RUNNING = 512;

    /** How finely lives are timed, beside deadlines of seconds. */
    private static final long TICK_MILLIS = 250;

    private static final long STACK_BYTES = 512 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(ComponentHost.class);

    private final ComponentMedia media;
    private final ComponentListener listener;
    private final ComponentMemory memory;

    /** Bounded by what causes them: a stop and an end of each component, and twice its tracks. */
    private final BlockingQueue<Runnable> inputs = new LinkedBlockingQueue<>();

    /** From the start of each to the end of its life. What they hold is the owner's. */
    private final Map<ComponentId, HostedComponent> hosted = new ConcurrentHashMap<>();

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final Thread owner = Thread.ofPlatform().name("components").daemon().unstarted(this::own);
    private volatile boolean isClosed;

    /** Without components yet. */
    public ComponentHost(ComponentMedia media, ComponentListener listener, ComponentMemory memory) {
        this.media = media;
        this.listener = listener;
        this.memory = memory;
        owner.start();
    }

    /**
     * Starts a component.
     *
     * @param known tracks that the room was told of already
     * @return why nothing was started, for people; empty if it was
     */
    public Optional<String> start(RoomId room, ComponentId id, Component component, List<Track> known) {
        if (isClosed) {
            return Optional.of("The server is ending");
        }
        if (!reserve()) {
            return Optional.of("There are " + MAX_RUNNING + " components on this server already");
        }
        HostedComponent starting = new HostedComponent(this, room, id, known, System.nanoTime());
        hosted.put(id, starting);
        try {
            starting.begin(component, STACK_BYTES);
            if (isClosed) {
                // Whoever closes has looked for what runs already, perhaps.
                starting.interrupt();
            }
            return Optional.empty();
        } catch (ComponentFailure full) {
            forget(starting);
            return Optional.of(String.valueOf(full.getMessage()));
        } catch (RuntimeException | OutOfMemoryError none) {
            // Containment point: a machine that gives no more threads gives them to others than its rooms.
            LOG.error("No thread for component {} of room {}", id, room, none);
            forget(starting);
            return Optional.of("The machine has no thread for it");
        }
    }

    /** It never began. */
    private void forget(HostedComponent starting) {
        starting.giveBack();
        running.decrementAndGet();
        hosted.remove(starting.id(), starting);
    }

    /** Never above the limit, not even for a moment: another start must not be refused for one that is. */
    private boolean reserve() {
        int now = running.get();
        while (now < MAX_RUNNING) {
            int witness = running.compareAndExchange(now, now + 1);
            if (witness == now) {
                return true;
            }
            now = witness;
        }
        return false;
    }

    /** The room has ended it, and tells of that itself; unknown ones are ignored. */
    public void stop(ComponentId id) {
        inputs.add(() -> {
            HostedComponent stopped = hosted.get(id);
            if (stopped != null) {
                stopped.life().stop(System.nanoTime());
                carryOut(stopped);
            }
        });
    }

    /** Components whose threads run. */
    public int running() {
        return running.get();
    }

    /** Components whose threads did not end when they should have, and still have not. */
    public int abandoned() {
        return abandoned.get();
    }

    /** Bytes that components hold of the memory that is for them. */
    public long memoryReserved() {
        return memory.reserved();
    }

    ComponentMemory.Share share() {
        return memory.share();
    }

    ComponentTrack open(RoomId room, Track track) {
        return media.open(room, track);
    }

    TrackFeed tracks(RoomId room) {
        return media.tracks(room);
    }

    /** From a component's thread: something happened in its life. */
    void tell(HostedComponent component, Runnable input) {
        inputs.add(() -> {
            input.run();
            carryOut(component);
        });
    }

    /** Called once by each component's thread, as the last thing it does. */
    void ended(HostedComponent component, ComponentOutput.@Nullable Crashed why) {
        running.decrementAndGet();
        tell(component, () -> {
            if (component.isAbandoned()) {
                abandoned.decrementAndGet();
            }
            if (why == null) {
                component.life().finished();
            } else {
                component.life().failed(why);
            }
        });
    }

    private void own() {
        Pauses pauses = new Pauses(System.nanoTime());
        while (!isClosed) {
            try {
                Runnable input = inputs.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (input != null) {
                    input.run();
                }
                long nowNanos = System.nanoTime();
                long pausedNanos = pauses.turn(nowNanos);
                for (HostedComponent component : List.copyOf(hosted.values())) {
                    component.watch(pausedNanos, nowNanos);
                    carryOut(component);
                }
            } catch (InterruptedException interrupted) {
                return;
            } catch (Throwable broken) {
                // Containment point: the frame outlives whatever breaks in it.
                LOG.error("The frame of components broke", broken);
            }
        }
    }

    private void carryOut(HostedComponent component) {
        for (ComponentOutput output : component.life().drain()) {
            try {
                carryOut(component, output);
            } catch (RuntimeException | StackOverflowError broken) {
                // Containment point: what follows, the end of all, must be carried out whatever breaks before it.
                LOG.error("An output of component {} of room {} broke", component.id(), component.room(), broken);
            }
        }
        if (component.life().hasEnded()) {
            hosted.remove(component.id(), component);
        }
    }

    private void carryOut(HostedComponent component, ComponentOutput output) {
        RoomId room = component.room();
        ComponentId id = component.id();
        switch (output) {
            case ComponentOutput.TrackAdded(Track track) -> listener.trackAdded(room, id, track);
            case ComponentOutput.TrackRemoved(TrackId track) -> listener.trackRemoved(room, id, track);
            case ComponentOutput.CloseTrack(TrackId track) -> component.closeMedia(track);
            case ComponentOutput.Finished() -> {
                LOG.info("Component {} of room {} has finished", id, room);
                listener.finished(room, id);
            }
            // Logged and counted where the room records it, like the crashes that the room decides.
            case ComponentOutput.Crashed(CrashCause cause, String reason) -> listener.crashed(room, id, cause, reason);
            case ComponentOutput.Interrupt() -> component.interrupt();
            case ComponentOutput.Abandon() -> {
                LOG.error("Component {} of room {} does not end; its thread is left alone", id, room);
                abandoned.incrementAndGet();
                component.abandon();
            }
        }
    }

    @Override
    public void close() throws IOException {
        isClosed = true;
        owner.interrupt();
        try {
            owner.join(TimeUnit.NANOSECONDS.toMillis(ComponentLife.STOP_DEADLINE_NANOS));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        // Together, not one after the other: they may have processes to end, which would outlive this one.
        List<HostedComponent> left = List.copyOf(hosted.values());
        left.forEach(HostedComponent::interrupt);
        long deadlineNanos = System.nanoTime() + ComponentLife.STOP_DEADLINE_NANOS;
        left.forEach(component -> component.join(deadlineNanos));
        // What is still there ends with the process; its threads are daemons.
    }
}
