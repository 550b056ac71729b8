package dev.ephyra.component.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentSubscriber;
import dev.ephyra.component.TrackCodec;
import dev.ephyra.component.TrackFeed;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.TrackId;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every fault of a worker ends its component once, for the right reason, and leaves nothing behind. */
class WorkerFaultTest {
    private final Workers workers = new Workers();

    @AfterEach
    void close() throws IOException {
        workers.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "babble       | | The worker broke the protocol: a frame of ",
                "exit         | 0 | The worker ended with code 0 before its work was done",
                "exit         | 7 | The worker ended with code 7 before its work was done",
                "exhaust      | | The worker ended with code 3 before its work was done",
                "fail         | no decoder | no decoder",
                "flood        | | The worker said more than 20000 frames in a second",
                "flood-bytes  | | The worker said more than 16777216 bytes in a second",
                "cut          | | The worker ended with code 0, in the middle of a message",
                "close-output | | The worker closed its output and did not end",
            })
    void aFaultIsTheReasonOfOneCrash(String behaviour, @Nullable String argument, String reason) {
        ComponentId id = argument == null
                ? workers.start(TrackFeed.NONE, behaviour)
                : workers.start(TrackFeed.NONE, behaviour, argument);

        assertThat(workers.toldOf(id)).singleElement().asString().startsWith("crashed " + reason);
        workers.assertNothingIsLeft(1);
    }

    @Test
    void thoseThatFallSilentAreKilledAndTheOthersStay() throws IOException, InterruptedException {
        ComponentId other = workers.start(TrackFeed.NONE, "behave");
        ComponentId hanging = workers.start(TrackFeed.NONE, "hang");
        ComponentId frozen = workers.start(TrackFeed.NONE, "hold-track");
        ComponentId never = workers.start(TrackFeed.NONE, "never-ready");
        workers.pid(frozen);
        // Said again behind its track.
        Workers.signal("STOP", workers.pid(frozen));

        assertThat(workers.toldOf(hanging)).containsExactly("crashed The worker gave no sign of life for 5 s");
        // Its track is closed before the room hears of its end.
        assertThat(workers.toldOf(frozen))
                .containsExactly("added VIDEO", "closed VIDEO", "crashed The worker gave no sign of life for 5 s");
        assertThat(workers.toldOf(never)).containsExactly("crashed The worker was not ready within 10 s");
        assertThat(workers.ends()).isEqualTo(3);
        workers.stop(other);
        workers.assertNothingIsLeft(3);
    }

    /** A fault of native code is told by the JVM on its output first. */
    @ParameterizedTest
    @CsvSource({
        "KILL,The worker was ended by signal 9 before its work was done",
        "SEGV,The worker broke the protocol: a frame of 587866912 bytes; it ended with code 1"
    })
    void oneThatASignalEndsCrashesBehindTheEndOfItsTracks(String signal, String reason)
            throws IOException, InterruptedException {
        ComponentId id = workers.start(TrackFeed.NONE, "hold-track");
        workers.pid(id);
        Workers.signal(signal, workers.pid(id));

        assertThat(workers.toldOf(id)).containsExactly("added VIDEO", "closed VIDEO", "crashed " + reason);
        workers.assertNothingIsLeft(1);
    }

    @Test
    void oneThatIgnoresItsStopIsKilledAndTellsNothing() throws InterruptedException {
        ComponentId id = workers.start(TrackFeed.NONE, "ignore-stop");
        long pid = workers.pid(id);

        workers.stop(id);

        Workers.await("its end", () -> ProcessHandle.of(pid).isEmpty());
        workers.assertNothingIsLeft(0);
    }

    @Test
    void itsOwnChildrenEndWithIt() throws InterruptedException {
        ComponentId id = workers.start(TrackFeed.NONE, "child-and-babble");
        workers.pid(id);
        long child = workers.pid(id);

        assertThat(workers.toldOf(id)).singleElement().asString().startsWith("crashed The worker broke the protocol");
        Workers.await("the end of its child", () -> Workers.isOver(child));
        workers.assertNothingIsLeft(1);
    }

    @Test
    void oneThatReadsNothingIsKilledOnceNewsOfTracksWaitAndNeverHoldsTheMediaThread() throws Exception {
        CompletableFuture<ComponentSubscriber> subscribed = new CompletableFuture<>();
        ComponentId id = workers.start(
                subscriber -> {
                    subscribed.complete(subscriber);
                    return TrackFeed.NONE.subscribe(subscriber);
                },
                "deaf");
        ComponentSubscriber subscriber = subscribed.get(60, TimeUnit.SECONDS);
        // Its pipe holds 64 KiB of them, and what its writer has taken.
        for (int i = 0; i < 4 * WorkerInbox.MAX_NOTICES; i++) {
            TrackId track = new TrackId("peer:" + i);
            subscriber.trackAdded(track, TrackCodec.OPUS);
            subscriber.packet(track, new byte[1_000], 0, 1_000, i, 90, true);
            subscriber.trackRemoved(track);
        }

        assertThat(workers.toldOf(id)).containsExactly("crashed The worker does not read what it is told");
        workers.assertNothingIsLeft(1);
    }

    @Test
    void theEndOfTheServerEndsWorkers() throws IOException, InterruptedException {
        ComponentId id = workers.start(TrackFeed.NONE, "ignore-stop");
        long pid = workers.pid(id);

        workers.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(workers.ends()).isZero();
    }
}
