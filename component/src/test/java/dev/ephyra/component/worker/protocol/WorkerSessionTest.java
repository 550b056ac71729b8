package dev.ephyra.component.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentRoom;
import dev.ephyra.room.TrackType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WorkerSessionTest {
    private static final FromWorker READY = new FromWorker.Ready(WorkerSession.VERSION);

    private final WorkerSession session = new WorkerSession(0);

    private void hear(long nowNanos, FromWorker... messages) {
        for (FromWorker message : messages) {
            byte[] frame = FromWorkerCodec.encode(message);
            session.received(frame, frame.length, nowNanos);
        }
    }

    private static WorkerOutput failed(String reason) {
        return new WorkerOutput.Ended(new WorkerOutcome.Failed(reason));
    }

    private void begin() {
        hear(1, READY);
        assertThat(session.drain()).containsExactly(new WorkerOutput.Begun());
    }

    /** What it says once it is killed, and its process is gone. */
    private void assertKilled(String reason) {
        assertThat(session.drain()).containsExactly(new WorkerOutput.Kill());
        session.exited(137, 1);
        assertThat(session.drain()).containsExactly(failed(reason));
    }

    /** It may be dying, and has a moment for that. */
    private void assertBroken(long nowNanos, String what) {
        assertThat(session.drain()).noneMatch(WorkerOutput.Kill.class::isInstance);
        session.onTime(nowNanos + WorkerSession.BREAK_DEADLINE_NANOS - 1);
        assertThat(session.drain()).isEmpty();
        session.onTime(nowNanos + WorkerSession.BREAK_DEADLINE_NANOS);
        assertKilled("The worker broke the protocol: " + what);
    }

    @Test
    void publishesAndSendsAndFinishesWithItsProcess() {
        begin();
        byte[] payload = {1, 2};
        hear(
                2,
                new FromWorker.Alive(),
                new FromWorker.Publish(3, TrackType.VIDEO),
                new FromWorker.Packet(3, 90, true, payload),
                new FromWorker.Clock(3, 7, 90),
                new FromWorker.Payload(5, payload),
                new FromWorker.RequestKeyFrame(1),
                new FromWorker.Unpublish(3),
                new FromWorker.Publish(3, TrackType.AUDIO),
                new FromWorker.Finished());

        assertThat(session.drain())
                .usingRecursiveComparison()
                .isEqualTo(List.of(
                        new WorkerOutput.OpenTrack(3, TrackType.VIDEO),
                        new WorkerOutput.Send(3, 90, true, payload),
                        new WorkerOutput.Clock(3, 7, 90),
                        new WorkerOutput.Payload(5, payload),
                        new WorkerOutput.RequestKeyFrame(1),
                        new WorkerOutput.CloseTrack(3),
                        new WorkerOutput.OpenTrack(3, TrackType.AUDIO)));
        session.outputEnded(3);
        assertThat(session.drain()).isEmpty();
        session.exited(0, 4);
        assertThat(session.drain()).containsExactly(new WorkerOutput.Ended(new WorkerOutcome.Finished()));
    }

    @Test
    void whatItSaysOfItsFailureIsTheReasonWhateverItsCode() {
        hear(1, new FromWorker.Failed("no decoder"));
        session.outputEnded(2);
        session.exited(1, 2);

        assertThat(session.drain()).containsExactly(failed("no decoder"));
    }

    @Test
    void whatItSaysOfItsFailureIsQuoted() {
        hear(1, new FromWorker.Failed("no\n/a?password=s3cret"));
        session.outputEnded(2);
        session.exited(1, 2);

        assertThat(session.drain()).containsExactly(failed("no /a?password=***"));
    }

    @Test
    void isKilledIfItIsNotReadyInTime() {
        session.onTime(WorkerSession.START_DEADLINE_NANOS - 1);
        assertThat(session.drain()).isEmpty();
        session.onTime(WorkerSession.START_DEADLINE_NANOS);

        assertKilled("The worker was not ready within 10 s");
    }

    @Test
    void isKilledForItsSilence() {
        begin();
        for (long now = 1; now < 30_000_000_000L; now += WorkerSession.MAX_SILENCE_NANOS - 1) {
            hear(now, new FromWorker.Alive());
            session.onTime(now + WorkerSession.MAX_SILENCE_NANOS - 1);
        }
        assertThat(session.drain()).isEmpty();
        session.onTime(40_000_000_000L);

        assertKilled("The worker gave no sign of life for 5 s");
    }

    @Test
    void isNotKilledForTheSilenceOfAPause() {
        begin();
        long paused = 60_000_000_000L;
        session.paused(paused, 1 + paused);
        session.onTime(paused + WorkerSession.MAX_SILENCE_NANOS);
        assertThat(session.drain()).isEmpty();
        session.onTime(1 + paused + WorkerSession.MAX_SILENCE_NANOS);

        assertKilled("The worker gave no sign of life for 5 s");
    }

    @Test
    void isKilledForWhatBreaksTheProtocol() {
        hear(1, new FromWorker.Alive());

        assertBroken(1, "a message before it was ready");
    }

    @Test
    void isKilledForBabble() {
        begin();
        session.received(new byte[] {'h', 'e', 'l', 'l', 'o'}, 5, 2);

        assertBroken(2, "a frame of 1751477356 bytes");
    }

    /** As a JVM says it before it dies of a fault in native code. */
    @Test
    void lastWordsOnTheWrongPipeAreNotAllOfTheReason() {
        begin();
        session.received(new byte[] {'#', '\n', '#', ' '}, 4, 2);
        session.exited(134, 3);

        assertThat(session.drain())
                .containsExactly(
                        failed("The worker broke the protocol: a frame of 587866912 bytes; it was ended by signal 6"));
    }

    @Test
    void whoGoesOnToBabbleHasNoMoreThanItsBudget() {
        begin();
        byte[] babble = new byte[1_000_000];
        for (int i = 0; i < 16; i++) {
            session.received(babble, babble.length, 2);
        }
        assertThat(session.drain()).isEmpty();
        session.received(babble, babble.length, 2);

        assertKilled("The worker broke the protocol: a frame of 0 bytes");
    }

    @Test
    void tracksAreNotPublishedTwiceNorUsedUnpublished() {
        begin();
        hear(2, new FromWorker.Publish(1, TrackType.AUDIO), new FromWorker.Publish(1, TrackType.AUDIO));
        assertBroken(2, "the track 1 was published twice");

        WorkerSession other = new WorkerSession(0);
        byte[] ready = FromWorkerCodec.encode(READY);
        other.received(ready, ready.length, 1);
        byte[] packet = FromWorkerCodec.encode(new FromWorker.Packet(2, 0, true, new byte[1]));
        other.received(packet, packet.length, 1);
        other.exited(1, 3);
        assertThat(other.drain().getLast())
                .isEqualTo(failed("The worker broke the protocol: the track 2 is not published; it ended with code 1"));
    }

    @Test
    void publishesNoMoreThanAnyComponent() {
        begin();
        for (int i = 0; i <= ComponentRoom.MAX_TRACKS; i++) {
            hear(2, new FromWorker.Publish(0, TrackType.AUDIO), new FromWorker.Unpublish(0));
        }

        assertThat(session.drain()).hasSize(2 * ComponentRoom.MAX_TRACKS);
        assertBroken(2, "more than 1000 tracks");
    }

    @Test
    void ofAnotherVersionIsNotBegunWith() {
        hear(1, new FromWorker.Ready(2));

        assertKilled("The worker speaks version 2 of the protocol, not 1");
    }

    @Test
    void saysNoMoreThanItsBudgetInASecond() {
        begin();
        byte[] payload = FromWorkerCodec.encode(new FromWorker.Payload(0, new byte[1_000_000]));
        for (int i = 0; i < 16; i++) {
            session.received(payload, payload.length, 2);
        }
        assertThat(session.drain()).hasSize(16);
        session.received(payload, payload.length, 1_100_000_000);
        assertThat(session.drain()).hasSize(1);
        for (int i = 0; i < 16; i++) {
            session.received(payload, payload.length, 1_100_000_000);
        }
        assertThat(session.drain().getLast()).isEqualTo(new WorkerOutput.Kill());
        session.exited(137, 3);
        assertThat(session.drain()).containsExactly(failed("The worker said more than 16777216 bytes in a second"));
    }

    @Test
    void saysNoMoreFramesThanItsBudget() {
        begin();
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < OutputBudget.MAX_FRAMES_A_SECOND; i++) {
            frames.add(FromWorkerCodec.encode(new FromWorker.Alive()));
        }
        byte[] flood = Messages.joined(frames);
        session.received(flood, flood.length, 2);

        assertKilled("The worker said more than 20000 frames in a second");
    }

    @Test
    void asksForNoMoreKeyFramesThanItsBudget() {
        begin();
        for (int i = 0; i <= OutputBudget.MAX_KEY_FRAME_REQUESTS_A_SECOND; i++) {
            hear(2, new FromWorker.RequestKeyFrame(i));
        }

        assertThat(session.drain()).hasSize(OutputBudget.MAX_KEY_FRAME_REQUESTS_A_SECOND);
    }

    @Test
    void theExitOfItsProcessIsTheReasonOnceWhatItSaidIsHeard() {
        begin();
        session.exited(3, 2);
        assertThat(session.drain()).isEmpty();
        hear(3, new FromWorker.Payload(1, new byte[0]));
        assertThat(session.drain()).hasSize(1);
        session.outputEnded(4);

        assertThat(session.drain()).containsExactly(failed("The worker ended with code 3 before its work was done"));
    }

    @Test
    void aSignalAndATruncatedMessageAreNamed() {
        begin();
        session.received(new byte[] {0, 0}, 2, 2);
        session.outputEnded(2);
        session.exited(137, 3);

        assertThat(session.drain())
                .containsExactly(failed("The worker was ended by signal 9, in the middle of a message"));
    }

    @Test
    void somebodyWhoHoldsItsOutputOpenIsNotWaitedForForEver() {
        begin();
        session.exited(0, 2);
        session.onTime(2 + WorkerSession.EXIT_DEADLINE_NANOS - 1);
        assertThat(session.drain()).isEmpty();
        session.onTime(2 + WorkerSession.EXIT_DEADLINE_NANOS);

        assertThat(session.drain()).containsExactly(failed("The worker ended with code 0 before its work was done"));
    }

    @Test
    void aClosedOutputWithoutAnEndIsKilled() {
        begin();
        session.outputEnded(2);
        session.onTime(2 + WorkerSession.EXIT_DEADLINE_NANOS);

        assertKilled("The worker closed its output and did not end");
    }

    @Test
    void aFinishedOneThatStaysIsKilledAndHasFinishedAllTheSame() {
        begin();
        hear(2, new FromWorker.Finished());
        session.onTime(2 + WorkerSession.EXIT_DEADLINE_NANOS);
        assertThat(session.drain()).containsExactly(new WorkerOutput.Kill());
        session.exited(137, 3);

        assertThat(session.drain()).containsExactly(new WorkerOutput.Ended(new WorkerOutcome.Finished()));
    }

    @Test
    void isToldToStopAndKilledIfItDoesNot() {
        begin();
        session.stop(2);
        hear(3, new FromWorker.Payload(1, new byte[0]), new FromWorker.Failed("interrupted"));
        session.onTime(2 + WorkerSession.STOP_DEADLINE_NANOS - 1);
        assertThat(session.drain()).containsExactly(new WorkerOutput.TellStop());
        session.onTime(2 + WorkerSession.STOP_DEADLINE_NANOS);
        assertThat(session.drain()).containsExactly(new WorkerOutput.Kill());
        session.exited(137, 3);

        assertThat(session.drain()).containsExactly(new WorkerOutput.Ended(new WorkerOutcome.Stopped()));
    }

    @Test
    void aSecondStopKillsAtOnce() {
        session.stop(2);
        session.stop(3);

        assertThat(session.drain()).containsExactly(new WorkerOutput.TellStop(), new WorkerOutput.Kill());
    }

    @Test
    void aMachineThatDoesNotLetGoOfItIsNotWaitedForForEver() {
        begin();
        session.fail("x", 2);
        session.onTime(2 + WorkerSession.EXIT_DEADLINE_NANOS);

        assertThat(session.drain()).containsExactly(new WorkerOutput.Kill(), failed("x"));
    }

    /** Whatever is damaged in what it says, it is read or refused, and nothing is thrown. */
    @Property(tries = 3_000)
    void damagedMessagesAreReadOrRefused(@ForAll long seed) {
        Random random = new Random(seed);
        List<byte[]> frames = new ArrayList<>(List.of(FromWorkerCodec.encode(READY)));
        for (int i = 0; i < 6; i++) {
            frames.add(FromWorkerCodec.encode(Messages.anyFromWorker(random)));
        }
        byte[] stream = Messages.joined(frames);
        for (int i = random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(stream.length);
            // Headers are where damage does most.
            stream[random.nextBoolean() ? at : at % 40] = (byte) random.nextInt(256);
        }
        WorkerSession any = new WorkerSession(0);
        any.received(stream, random.nextInt(stream.length + 1), 1);
        any.outputEnded(2);
        any.exited(0, 3);

        List<WorkerOutput> outputs = any.drain();
        assertThat(outputs.getLast()).isInstanceOf(WorkerOutput.Ended.class);
        assertThat(outputs).filteredOn(WorkerOutput.Ended.class::isInstance).hasSize(1);
    }

    /** Whatever happens: it ends once, says nothing behind it, and is over a while after its process is. */
    @Property(tries = 2_000)
    void endsOnceWhateverHappens(@ForAll long seed) {
        Random random = new Random(seed);
        WorkerSession any = new WorkerSession(0);
        List<WorkerOutput> outputs = new ArrayList<>();
        long now = 0;
        for (int step = 0; step < 40; step++) {
            now += random.nextLong(WorkerSession.EXIT_DEADLINE_NANOS);
            byte[] frame = FromWorkerCodec.encode(step == 0 ? READY : Messages.anyFromWorker(random));
            switch (random.nextInt(step == 0 ? 1 : 20)) {
                case 1 -> any.exited(random.nextInt(256), now);
                case 2 -> any.outputEnded(now);
                case 3 -> any.stop(now);
                case 4 -> any.fail("x", now);
                case 5, 6, 7, 8 -> any.onTime(now);
                default -> any.received(frame, frame.length, now);
            }
            outputs.addAll(any.drain());
        }
        any.exited(0, now);
        any.onTime(now + WorkerSession.EXIT_DEADLINE_NANOS);
        outputs.addAll(any.drain());

        assertThat(outputs.getLast()).isInstanceOf(WorkerOutput.Ended.class);
        assertThat(outputs).filteredOn(WorkerOutput.Ended.class::isInstance).hasSize(1);
        assertThat(outputs).filteredOn(WorkerOutput.Kill.class::isInstance).hasSizeLessThanOrEqualTo(1);
        assertThat(outputs.stream()
                        .dropWhile(output ->
                                !(output instanceof WorkerOutput.Kill || output instanceof WorkerOutput.TellStop)))
                .allMatch(output -> output instanceof WorkerOutput.Kill
                        || output instanceof WorkerOutput.TellStop
                        || output instanceof WorkerOutput.Ended);
    }
}
