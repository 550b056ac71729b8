package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.ServerAddress;
import dev.ephyra.sdk.metrics.MetricsReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hears from a server, and misses nothing while the connection is lost.
 *
 * <pre>{@code
 * try (Notifier notifier = Notifier.builder("localhost:5002", token)
 *         .cursorStore(CursorStore.file(Path.of("cursor")))
 *         .onServerNotification(delivery -> handle(delivery.content()))
 *         .onGap(gap -> askTheServerForItsRooms())
 *         .build()) {
 *     notifier.connect();
 *     ...
 * }
 * }</pre>
 *
 * <p>Each notification of Ephyra's is handed over at least once, to the same process once unless the handler throws; those of a
 * room in their order, those of different rooms at the same time. After a lost connection, and with a {@link CursorStore} that
 * outlives the process after a restart, it goes on behind what was handled; what is missing all the same is told to
 * {@link Builder#onGap}. A notification comes again when the process ended after its handler returned and before its cursor was
 * kept, some 50 ms later.
 *
 * <p>While {@link Builder#capacity} notifications are unhandled, no more are taken: Ephyra keeps them in its journal, a Fishjam
 * server in its memory until it closes the connection.
 *
 * <p>A server of Fishjam or Jellyfish tells what happens while the connection holds, and no more; a lost connection is a
 * {@link Gap.Reason#NOT_RESUMABLE gap} then. Filters and snapshots are Ephyra's only.
 *
 * <p>Safe for many threads.
 */
public final class Notifier implements AutoCloseable {
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);
    private static final long FIRST_PAUSE_NANOS = 250_000_000L;

    private final NotifierLoop loop;
    private final CursorStore store;
    private final Optional<ExecutorService> ownThreads;
    private @Nullable CompletableFuture<Void> connecting;

    private Notifier(Builder builder) {
        this.store = builder.store;
        this.ownThreads = builder.executor == null ? Optional.of(Workers.create()) : Optional.empty();
        Executor executor = Workers.willing(builder.executor == null ? ownThreads.orElseThrow() : builder.executor);
        SessionOptions options = new SessionOptions(
                builder.token,
                builder.notifications.isPresent() || builder.snapshots.isPresent(),
                builder.metrics.isPresent(),
                builder.filter,
                builder.snapshots.isPresent(),
                builder.durableName,
                builder.capacity);
        Backoff backoff = new Backoff(
                FIRST_PAUSE_NANOS,
                builder.longestPause.toNanos(),
                () -> ThreadLocalRandom.current().nextDouble());
        this.loop = new NotifierLoop(
                new NotifierSession(options, backoff),
                builder.handlers(),
                store,
                executor,
                builder.parallelism,
                builder.client == null ? HttpClient.newHttpClient() : builder.client,
                builder.address.socket());
    }

    /**
     * Begins to describe a notifier.
     *
     * @param address {@code host:port} or a URL, as {@link ServerAddress#of} takes it
     * @param token the server's, or that of a durable consumer
     */
    public static Builder builder(String address, String token) {
        return builder(ServerAddress.of(address, false), token);
    }

    /** Begins to describe a notifier. */
    public static Builder builder(ServerAddress address, String token) {
        return new Builder(address, token);
    }

    /**
     * Begins to connect, and returns at once; called again it changes nothing. Connections that fail or are lost are made anew
     * until {@link #close()}.
     *
     * @return completes when the server has taken the subscriptions for the first time; fails with
     *     {@link SubscriptionRefusedException} if it refuses, and with a cancellation by {@link #close()}
     * @throws UncheckedIOException if the cursor of an earlier process cannot be loaded
     */
    public synchronized CompletableFuture<Void> connect() {
        if (connecting == null) {
            try {
                connecting = loop.start(store.load());
            } catch (IOException unreadable) {
                throw new UncheckedIOException("the cursor cannot be loaded", unreadable);
            }
        }
        return connecting.copy();
    }

    /**
     * Waits until notifications come, now or again.
     *
     * @return whether they do; false when the time is up, or the notifier closed
     * @throws SubscriptionRefusedException if the server refuses and there will be no further attempt
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean waitReady(Duration within) throws InterruptedException {
        return loop.awaitReady(within);
    }

    /** How it stands now. {@link NotifierState.Closed} before {@link #connect()}, too. */
    public NotifierState state() {
        return loop.state();
    }

    /**
     * Ends the connection, lets handlers that run come to their end, for 10 s at most, and keeps the cursor. What was received
     * and not begun comes again to the next process. May be called from a handler, whose own notification is not waited for.
     */
    @Override
    public void close() {
        loop.stop(CLOSE_DEADLINE);
        ownThreads.ifPresent(ExecutorService::shutdown);
    }

    /** Describes a {@link Notifier}. Owned by one thread. */
    public static final class Builder {
        private final ServerAddress address;
        private final String token;
        private Optional<NotificationHandler> notifications = Optional.empty();
        private Optional<Consumer<MetricsReport>> metrics = Optional.empty();
        private Optional<Consumer<RoomsSnapshot>> snapshots = Optional.empty();
        private Consumer<Gap> gaps = gap -> {};
        private Consumer<NotifierState> states = state -> {};
        private CursorStore store = CursorStore.memory();
        private AckMode ackMode = AckMode.AUTO;
        private EventFilter filter = EventFilter.all();
        private String durableName = "";
        private int capacity = 4_096;
        private int parallelism = 32;
        private int giveUpAfter;
        private Duration longestPause = Duration.ofSeconds(30);
        private @Nullable Executor executor;
        private @Nullable HttpClient client;

        private Builder(ServerAddress address, String token) {
            this.address = address;
            this.token = Objects.requireNonNull(token, "token");
        }

        /** Is called with each notification. */
        public Builder onServerNotification(NotificationHandler handler) {
            notifications = Optional.of(handler);
            return this;
        }

        /** Is called with each report of metrics, every second or, if it takes longer, with the latest. */
        public Builder onMetrics(Consumer<MetricsReport> handler) {
            metrics = Optional.of(handler);
            return this;
        }

        /**
         * Is called when notifications are missing: after those before and before those behind. If it throws, it is called again.
         * Without it they are logged only.
         */
        public Builder onGap(Consumer<Gap> handler) {
            gaps = handler;
            return this;
        }

        /**
         * Asks for the open rooms first whenever there is nothing to resume: at the first start, and after {@link
         * Gap.Reason#EXPIRED} and {@link Gap.Reason#UNKNOWN_CURSOR}. Is called before any notification of what follows, which it
         * overlaps with in nothing. If it throws, it is called again.
         *
         * <p>Other gaps bring none, and Fishjam's servers never send any: ask the REST API for the rooms in {@link #onGap}.
         */
        public Builder onSnapshot(Consumer<RoomsSnapshot> handler) {
            snapshots = Optional.of(handler);
            return this;
        }

        /** Is called when it stands otherwise between notifier and server, once for each state, in their order. */
        public Builder onState(Consumer<NotifierState> handler) {
            states = handler;
            return this;
        }

        /** Where to keep how far everything is handled. In memory if not said. */
        public Builder cursorStore(CursorStore cursorStore) {
            store = cursorStore;
            return this;
        }

        /** When a notification counts as handled. When the handler returns if not said. */
        public Builder ackMode(AckMode mode) {
            ackMode = mode;
            return this;
        }

        /** Which notifications are wanted. All of rooms if not said. */
        public Builder filter(EventFilter wanted) {
            filter = wanted;
            return this;
        }

        /**
         * Has the server keep the place of this consumer too, under this name: 1 to 64 letters, digits, dots, dashes, underscores.
         * One notifier at a time may use it: the server closes the older of two, which does not come back then.
         */
        public Builder durableName(String name) {
            durableName = name;
            return this;
        }

        /**
         * How many notifications may be unhandled, 1 to 100,000; after a lost connection twice as many. 4,096 if not said: some
         * megabytes.
         *
         * @throws IllegalArgumentException if it is another number
         */
        public Builder capacity(int notifications) {
            capacity = within(notifications, 1, 100_000, "capacity");
            return this;
        }

        /**
         * How many handlers may run at the same time, each for a room of its own. 32 if not said.
         *
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder parallelism(int handlers) {
            parallelism = within(handlers, 1, Integer.MAX_VALUE, "parallelism");
            return this;
        }

        /**
         * After how many failed attempts at one notification it is logged and counts as handled. 0, never, if not said: its room
         * waits as long as its handler fails, and when as many as the capacity wait, everything does.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder giveUpAfter(int attempts) {
            giveUpAfter = within(attempts, 0, Integer.MAX_VALUE, "giveUpAfter");
            return this;
        }

        /** How long to wait between attempts to connect at most; the pauses double from 250 ms. 30 s if not said. */
        public Builder longestPause(Duration pause) {
            longestPause = pause;
            return this;
        }

        /**
         * What handlers run on; it must not run them on the thread that asks. The caller ends it. Virtual threads where the runtime
         * has them, else platform threads, if not said.
         */
        public Builder executor(Executor threads) {
            executor = threads;
            return this;
        }

        /** Whose WebSockets are used, for proxies and certificates of your own. One of default settings if not said. */
        public Builder httpClient(HttpClient http) {
            client = http;
            return this;
        }

        /**
         * The notifier, which does nothing before {@link Notifier#connect()}.
         *
         * @throws IllegalStateException if nothing is to be called
         */
        public Notifier build() {
            if (notifications.isEmpty() && metrics.isEmpty() && snapshots.isEmpty()) {
                throw new IllegalStateException("say what to call: onServerNotification, onMetrics or onSnapshot");
            }
            return new Notifier(this);
        }

        private Handlers handlers() {
            return new Handlers(notifications, metrics, gaps, snapshots, states, ackMode, giveUpAfter);
        }

        private static int within(int value, int least, int most, String name) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " is " + least + " to " + most + ", not " + value);
            }
            return value;
        }
    }
}
