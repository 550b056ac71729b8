package dev.ephyra.component.worker;

import dev.ephyra.component.Component;
import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentRoom;
import dev.ephyra.component.TrackFeed;
import dev.ephyra.component.worker.protocol.WorkerOutcome;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackType;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A component whose work is done by a process of its own, so that native code can at most end that process. It ends when the
 * worker does, and the worker when it does: once, with the reason of whatever went wrong first.
 */
public final class WorkerComponent implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerComponent.class);

    private final WorkerCommand command;
    private final UnaryOperator<TrackFeed> choice;
    private final Function<TrackType, Track> newTrack;
    private final PayloadSink payloads;

    /**
     * A component that has not begun.
     *
     * @param choice what of the tracks of its room its worker receives, which are those of others
     * @param newTrack makes what the room will know a track by that the worker publishes
     * @param payloads takes what the worker is there for
     */
    public WorkerComponent(
            WorkerCommand command,
            UnaryOperator<TrackFeed> choice,
            Function<TrackType, Track> newTrack,
            PayloadSink payloads) {
        this.command = command;
        this.choice = choice;
        this.newTrack = newTrack;
        this.payloads = payloads;
    }

    @Override
    public void run(ComponentRoom room) throws ComponentFailure, IOException, InterruptedException {
        String name = Thread.currentThread().getName();
        WorkerInbox inbox = new WorkerInbox();
        try (WorkerProcess process = WorkerProcess.start(command, name, inbox);
                WorkerRun run = new WorkerRun(room, choice.apply(room.tracks()), newTrack, payloads, inbox, process)) {
            switch (run.live()) {
                case WorkerOutcome.Finished() -> {}
                case WorkerOutcome.Failed(String reason) -> throw new ComponentFailure(CrashCause.WORKER, reason);
                case WorkerOutcome.Stopped() -> throw new InterruptedException("stopped");
            }
        } finally {
            if (inbox.dropped() > 0) {
                LOG.warn("The worker of {} was too slow for {} packets and clocks", name, inbox.dropped());
            }
        }
    }
}
