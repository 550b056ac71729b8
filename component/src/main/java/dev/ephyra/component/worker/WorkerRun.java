package dev.ephyra.component.worker;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentRoom;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.Pauses;
import dev.ephyra.component.TrackFeed;
import dev.ephyra.component.worker.protocol.WorkerOutcome;
import dev.ephyra.component.worker.protocol.WorkerOutput;
import dev.ephyra.component.worker.protocol.WorkerSession;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One worker between its process and its room, from its start to its end. Owned by its component's thread. */
final class WorkerRun implements AutoCloseable {
    /** How finely its deadlines are kept, and how often its component shows that it lives. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ComponentRoom room;
    private final TrackFeed feed;
    private final Function<TrackType, Track> newTrack;
    private final PayloadSink payloads;
    private final WorkerInbox inbox;
    private final WorkerProcess process;
    private final WorkerSession session = new WorkerSession(System.nanoTime());
    private final Map<Integer, ComponentTrack> published = new HashMap<>();
    private TrackFeed.@Nullable Subscription subscription;
    private @Nullable WorkerOutcome outcome;

    WorkerRun(
            ComponentRoom room,
            TrackFeed feed,
            Function<TrackType, Track> newTrack,
            PayloadSink payloads,
            WorkerInbox inbox,
            WorkerProcess process) {
        this.room = room;
        this.feed = feed;
        this.newTrack = newTrack;
        this.payloads = payloads;
        this.inbox = inbox;
        this.process = process;
    }

    /** Returns when the worker is over. An interrupt is what stops it. */
    WorkerOutcome live() throws ComponentFailure, IOException {
        room.whenAbandoned(process::kill);
        Pauses pauses = new Pauses(System.nanoTime());
        while (outcome == null) {
            room.alive();
            try {
                process.poll(TICK_NANOS).ifPresent(this::take);
            } catch (InterruptedException _) {
                session.stop(System.nanoTime());
            }
            look(pauses);
            for (WorkerOutput output : session.drain()) {
                // Each may take its time: a disk that is slow, media that are behind.
                room.alive();
                carryOut(output);
            }
        }
        return outcome;
    }

    private void take(WorkerNews news) {
        long nowNanos = System.nanoTime();
        switch (news) {
            case WorkerNews.Output(byte[] bytes) -> session.received(bytes, bytes.length, nowNanos);
            case WorkerNews.OutputEnded() -> session.outputEnded(nowNanos);
            case WorkerNews.Exited() -> {}
        }
    }

    private void look(Pauses pauses) {
        long nowNanos = System.nanoTime();
        long pausedNanos = pauses.turn(nowNanos);
        if (pausedNanos > 0) {
            session.paused(pausedNanos, nowNanos);
        }
        process.exitCode().ifPresent(code -> session.exited(code, nowNanos));
        if (inbox.hasOverflowed()) {
            session.fail("The worker does not read what it is told", nowNanos);
        }
        session.onTime(nowNanos);
    }

    private void carryOut(WorkerOutput output) throws ComponentFailure, IOException {
        switch (output) {
            case WorkerOutput.Begun() -> subscription = feed.subscribe(inbox);
            case WorkerOutput.Payload(int kind, byte[] bytes) -> payloads.take(kind, bytes);
            case WorkerOutput.OpenTrack(int number, TrackType type) ->
                published.put(number, room.publish(newTrack.apply(type)));
            case WorkerOutput.CloseTrack(int number) ->
                Optional.ofNullable(published.remove(number)).ifPresent(ComponentTrack::close);
            case WorkerOutput.Send(int number, int timestamp, boolean marker, byte[] payload) ->
                track(number).send(payload, 0, payload.length, timestamp, marker);
            case WorkerOutput.Clock(int number, long unixNanos, int timestamp) ->
                track(number).clock(unixNanos, timestamp);
            case WorkerOutput.RequestKeyFrame(int number) -> inbox.track(number).ifPresent(this::requestKeyFrame);
            case WorkerOutput.TellStop() -> inbox.stop();
            case WorkerOutput.Kill() -> process.kill();
            case WorkerOutput.Ended(WorkerOutcome how) -> outcome = how;
        }
    }

    private void requestKeyFrame(TrackId track) {
        if (subscription != null) {
            subscription.requestKeyFrame(track);
        }
    }

    /** The session lets nothing through of a track that is not open. */
    private ComponentTrack track(int number) {
        return Optional.ofNullable(published.get(number)).orElseThrow();
    }

    /** Receives nothing any more. */
    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
