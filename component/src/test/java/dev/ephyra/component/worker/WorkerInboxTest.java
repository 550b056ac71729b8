package dev.ephyra.component.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.TrackCodec;
import dev.ephyra.component.worker.protocol.ToWorker;
import dev.ephyra.room.TrackId;
import org.junit.jupiter.api.Test;

class WorkerInboxTest {
    private static final TrackId TRACK = new TrackId("t");

    private final WorkerInbox inbox = new WorkerInbox();

    private void packet(TrackId track, long sequence) {
        inbox.packet(track, new byte[] {9, 1, 2, 9}, 1, 2, sequence, 90, true);
    }

    @Test
    void keepsTheOrderAndNumbersTracks() throws InterruptedException {
        packet(TRACK, 1);
        inbox.trackAdded(TRACK, TrackCodec.OPUS);
        inbox.trackAdded(TRACK, TrackCodec.OPUS);
        packet(TRACK, 2);
        inbox.clock(TRACK, 7, 95);
        assertThat(inbox.track(1)).contains(TRACK);
        inbox.trackRemoved(TRACK);
        inbox.trackRemoved(TRACK);
        packet(TRACK, 3);
        inbox.clock(TRACK, 8, 185);
        inbox.trackAdded(TRACK, TrackCodec.H264);

        assertThat(inbox.take()).isEqualTo(new ToWorker.TrackAdded(1, "t", TrackCodec.OPUS));
        assertThat(inbox.take())
                .usingRecursiveComparison()
                .isEqualTo(new ToWorker.Packet(1, 2, 90, true, new byte[] {1, 2}));
        assertThat(inbox.take()).isEqualTo(new ToWorker.Clock(1, 7, 95));
        assertThat(inbox.take()).isEqualTo(new ToWorker.TrackRemoved(1));
        assertThat(inbox.take()).isEqualTo(new ToWorker.TrackAdded(2, "t", TrackCodec.H264));
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.track(1)).isEmpty();
        assertThat(inbox.track(2)).contains(TRACK);
    }

    @Test
    void aSlowWorkerLosesPacketsAndNothingElse() throws InterruptedException {
        inbox.trackAdded(TRACK, TrackCodec.OPUS);
        for (int i = 0; i < WorkerInbox.MAX_PACKETS + 3; i++) {
            packet(TRACK, i);
        }
        inbox.trackRemoved(TRACK);
        assertThat(inbox.dropped()).isEqualTo(3);
        inbox.take();
        inbox.take();
        inbox.trackAdded(TRACK, TrackCodec.OPUS);
        packet(TRACK, 0);
        inbox.clock(TRACK, 7, 95);
        packet(TRACK, 1);

        assertThat(inbox.dropped()).isEqualTo(5);
        assertThat(inbox.hasOverflowed()).isFalse();
    }

    @Test
    void oneThatReadsNoNewsOfTracksIsKnown() {
        for (int i = 0; i < WorkerInbox.MAX_NOTICES / 2; i++) {
            inbox.trackAdded(TRACK, TrackCodec.VP8);
            inbox.trackRemoved(TRACK);
        }
        assertThat(inbox.hasOverflowed()).isFalse();
        inbox.trackAdded(TRACK, TrackCodec.VP8);

        assertThat(inbox.hasOverflowed()).isTrue();
    }

    @Test
    void theStopOvertakesEverythingAndIsTheLast() throws InterruptedException {
        inbox.trackAdded(TRACK, TrackCodec.VP8);
        packet(TRACK, 1);
        inbox.stop();
        packet(TRACK, 2);
        inbox.clock(TRACK, 7, 95);
        inbox.trackRemoved(TRACK);

        assertThat(inbox.take()).isEqualTo(new ToWorker.Stop());
        assertThat(inbox.isEmpty()).isTrue();
    }
}
