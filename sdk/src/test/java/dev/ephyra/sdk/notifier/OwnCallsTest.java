package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that the notifier makes beside those of its lanes: metrics, states, cursors. */
@Timeout(60)
class OwnCallsTest {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> seen = new ArrayList<>();

    @Test
    void makesTheNextCallWhateverTheOneBeforeThrew() {
        Calls calls = new Calls(tasks::add);
        calls.add(() -> {
            throw new StackOverflowError();
        });
        calls.add(() -> seen.add("next"));
        run();
        calls.add(() -> seen.add(calls.isCaller() ? "inside" : "outside"));
        run();

        assertThat(seen).containsExactly("next", "inside");
        assertThat(calls.isCaller()).isFalse();
    }

    @Test
    void handsOverEachOfSeveralReportsThatComeAtOnce() {
        Backlog<String> reports = new Backlog<>(new Calls(tasks::add), seen::add, 10, String::length, 100);
        reports.offer("one");
        reports.offer("two");
        reports.offer("three");
        run();
        reports.offer("four");
        run();

        assertThat(seen).containsExactly("one", "two", "three", "four");
    }

    @Test
    void handsOverWhatWaitsBehindOneThatItsHandlerDoesNotTake() {
        Backlog<String> reports = new Backlog<>(
                new Calls(tasks::add),
                report -> {
                    seen.add(report);
                    if (report.equals("one")) {
                        throw new AssertionError("an error in a handler");
                    }
                },
                10,
                report -> 0,
                0);
        reports.offer("one");
        reports.offer("two");
        run();
        reports.offer("three");
        run();

        assertThat(seen).containsExactly("one", "two", "three");
    }

    @Test
    void dropsTheOldestBeyondItsLimits() {
        Backlog<String> reports = new Backlog<>(new Calls(tasks::add), seen::add, 3, String::length, 8);
        for (String report : List.of("aaaa", "bbbb", "cccc", "dddd")) {
            reports.offer(report);
        }
        run();
        assertThat(seen).containsExactly("cccc", "dddd");

        seen.clear();
        for (String report : List.of("a", "b", "c", "d")) {
            reports.offer(report);
        }
        run();
        assertThat(seen).containsExactly("b", "c", "d");

        seen.clear();
        reports.offer("a");
        reports.offer("more than eight");
        run();
        assertThat(seen).containsExactly("more than eight");
    }

    @Test
    void keepsTheLatestStatesForAHandlerThatHangs() throws Exception {
        OwnThreads threads = new OwnThreads();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        BlockingQueue<NotifierState> told = new LinkedBlockingQueue<>();
        Dispatcher dispatcher = new Dispatcher(
                new Handlers(
                        Optional.empty(),
                        Optional.empty(),
                        gap -> {},
                        Optional.empty(),
                        state -> {
                            told.add(state);
                            begun.countDown();
                            awaitUninterrupted(released);
                        },
                        AckMode.AUTO,
                        0),
                threads,
                step -> {});
        dispatcher.state(new NotifierState.Closed());
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        for (int attempt = 1; attempt <= Dispatcher.MAX_WAITING_STATES + 7; attempt++) {
            dispatcher.state(new NotifierState.Connecting(attempt));
        }
        dispatcher.afterStates(ended::countDown);
        released.countDown();

        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(told).hasSize(1 + Dispatcher.MAX_WAITING_STATES);
        assertThat(told.stream().skip(1).findFirst()).contains(new NotifierState.Connecting(8));
        threads.end();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException early) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void keepsACursorInTheEndThoughTheStoreFails() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        BlockingQueue<String> kept = new LinkedBlockingQueue<>();
        OwnThreads threads = new OwnThreads();
        CursorKeeper keeper = new CursorKeeper(
                store(cursor -> {
                    int left = failures.getAndDecrement();
                    if (left == 2) {
                        throw new AssertionError("an error in a store");
                    } else if (left == 1) {
                        throw new IOException("no disk");
                    }
                    kept.add(cursor);
                }),
                threads);
        keeper.offer("c1");
        assertThat(kept.poll(30, TimeUnit.SECONDS)).isEqualTo("c1");

        keeper.offer("c2");
        keeper.finish().get(30, TimeUnit.SECONDS);
        assertThat(kept).containsExactly("c2");
        keeper.offer("c3");
        keeper.finish().get(30, TimeUnit.SECONDS);
        assertThat(kept).containsExactly("c2");
        threads.end();
    }

    @Test
    void whatNobodyCanAcknowledgeIsHandledWhenItReturns() {
        OwnThreads threads = new OwnThreads();
        Handlers handlers = new Handlers(
                Optional.empty(),
                Optional.empty(),
                gap -> {},
                Optional.of(snapshot -> {}),
                state -> {},
                AckMode.MANUAL,
                0);
        Notification notification = Notification.of(ServerMessage.newBuilder()
                        .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("a"))
                        .build())
                .get(0);
        Work work = new Dispatcher(handlers, threads, step -> {})
                .notification(notification, new Step(null, 0, 0, notification));

        assertThat(work.doneByReturning).isTrue();
        assertThat(Dispatcher.call(work)).isEqualTo(Dispatcher.Outcome.RETURNED);
        threads.end();
    }

    private interface Saving {
        void save(String cursor) throws IOException;
    }

    private static CursorStore store(Saving saving) {
        return new CursorStore() {
            @Override
            public Optional<String> load() {
                return Optional.empty();
            }

            @Override
            public void save(String cursor) throws IOException {
                saving.save(cursor);
            }
        };
    }

    private void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
