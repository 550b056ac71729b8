package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.sdk.notification.RoomNotification;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Executors that are slow, full or broken, handlers that throw whatever there is, and ends in the middle of it. */
@Timeout(120)
class NotifierThreadsTest {
    private final BlockingQueue<String> rooms = new LinkedBlockingQueue<>();
    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void endPool() {
        pool.shutdownNow();
    }

    @Test
    void goesOnAfterGivingUpWhatIsAcknowledgedByHand() throws Exception {
        try (PlainServer server = new PlainServer();
                Notifier notifier = notifier(server)
                        .ackMode(AckMode.MANUAL)
                        .giveUpAfter(1)
                        .capacity(1)
                        .onServerNotification(delivery -> {
                            add(delivery);
                            throw new IllegalStateException("never");
                        })
                        .build()) {
            Socket socket = connect(server, notifier);
            for (String room : new String[] {"a", "b", "c"}) {
                PlainServer.tellOfRoom(socket, room);
                assertThat(next()).isEqualTo(room);
            }
        }
    }

    @Test
    void goesOnAfterAnErrorInAHandlerOfStates() throws Exception {
        BlockingQueue<NotifierState> states = new LinkedBlockingQueue<>();
        try (PlainServer server = new PlainServer();
                Notifier notifier = notifier(server)
                        .onServerNotification(this::add)
                        .onState(state -> {
                            states.add(state);
                            throw new AssertionError("an error in a handler");
                        })
                        .build()) {
            connect(server, notifier);
            assertThat(states).containsExactly(new NotifierState.Connecting(1), new NotifierState.Ready(false, false));
        }
    }

