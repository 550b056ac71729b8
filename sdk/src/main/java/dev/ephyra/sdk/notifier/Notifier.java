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
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
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
 * server in its memory until it closes the connection. One that its handler does not accept holds back its own room at once, and
 * all rooms once so many are behind it: {@link Builder#giveUpAfter}.
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
    private @Nullable CompletableFuture<Void> connecting;

    private Notifier(Builder builder) {
        this.store = builder.store;
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
                options,
                builder.handlers(),
                store,
                Optional.ofNullable(builder.executor),
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
     * Loads the cursor, on this thread, and begins to connect; called again it changes nothing. Connections that fail or are lost
     * are made anew, with the same token, until {@link #close()}.
     *
     * @return completes when the server has taken the subscriptions for the first time; fails with
     *     {@link SubscriptionRefusedException} if it refuses, and with a cancellation by {@link #close()}, also by one before
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
     * Waits until notifications come, now or again; before {@link #connect()}, too.
     *
     * @throws NotReadyException if they do not come within that time, or the notifier is closed; its message says why the last attempt
     *     to connect failed
     * @throws SubscriptionRefusedException if the server refuses and there will be no further attempt
     * @throws InterruptedException if the thread is interrupted
     */
    public void waitReady(Duration within) throws InterruptedException {
        loop.awaitReady(within);
    }

    /** How it stands now. {@link NotifierState.Closed} before {@link #connect()}, too. */
    public NotifierState state() {
        return loop.state();
    }

    /**
     * Takes no more, lets handlers that run come to their end, for 10 s at most, says how far they came to the server and to the
     * cursor store, and ends the connection. What was received and not begun comes again to the next process. Called again,
     * it waits for the same end. May be called from a handler, whose own notification is not waited for and comes again.
     */
    @Override
    public void close() {
        loop.stop(CLOSE_DEADLINE);
    }

    /**
     * Describes a {@link Notifier}. A setting that is made again replaces the one before, handlers too. Two notifiers of one builder
     * share its cursor store, which they must not: give each one of its own. Owned by one thread.
     */
    public static final class Builder {
        private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);
        private static final Duration DAY = Duration.ofDays(1);
        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

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
            this.address = Objects.requireNonNull(address, "address");
            this.token = Objects.requireNonNull(token, "token");
        }

        /** Is called with each notification. If it throws, it is called again: {@link NotificationHandler}. */
        public Builder onServerNotification(NotificationHandler handler) {
            notifications = Optional.of(handler);
            return this;
        }

        /**
         * Is called with each report of metrics, one after the other, every second. A server of very many rooms tells of them in
         * several reports, each of rooms of its own. While the handler takes its time, some megabytes of them wait and older ones
         * are dropped. If it throws, that is logged.
         */
        public Builder onMetrics(Consumer<MetricsReport> handler) {
            metrics = Optional.of(handler);
            return this;
        }

        /**
         * Is called when notifications are missing: after those before and before those behind. If it throws, it is called again
         * until it returns, whatever {@link #giveUpAfter}. Without it they are logged only.
         */
        public Builder onGap(Consumer<Gap> handler) {
            gaps = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /**
         * Asks for the open rooms first whenever there is nothing to resume: at the first start, and after a gap of the whole
         * {@link Gap.Log log}. Is called before any notification of what follows, which it overlaps with in nothing. If it throws,
         * it is called again until it returns, whatever {@link #giveUpAfter}.
         *
         * <p>A {@link Gap.Room} brings none, and Fishjam's servers never send any: ask the REST API for the rooms in {@link
         * #onGap}. A model in memory does not go with a cursor that outlives the process: the next one would resume, get no
         * snapshot, and begin with an empty model. Keep both or neither.
         */
        public Builder onSnapshot(Consumer<RoomsSnapshot> handler) {
            snapshots = Optional.of(handler);
            return this;
        }

        /**
         * Is called when it stands otherwise between notifier and server, once for each state, in their order, on a thread of its
         * own. If it throws, that is logged. Of more than 1,000 that wait for a handler that hangs, the oldest are dropped.
         * Must not wait for what {@link Notifier#connect} returns, which completes behind it.
         */
        public Builder onState(Consumer<NotifierState> handler) {
            states = Objects.requireNonNull(handler, "handler");
            return this;
        }

        /** Where to keep how far everything is handled. In memory if not said. */
        public Builder cursorStore(CursorStore cursorStore) {
            store = Objects.requireNonNull(cursorStore, "cursorStore");
            return this;
        }

        /** When a notification counts as handled. When the handler returns if not said. */
        public Builder ackMode(AckMode mode) {
            ackMode = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /** Which notifications are wanted. All of rooms if not said. */
        public Builder filter(EventFilter wanted) {
            filter = Objects.requireNonNull(wanted, "wanted");
            return this;
        }

        /**
         * Has the server keep the place of this consumer too, under this name: 1 to 64 letters, digits, dots, dashes, underscores.
         * One notifier at a time may use it: the server closes the older of two, which does not come back then.
         *
         * @throws IllegalArgumentException if it is another name
         */
        public Builder durableName(String name) {
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("durableName is 1 to 64 letters, digits, dots, dashes, underscores");
            }
            durableName = name;
            return this;
        }

        /**
         * How many notifications may be unhandled, 1 to 100,000; after a lost connection twice as many. Those behind the first
         * that is not handled count, too. 4,096 if not said: some megabytes, and 64 MB at most.
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
         * After how many failed attempts at one notification it is logged as an error and counts as handled, acknowledged by hand
         * or not. 0, never, if not said, since only you can tell whether one may be lost: its room waits as long as its handler
         * fails, and once as many as the capacity are unhandled, all rooms do, which is logged as a warning. Give up after some
         * attempts if going on matters more than each notification. Gaps and snapshots are not given up.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder giveUpAfter(int attempts) {
            giveUpAfter = within(attempts, 0, Integer.MAX_VALUE, "giveUpAfter");
            return this;
        }

        /**
         * How long to wait between attempts to connect at most; the pauses double from 250 ms. 30 s if not said.
         *
         * @throws IllegalArgumentException if it is shorter than 1 ms or longer than a day
         */
        public Builder longestPause(Duration pause) {
            if (pause.compareTo(SHORTEST_PAUSE) < 0 || pause.compareTo(DAY) > 0) {
                throw new IllegalArgumentException("longestPause is 1 ms to 1 day, not " + pause);
            }
            longestPause = pause;
            return this;
        }

        /**
         * What the handlers of notifications, gaps and snapshots run on; it must not run them on the thread that asks. It may be
         * busy, and may refuse: they wait then and are offered again. Everything else has threads of the notifier's own, which are
         * daemons. The caller ends it. Virtual threads where the runtime has them, else platform threads, if not said.
         */
        public Builder executor(Executor threads) {
            executor = Objects.requireNonNull(threads, "threads");
            return this;
        }

        /** Whose WebSockets are used, for proxies and certificates of your own. One of default settings if not said. */
        public Builder httpClient(HttpClient http) {
            client = Objects.requireNonNull(http, "http");
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
