package dev.ephyra.sdk.testing;

import dev.ephyra.sdk.FishjamException;
import dev.ephyra.sdk.RoomApi;
import dev.ephyra.sdk.notifier.Notifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A real Ephyra server in a process of its own, on free ports, with data that goes with it.
 *
 * <pre>{@code
 * try (EphyraServer server = EphyraServer.start();
 *         ReceivedNotifications received = server.listen()) {
 *     server.trigger("peerConnected");
 *     received.await(RoomNotification.PeerConnected.class);
 * }
 * }</pre>
 *
 * <p>The server itself is not part of this library: name the launcher {@code ephyra} of a checkout, or its server jar with the
 * folder {@code lib} beside it, in the system property {@code ephyra.server} or the environment variable {@code EPHYRA_SERVER}.
 * The launcher finds a Java 25 by itself, and builds what is not built yet: that takes minutes, and two that build at once disturb
 * each other, so let one {@code ./ephyra version} go before tests that start several. The jar runs with that of the tests, or with the {@code java} that is named in
 * {@code ephyra.server.java} or {@code EPHYRA_SERVER_JAVA}.
 *
 * <p>It ends with the JVM of the tests too, also with one that is killed ({@code kill -9}), after which its folder
 * {@code ephyra-test-…} stays among the temporary files.
 *
 * <p>{@link #kill}, {@link #restart} and {@link #close} are for one thread, the rest is safe for many.
 */
public final class EphyraServer implements AutoCloseable {
    private static final Duration SOON_AGAIN = Duration.ofMillis(500);

    private final String token;
    private final ServerProcess process;
    private final RoomApi rooms;

    private EphyraServer(String token, ServerProcess process) {
        this.token = token;
        this.process = process;
        this.rooms = RoomApi.create(process.address(), token);
    }

    /**
     * Starts one with the defaults of {@link #builder()}.
     *
     * @throws IllegalStateException if there is none, or it does not get ready; the message says what to do, or what it printed
     */
    public static EphyraServer start() {
        return builder().start();
    }

    /** Begins to describe a server. */
    public static Builder builder() {
        return new Builder();
    }

    /** {@code host:port} of its REST API and its sockets, as applications are configured with it. */
    public String address() {
        return process.address();
    }

    /** Its API token, made for it. */
    public String token() {
        return token;
    }

    /** Its REST API. */
    public RoomApi rooms() {
        return rooms;
    }

    /** Begins to describe a notifier for it. */
    public Notifier.Builder notifier() {
        return Notifier.builder(address(), token);
    }

    /**
     * Keeps what it tells from now on; close it before the server.
     *
     * @throws IllegalStateException if it does not take the subscription within 10 s
     * @throws InterruptedException if the thread is interrupted
     */
    public ReceivedNotifications listen() throws InterruptedException {
        // Tests restart servers, and wait 10 s for what is told then.
        ReceivedNotifications received = new ReceivedNotifications(notifier().longestPause(SOON_AGAIN));
        boolean ready = false;
        try {
            CompletableFuture<Void> unused = received.notifier().connect();
            received.notifier().waitReady(Duration.ofSeconds(10));
            ready = true;
        } catch (FishjamException late) {
            throw new IllegalStateException(late.getMessage() + "\n" + process.logTail(), late);
        } finally {
            if (!ready) {
                received.close();
            }
        }
        return received;
    }

    /**
     * Makes one event of a kind, in a room that lives and ends at once, with all the events around it.
     *
     * @param type as in {@code peerConnected} or {@code roomCrashed}
     * @throws IllegalArgumentException if the server makes no such events; the message has its words
     */
    public TestEvents trigger(String type) {
        return trigger(type, 1);
    }

    /**
     * Makes {@code count} events of a kind in one room.
     *
     * @throws IllegalArgumentException if the server makes no such events, or not so many; the message has its words
     */
    public TestEvents trigger(String type, int count) {
        return Trigger.send(rooms.server(), token, type, count);
    }

    /** Ends it as a power failure does. Its data stay until {@link #close()}. */
    public void kill() {
        process.kill();
    }

    /**
     * Starts it again at the same address with the same data, if need be after {@link #kill()}: each room that was open has ended
     * with {@code RoomCrashed} then.
     *
     * @throws IllegalStateException if it does not get ready; the message has what it printed
     */
    public void restart() {
        process.kill();
        process.restart();
    }

    /** Everything it printed. */
    public String log() {
        return process.log();
    }

    /** Ends it, and deletes its data. A second time it does nothing. */
    @Override
    public void close() {
        process.close();
    }

    /** Describes a server. Owned by one thread. */
    public static final class Builder {
        private final Map<String, String> environment = new TreeMap<>();
        private @Nullable Path server;
        private Duration readyWithin = Duration.ofMinutes(5);

        private Builder() {}

        /** The launcher or jar, whatever property and variable say. */
        public Builder server(Path launcherOrJar) {
            server = launcherOrJar;
            return this;
        }

        /** A setting of the server, as in {@code EPHYRA_MAX_ROOMS}. Those of the tests' own environment are not passed on. */
        public Builder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /** How long a start may take, with what the launcher builds before. 5 minutes if not said. */
        public Builder readyWithin(Duration time) {
            readyWithin = time;
            return this;
        }

        /**
         * Starts it, and returns when it serves.
         *
         * @throws IllegalStateException if there is none, or it does not get ready; the message says what to do, or what it printed
         */
        public EphyraServer start() {
            List<String> command = InstalledServer.find(server);
            String token = "test-" + UUID.randomUUID();
            environment.put(ServerProcess.TOKEN, token);
            try {
                return new EphyraServer(token, ServerProcess.start(command, environment, readyWithin));
            } catch (IOException failure) {
                throw new UncheckedIOException("the server cannot be started", failure);
            }
        }
    }
}
