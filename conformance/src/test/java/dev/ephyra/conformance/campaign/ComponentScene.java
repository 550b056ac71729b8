package dev.ephyra.conformance.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.conformance.Breakpoint;
import dev.ephyra.conformance.Program;
import dev.ephyra.conformance.peer.ClientThread;
import dev.ephyra.conformance.peer.ServerReadings;
import dev.ephyra.room.CrashCause;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server whose components are hurt: its rooms, the files that they play, its disk where there is a compiler, and what it
 * holds while nobody uses it. Rooms may be used by threads of their own; the rest is for one test thread.
 */
final class ComponentScene implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    /** Little work for the machine, and yet as many packets as witnesses wait for within a second. */
    private static final VideoShapes.Shape SMALL = new VideoShapes.Shape(30, 1, 2, 300);

    /** Connections of REST that are kept alive come and go. Sockets of the server's work are counted exactly beside it. */
    private static final int DESCRIPTOR_TOLERANCE = 4;

    /** The compiler's threads do. */
    private static final int THREAD_TOLERANCE = 6;

    final ServerProcess server;
    final RestClient rest;
    final ServerSocketClient told;
    final ClientThread peers = new ClientThread(1, new VideoShapes(SMALL, SMALL, SMALL));
    final ComponentSources sources;
    final Optional<FaultyMachine> machine;
    private final HttpClient metrics = HttpClient.newHttpClient();
    private @Nullable ServerReadings idle;
    private long idleSockets;
    private final AtomicInteger rooms = new AtomicInteger();

    private ComponentScene(ServerProcess server, ComponentSources sources, Optional<FaultyMachine> machine)
            throws IOException {
        this.server = server;
        this.rest = server.rest();
        this.told = ServerSocketClient.subscribed(server.port());
        this.sources = sources;
        this.machine = machine;
    }

    /** Starts it, and lets it hold what it holds once it was used. */
    static ComponentScene start(Path home) throws IOException, InterruptedException {
        ComponentSources sources = ComponentSources.in(home.resolve("resources"));
        ServerOptions options = ServerOptions.in(home)
                .with("FJ_COMPONENTS_USED", "file rtsp")
                .with("FJ_RESOURCES_BASE_PATH", sources.resources().toString())
                .with("JAVA_TOOL_OPTIONS", Breakpoint.AGENT);
        boolean hasCompiler = Program.run(List.of("sh", "-c", "command -v gcc"), Map.of(), SOON)
                        .exitCode()
                == 0;
        Optional<FaultyMachine> machine =
                hasCompiler ? Optional.of(FaultyMachine.of(options, sources.resources())) : Optional.empty();
        ServerProcess server =
                ServerProcess.start(machine.map(FaultyMachine::options).orElse(options));
        ComponentScene scene = new ComponentScene(server, sources, machine);
        String file = sources.video(Duration.ofSeconds(1));
        try (WitnessedRoom room = scene.room(WitnessedRoom.ANY_CODEC)) {
            String component = room.addFile(file);
            room.awaitFinished(component);
            room.judge();
        }
        scene.await("an idle server", scene::isIdle);
        scene.idle = ServerReadings.ofSystem(server);
        scene.idleSockets = WorkSockets.of(server);
        return scene;
    }

    /** A new room with two peers. */
    WitnessedRoom room(String codec) throws IOException {
        return WitnessedRoom.open(this, "hurt" + rooms.incrementAndGet(), codec);
    }

    /** Waits until the condition holds; fails when it does not soon. */
    Duration await(String what, BooleanSupplier condition) {
        long beganNanos = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - beganNanos > SOON.toNanos()) {
                throw new AssertionError(what + " not within " + SOON + "\n" + server.logTail());
            }
            Pause.of(POLL);
        }
        return Duration.ofNanos(System.nanoTime() - beganNanos);
    }

    /** Waits until nothing of any component is left: no thread, no file, no socket. */
    void awaitNothingLeft() {
        await("an idle server", this::isIdle);
        await("a server that holds " + idle + ", not " + readings(), () -> {
            ServerReadings now = readings();
            return idle == null
                    || (now.descriptors() <= idle.descriptors() + DESCRIPTOR_TOLERANCE
                            && now.threads() <= idle.threads() + THREAD_TOLERANCE);
        });
        await("the end of all sockets but " + idleSockets, () -> sockets() <= idleSockets);
    }

    /** In words: what it held before any fault, and what it holds now. */
    String held() {
        return "before " + counts(idle) + ", " + idleSockets + " sockets of work, after " + counts(readings()) + ", "
                + sockets() + " sockets of work";
    }

    private static String counts(@Nullable ServerReadings readings) {
        return readings == null ? "-" : readings.descriptors() + " descriptors, " + readings.threads() + " threads";
    }

    private boolean isIdle() {
        return componentThreads() == 0
                && openSources() == 0
                && metric("ephyra_components_running") == 0
                && metric("ephyra_components_abandoned") == 0
                && metric("ephyra_component_memory_bytes") == 0
                && metric("ephyra_media_connections") == 0;
    }

    double metric(String name) {
        try {
            return ServerReadings.metric(metrics, server, name);
        } catch (IOException failure) {
            throw new AssertionError("no metrics", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    /** Crashes of files that the metrics show for a cause. */
    double crashes(CrashCause cause) {
        return metric("ephyra_component_crashes_total\\{cause=\"" + cause.text() + "\",type=\"file\"}");
    }

    private ServerReadings readings() {
        try {
            return ServerReadings.ofSystem(server);
        } catch (IOException failure) {
            throw new AssertionError("no readings", failure);
        }
    }

    private long sockets() {
        try {
            return WorkSockets.of(server);
        } catch (IOException failure) {
            throw new AssertionError("no sockets", failure);
        }
    }

    /** Threads of components, by the names that the system shows. */
    private long componentThreads() {
        return count("task", entry -> Files.readString(entry.resolve("comm")).startsWith("component-"));
    }

    private long openSources() {
        return count("fd", entry -> Files.readSymbolicLink(entry).startsWith(sources.resources()));
    }

    private interface Condition {
        boolean holds(Path entry) throws IOException;
    }

    private long count(String folder, Condition condition) {
        Path parent = Path.of("/proc", Long.toString(server.pid()), folder);
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> holds(condition, entry)).count();
        } catch (IOException failure) {
            throw new AssertionError("no " + parent, failure);
        }
    }

    private static boolean holds(Condition condition, Path entry) {
        try {
            return condition.holds(entry);
        } catch (NoSuchFileException goneMeanwhile) {
            return false;
        } catch (IOException failure) {
            throw new AssertionError("not readable: " + entry, failure);
        }
    }

    /** Lines of the server's log that have this in them. */
    long logged(String text) {
        return server.log().lines().filter(line -> line.contains(text)).count();
    }

    /** What the history of a room says of its components' crashes. */
    List<String> crashReasons(String room) {
        JsonNode events =
                rest.get("/ephyra/v1/rooms/" + room + "/events").json().path("events");
        return Stream.iterate(0, at -> at < events.size(), at -> at + 1)
                .map(events::path)
                .filter(event -> event.path("type").asText().equals("componentCrashed"))
                .map(event -> event.path("detail").asText())
                .toList();
    }

    @Override
    public void close() {
        peers.close();
        told.close();
        rest.close();
        metrics.close();
        server.close();
    }
}
