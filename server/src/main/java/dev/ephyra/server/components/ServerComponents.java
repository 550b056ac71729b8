package dev.ephyra.server.components;

import dev.ephyra.api.ComponentFiles;
import dev.ephyra.component.Component;
import dev.ephyra.component.ComponentHost;
import dev.ephyra.component.ComponentListener;
import dev.ephyra.component.ComponentMemory;
import dev.ephyra.component.file.FileComponent;
import dev.ephyra.component.rtsp.CameraNetwork;
import dev.ephyra.component.rtsp.RtspComponent;
import dev.ephyra.component.rtsp.RtspOptions;
import dev.ephyra.media.MediaEngine;
import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentOptions;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.rooms.RoomComponents;
import dev.ephyra.server.webhook.Resolver;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The components of a server. Thread-safe, but for beginning and end; what rooms ask for does not block. */
public final class ServerComponents implements RoomComponents, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerComponents.class);

    private final ExecutorService disk = SourceFolder.threads();
    private final Settings.Components settings;
    private final SourceFolder sources;
    private final EngineComponentMedia media;
    private final CameraNetwork network;
    private final CrashCounts crashes = new CrashCounts();
    private @Nullable ComponentHost host;

    /**
     * Components that do not run yet.
     *
     * @param engine what they publish into, if there is one
     * @param filter which addresses cameras may have
     */
    public ServerComponents(
            Settings.Components settings, Optional<MediaEngine> engine, Resolver resolver, AddressFilter filter) {
        this.network = new FilteredNetwork(resolver, filter);
        this.settings = settings;
        this.sources = new SourceFolder(settings.resourcesBasePath(), disk);
        this.media = new EngineComponentMedia(engine);
    }

    /** Begins; what becomes of components is told to {@code listener}. To be called once, before any room is opened. */
    public void start(ComponentListener listener) {
        host = new ComponentHost(media, listener, ComponentMemory.ofThisHeap());
    }

    /** Which types may be added to rooms. */
    public Set<ComponentType> used() {
        return settings.available().stream()
                .flatMap(name -> ComponentType.ofApiName(name).stream())
                .collect(Collectors.toSet());
    }

    /** For the API. */
    public ComponentFiles files() {
        return sources;
    }

    /** Threads of components that did not end when they should have. */
    public int abandoned() {
        return started().abandoned();
    }

    /** Components of a type that crashed for a cause, since the start. */
    public long crashes(ComponentType type, CrashCause cause) {
        return crashes.of(type, cause);
    }

    /** Bytes that components hold of the memory that is for them. */
    public long memoryReserved() {
        return started().memoryReserved();
    }

    /** Packets that media were too far behind for, since the start. */
    public long droppedPackets() {
        return media.engine().map(MediaEngine::localDrops).orElse(0L);
    }

    @Override
    public int most() {
        return ComponentHost.MAX_RUNNING;
    }

    @Override
    public int running() {
        return started().running();
    }

    @Override
    public Start start(RoomId room, ComponentId component, ComponentOptions options) {
        return switch (options) {
            case ComponentOptions.None _ -> new Start.Started(List.of());
            case ComponentOptions.File file -> startFile(room, component, file);
            case ComponentOptions.Rtsp camera -> startCamera(room, component, camera);
        };
    }

    /** Its track is there at once: clients that remove the component right away still hear of it. */
    private Start startFile(RoomId room, ComponentId component, ComponentOptions.File file) {
        List<Track> tracks = List.of(track(component, file.type()));
        FileComponent playback = new FileComponent(
                () -> Files.newInputStream(sources.open(file.filePath())), tracks.getFirst(), file.framesPerSecond());
        return start(room, component, playback, tracks);
    }

    private Start startCamera(RoomId room, ComponentId component, ComponentOptions.Rtsp camera) {
        RtspOptions options = new RtspOptions(
                camera.sourceUri(),
                camera.rtpPort(),
                Duration.ofMillis(camera.reconnectDelayMillis()),
                Duration.ofMillis(camera.keepAliveIntervalMillis()),
                camera.pierceNat());
        RtspComponent running = new RtspComponent(options, network, type -> track(component, type));
        return start(room, component, running, List.of());
    }

    private Start start(RoomId room, ComponentId component, Component running, List<Track> tracks) {
        return started()
                .start(room, component, running, tracks)
                .<Start>map(Start.Refused::new)
                .orElseGet(() -> new Start.Started(tracks));
    }

    private static Track track(ComponentId component, TrackType type) {
        return new Track(new TrackId(component.value() + ":" + UUID.randomUUID()), type, Metadata.NONE);
    }

    @Override
    public void stop(ComponentId component) {
        started().stop(component);
    }

    @Override
    public void crashed(RoomId room, ComponentType type, RoomEvent.ComponentCrashed crash) {
        String cause = crash.cause().text();
        LOG.warn("Component {} ({}) of room {} crashed, {}: {}", crash.component(), type, room, cause, crash.detail());
        crashes.count(type, crash.cause());
    }

    private ComponentHost started() {
        if (host == null) {
            throw new IllegalStateException("components were not started");
        }
        return host;
    }

    @Override
    public void close() throws IOException {
        if (host != null) {
            host.close();
        }
        disk.shutdownNow();
    }
}
