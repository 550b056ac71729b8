package dev.ephyra.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ComponentHostTest {
    private static final long DEADLINE_SECONDS = 30;
    private static final RoomId ROOM = new RoomId("r");
    private static final ComponentId ID = new ComponentId("c");
    private static final Track TRACK = new Track(new TrackId("t"), TrackType.AUDIO, Metadata.NONE);

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private volatile boolean isDeaf;
    private volatile boolean isOverflowingOnClose;
    private final ComponentHost host =
            new ComponentHost(this::open, new Told(), new ComponentMemory(Long.MAX_VALUE / 2));

    @AfterEach
    void close() throws IOException {
        host.close();
    }

    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ComponentTrack open(RoomId room, Track track) {
        told.add("open " + track.id().value());
        return new ComponentTrack() {
            @Override
            public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {
                told.add("send " + length);
            }

            @Override
            public void clock(long unixNanos, int timestamp) {}

            @Override
            public void close() {
                if (isOverflowingOnClose) {
                    throw new StackOverflowError();
                }
                told.add("close " + track.id().value());
            }
        };
    }

    /** What was told next; waits for it. */
    private String next() throws InterruptedException {
        String next = told.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("something told in time").isNotNull();
        return next;
    }

    @Test
    void aComponentPublishesAndFinishes() throws InterruptedException {
        host.start(
                ROOM,
                ID,
                room -> {
                    ComponentTrack track = room.publish(TRACK);
                    track.send(new byte[3], 0, 3, 0, true);
                },
                List.of());

        assertThat(List.of(next(), next(), next(), next(), next()))
                .containsExactlyInAnyOrder("open t", "send 3", "added t", "close t", "finished");
    }

    @Test
    void whatThereIsNoMemoryForDoesNotBeginUntilAnotherHasEnded() throws InterruptedException, IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (ComponentHost small =
                new ComponentHost(this::open, new Told(), new ComponentMemory(ComponentMemory.LEAST_BYTES))) {
            assertThat(small.start(ROOM, ID, _ -> end.await(), List.of())).isEmpty();
            assertThat(small.start(ROOM, new ComponentId("d"), _ -> {}, List.of()))
                    .hasValue("There is too little memory left for it: 0 MiB are for all components of this server");
            assertThat(small.running()).isOne();
            assertThat(small.memoryReserved()).isEqualTo(ComponentMemory.LEAST_BYTES);
            end.countDown();
            assertThat(next()).isEqualTo("finished");

            assertThat(small.memoryReserved()).isZero();
            assertThat(small.start(ROOM, new ComponentId("d"), _ -> {}, List.of()))
                    .isEmpty();
            assertThat(next()).isEqualTo("finished");
        }
    }

    @Test
    void whatItThrowsIsTheReasonOfItsCrashAndEndsNothingElse() throws InterruptedException {
        host.start(
                ROOM,
                ID,
                _ -> {
                    throw new ComponentFailure(CrashCause.SOURCE_UNUSABLE, "The file is empty");
                },
                List.of());
        assertThat(next()).isEqualTo("crashed The file is empty");
        host.start(
                ROOM,
                ID,
                _ -> {
                    throw new IOException("no space");
                },
                List.of());
        assertThat(next()).isEqualTo("crashed no space");
        host.start(
                ROOM,
                ID,
                _ -> {
                    throw new IllegalStateException("bug");
                },
                List.of());
        assertThat(next()).isEqualTo("crashed Internal error: java.lang.IllegalStateException: bug");
        host.start(ROOM, ID, _ -> overflow(1), List.of());
        assertThat(next()).isEqualTo("crashed Internal error: java.lang.StackOverflowError");
        host.start(ROOM, ID, _ -> {}, List.of());

        assertThat(next()).isEqualTo("finished");
    }

    @Test
    void whatCannotEvenBeToldIsACrashToo() throws InterruptedException {
        host.start(
                ROOM,
                ID,
                _ -> {
                    throw new Untellable();
                },
                List.of());

        assertThat(next()).isEqualTo("crashed Internal error, and what it was cannot be told");
        assertThat(host.running()).isZero();
    }

    /** Breaks whoever asks what it is. */
    private static final class Untellable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @Test
    void whatOverflowsBehindAnOutputDoesNotKeepWhatFollows() throws InterruptedException {
        isOverflowingOnClose = true;
        host.start(ROOM, ID, room -> room.publish(TRACK), List.of());

        assertThat(List.of(next(), next(), next())).containsExactlyInAnyOrder("open t", "added t", "finished");
    }

    private static int overflow(int depth) {
        return depth < 0 ? depth : overflow(depth + 1) + depth;
    }

    @Test
    void aStoppedComponentIsInterruptedAndTellsNothing() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        host.start(
                ROOM,
                ID,
                room -> {
                    begun.countDown();
                    try {
                        while (!never.await(100, TimeUnit.MILLISECONDS)) {
                            room.alive();
                        }
                    } finally {
                        interrupted.countDown();
                    }
                },
                List.of());
        assertThat(begun.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();

        host.stop(ID);

        assertThat(interrupted.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        // Another one's end comes behind whatever the first would have said.
        host.start(ROOM, new ComponentId("other"), _ -> {}, List.of());
        assertThat(next()).isEqualTo("finished");
    }

    @Test
    void moreThanMayRunAreNotStarted() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Component waiting = room -> {
            while (!end.await(100, TimeUnit.MILLISECONDS)) {
                room.alive();
            }
        };
        for (int i = 0; i < ComponentHost.MAX_RUNNING; i++) {
            assertThat(host.start(ROOM, new ComponentId("c" + i), waiting, List.of()))
                    .isEmpty();
        }

        assertThat(host.start(ROOM, ID, waiting, List.of()))
                .contains("There are 512 components on this server already");
        end.countDown();
        for (int i = 0; i < ComponentHost.MAX_RUNNING; i++) {
            assertThat(next()).isEqualTo("finished");
        }
        assertThat(host.start(ROOM, ID, waiting, List.of())).isEmpty();
    }

    @Test
    void theEndOfTheHostWaitsForWhatItsComponentsHaveToEnd() throws InterruptedException, IOException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread closer = Thread.currentThread();
        host.start(
                ROOM,
                ID,
                _ -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        // Where the closing thread waits for this one, and not before.
                        while (closer.getState() != Thread.State.TIMED_WAITING) {
                            Thread.onSpinWait();
                        }
                        ended.countDown();
                    }
                },
                List.of());
        assertThat(begun.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
        // Behind its start, which the host's thread has seen then.
        host.start(ROOM, new ComponentId("other"), _ -> {}, List.of());
        assertThat(next()).isEqualTo("finished");

        host.close();

        assertThat(ended.getCount()).isZero();
        assertThat(host.start(ROOM, ID, _ -> {}, List.of())).contains("The server is ending");
    }

    @Test
    void itsEndReachesAlsoWhatItsOwnThreadHasNotLookedAt() throws InterruptedException, IOException {
        CountDownLatch ended = new CountDownLatch(1);
        isDeaf = true;
        host.start(ROOM, ID, _ -> {}, List.of());
        assertThat(next()).isEqualTo("deaf");
        host.start(
                ROOM,
                new ComponentId("other"),
                _ -> {
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        ended.countDown();
                    }
                },
                List.of());

        host.close();

        assertThat(ended.getCount()).isZero();
    }

    private final class Told implements ComponentListener {
        @Override
        public void trackAdded(RoomId room, ComponentId component, Track track) {
            told.add("added " + track.id().value());
        }

        @Override
        public void trackRemoved(RoomId room, ComponentId component, TrackId track) {
            told.add("removed " + track.value());
        }

        @Override
        public void finished(RoomId room, ComponentId component) {
            if (isDeaf) {
                told.add("deaf");
                awaitInterrupt();
            }
            told.add("finished");
        }

        @Override
        public void crashed(RoomId room, ComponentId component, CrashCause cause, String reason) {
            told.add("crashed " + reason);
        }
    }
}