    @Test
    void asksAgainAnExecutorThatFails() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        Executor failing = task -> {
            int left = failures.getAndDecrement();
            if (left == 2) {
                throw new OutOfMemoryError("unable to create native thread");
            } else if (left == 1) {
                throw new RejectedExecutionException("full");
            }
            pool.execute(task);
        };
        try (PlainServer server = new PlainServer();
                Notifier notifier = notifier(server)
                        .executor(failing)
                        .parallelism(1)
                        .onServerNotification(this::add)
                        .build()) {
            PlainServer.tellOfRoom(connect(server, notifier), "a");
            assertThat(next()).isEqualTo("a");
            assertThat(failures).hasNegativeValue();
        }
    }

    @Test
    void asksAgainAnExecutorThatDropsWhatItTook() throws Exception {
        AtomicInteger dropped = new AtomicInteger(2);
        Executor discarding = task -> {
            if (dropped.getAndDecrement() <= 0) {
                pool.execute(task);
            }
        };
        try (PlainServer server = new PlainServer();
                Notifier notifier = notifier(server)
                        .executor(discarding)
                        .parallelism(1)
                        .onServerNotification(this::add)
                        .build()) {
            Socket socket = connect(server, notifier);
            PlainServer.tellOfRoom(socket, "a");
            assertThat(next()).isEqualTo("a");
            PlainServer.tellOfRoom(socket, "b");
            assertThat(next()).isEqualTo("b");
        }
    }

    @Test
    void connectsAgainWhileTheExecutorIsBusyForOthers() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        CountDownLatch busy = new CountDownLatch(1);
        var unused = one.submit(() -> busy.await(60, TimeUnit.SECONDS));
        CountDownLatch asked = new CountDownLatch(1);
        BlockingQueue<NotifierState> states = new LinkedBlockingQueue<>();
        try (PlainServer server = new PlainServer();
                Notifier notifier = notifier(server)
                        .executor(task -> {
                            one.execute(task);
                            asked.countDown();
                        })
                        .onState(states::add)
                        .onServerNotification(this::add)
                        .build()) {
            Socket first = connect(server, notifier);
            PlainServer.tellOfRoom(first, "a");
            asked.await();
            PlainServer.reset(first);
            PlainServer.tellOfRoom(server.next(), "b");
            notifier.waitReady(Duration.ofSeconds(30));
            assertThat(rooms).isEmpty();
            busy.countDown();
            assertThat(next()).isEqualTo("a");
            assertThat(next()).isEqualTo("b");
        } finally {
            busy.countDown();
            one.shutdownNow();
        }
    }

    @Test
    void waitsForNothingOfItsOwnInAnExecutorThatWaitsForSpace() throws Exception {
        Semaphore space = new Semaphore(1);
        Executor waiting = task -> {
            space.acquireUninterruptibly();
            pool.execute(() -> {
                try {
                    task.run();
                } finally {
                    space.release();
                }
            });
        };
        try (PlainServer server = new PlainServer();
                Notifier notifier = notifier(server)
                        .executor(waiting)
                        .onServerNotification(this::add)
                        .build()) {
            Socket socket = connect(server, notifier);
            for (int room = 0; room < 200; room++) {
                PlainServer.tellOfRoom(socket, "r" + room);
            }
            for (int room = 0; room < 200; room++) {
                assertThat(next()).startsWith("r");
            }
        }
    }

    @Test
    void saysWhatAnHttpClientOfTheUsersThrows() {
        try (Notifier notifier = Notifier.builder("127.0.0.1:9", "token")
                .httpClient(new ClientWithoutSockets())
                .onServerNotification(this::add)
                .build()) {
            var unused = notifier.connect();

            assertThatThrownBy(() -> notifier.waitReady(Duration.ofMillis(1)))
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining(ClientWithoutSockets.WHY);
        }
    }

    @Test
    void connectsNoMoreOnceItIsClosed() throws Exception {
        try (PlainServer server = new PlainServer()) {
            Notifier notifier = notifier(server).onServerNotification(this::add).build();
            notifier.close();

            assertThat(notifier.connect()).isCompletedExceptionally();
            assertThatThrownBy(() -> notifier.waitReady(Duration.ofSeconds(1)))
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining("the notifier is closed");
            assertThat(server.connections).hasValue(0);
        }
    }

    @Test
    void mayBeClosedFromSeveralHandlersAtOnce() throws Exception {
        CompletableFuture<Notifier> closing = new CompletableFuture<>();
        CountDownLatch both = new CountDownLatch(2);
        BlockingQueue<Long> took = new LinkedBlockingQueue<>();
        try (PlainServer server = new PlainServer()) {
            Notifier notifier = notifier(server)
                    .onServerNotification(delivery -> {
                        both.countDown();
                        both.await();
                        long begun = System.nanoTime();
                        closing.join().close();
                        took.add(System.nanoTime() - begun);
                    })
                    .build();
            closing.complete(notifier);
            Socket socket = connect(server, notifier);
            PlainServer.tellOfRoom(socket, "a");
            PlainServer.tellOfRoom(socket, "b");

            for (int handler = 0; handler < 2; handler++) {
                assertThat(took.poll(30, TimeUnit.SECONDS)).isLessThan(TimeUnit.SECONDS.toNanos(8));
            }
            notifier.close();
            assertThat(notifier.state()).isEqualTo(new NotifierState.Closed());
        }
    }

    @Test
    void closingAgainWaitsForTheSameEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (PlainServer server = new PlainServer()) {
            Notifier notifier = notifier(server)
                    .onServerNotification(delivery -> {
                        begun.countDown();
                        end.await();
                        add(delivery);
                    })
                    .build();
            PlainServer.tellOfRoom(connect(server, notifier), "a");
            begun.await();
            CompletableFuture<Void> one = CompletableFuture.runAsync(notifier::close, pool);
            CompletableFuture<Void> other = CompletableFuture.runAsync(notifier::close, pool);
            assertThat(one.copy()
                            .completeOnTimeout(null, 300, TimeUnit.MILLISECONDS)
                            .thenApply(done -> rooms.size())
                            .get())
                    .isZero();
            assertThat(one).isNotDone();
            assertThat(other).isNotDone();
            end.countDown();
            one.get(30, TimeUnit.SECONDS);
            other.get(30, TimeUnit.SECONDS);
            assertThat(rooms).containsExactly("a");
        }
    }

    private Notifier.Builder notifier(PlainServer server) {
        return Notifier.builder(server.address(), "token").longestPause(Duration.ofMillis(50));
    }

    private static Socket connect(PlainServer server, Notifier notifier) throws Exception {
        notifier.connect().get(30, TimeUnit.SECONDS);
        return server.next();
    }

    private void add(Delivery delivery) {
        rooms.add(((RoomNotification) delivery.content()).roomId());
    }

    private String next() throws InterruptedException {
        String room = rooms.poll(30, TimeUnit.SECONDS);
        if (room == null) {
            throw new AssertionError("nothing came in time");
        }
        return room;
    }
}
