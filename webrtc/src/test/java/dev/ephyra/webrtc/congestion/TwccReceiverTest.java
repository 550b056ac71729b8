package dev.ephyra.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.rtcp.Arrivals;
import dev.ephyra.webrtc.rtcp.RtcpPacket.TransportFeedback;
import dev.ephyra.webrtc.rtcp.RtcpReader;
import dev.ephyra.webrtc.rtcp.RtcpWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TwccReceiverTest {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int LOST = Arrivals.LOST;

    private TwccReceiver receiver = new TwccReceiver();

    @Test
    void reportsEveryTenthOfASecondIfThereIsNews() {
        assertThat(receiver.deadlineNanos()).isEmpty();
        assertThat(receiver.poll(0)).isEmpty();
        receiver.record(7, 0);
        receiver.record(8, MILLI);
        assertThat(receiver.deadlineNanos()).hasValue(100 * MILLI);
        assertThat(receiver.poll(99 * MILLI)).isEmpty();
        assertThat(receiver.poll(100 * MILLI)).contains(new Arrivals(7, 0, 0, new int[] {0, 4}));
        assertThat(receiver.poll(300 * MILLI)).isEmpty();
        assertThat(receiver.deadlineNanos()).isEmpty();

        receiver.record(9, 300 * MILLI);
        assertThat(receiver.poll(300 * MILLI)).contains(new Arrivals(9, 1, 4, new int[] {176}));
    }

    @Test
    void reportsWhatIsLostEvenAtTheBeginning() {
        receiver.record(65_534, 0);
        all(100);
        receiver.record(1, 100 * MILLI);
        receiver.record(3, 100 * MILLI);

        assertThat(all(200)).containsExactly(new Arrivals(65_535, 1, 1, new int[] {LOST, LOST, 144, LOST, 0}));
    }

    @Test
    void reportsAgainWhatCameAfterAll() {
        receiver.record(1, 0);
        receiver.record(3, MILLI);
        assertThat(all(100)).containsExactly(new Arrivals(1, 0, 0, new int[] {0, LOST, 4}));
        receiver.record(2, 101 * MILLI);
        receiver.record(2, 102 * MILLI);

        assertThat(all(200)).containsExactly(new Arrivals(2, 1, 1, new int[] {148, -400}));
        receiver.record(3, 201 * MILLI);
        assertThat(receiver.deadlineNanos()).as("a duplicate is no news").isEmpty();
    }

    @Test
    void ignoresWhatIsOlderThanTheHistory() {
        receiver.record(10_000, 0);
        all(100);
        receiver.record(10_000 - TwccReceiver.MAX_HISTORY, 100 * MILLI);
        assertThat(all(200)).isEmpty();
    }

    @Test
    void aLeapCostsAHistoryAtMost() {
        receiver.record(0, 0);
        receiver.record(32_000, 0);
        List<Arrivals> feedback = all(100);

        assertThat(feedback.stream().mapToInt(one -> one.deltas().length).sum()).isEqualTo(TwccReceiver.MAX_HISTORY);
        assertThat(feedback).allMatch(one -> one.deltas().length <= TwccReceiver.MAX_STATUSES);
        assertThat(feedback.getLast().deltas()).endsWith(LOST, 0);
    }

    @Test
    void beginsAnotherPacketWhereADeltaIsTooLong() {
        receiver.record(1, 0);
        receiver.record(2, TimeUnit.SECONDS.toNanos(9));

        assertThat(all(10_000))
                .containsExactly(new Arrivals(1, 0, 0, new int[] {0}), new Arrivals(2, 1, 140, new int[] {160}));
    }

    @Test
    void feedbackFitsADatagram() {
        Random random = new Random(1);
        for (int i = 0; i < TwccReceiver.MAX_STATUSES; i++) {
            receiver.record(i, random.nextInt(3_000) * MILLI);
        }
        Arrivals worst = receiver.poll(TimeUnit.SECONDS.toNanos(5)).orElseThrow();
        RtcpWriter writer = new RtcpWriter(new byte[1_200], 0, 1_000);

        assertThat(worst.deltas()).hasSize(TwccReceiver.MAX_STATUSES);
        assertThat(writer.write(new TransportFeedback(1, 2, worst))).isTrue();
    }

    /** What a sender would make of it, over the wire: every arrival to 250 µs, and nothing that did not arrive. */
    @Property(tries = 60)
    void theSenderLearnsWhenEachArrived(@ForAll long seed) {
        receiver = new TwccReceiver();
        Random random = new Random(seed);
        List<Long> sequences = new ArrayList<>();
        long first = random.nextInt(0x10000);
        for (long i = 1; i < 1_500; i++) {
            if (random.nextInt(20) > 0) {
                sequences.add(first + i);
            }
        }
        for (int i = 0; i + 4 < sequences.size(); i++) {
            if (random.nextInt(10) == 0) {
                Collections.swap(sequences, i, i + 1 + random.nextInt(3));
            }
        }
        sequences.addFirst(first);
        long epoch = random.nextLong();
        long now = epoch;
        Map<Long, Long> truth = new HashMap<>();
        Map<Long, Long> learned = new HashMap<>();
        long highest = first;
        for (long sequence : sequences) {
            receiver.record((int) sequence & 0xffff, now);
            truth.put(sequence, now - epoch);
            highest = Math.max(highest, sequence);
            learn(now, highest, learned);
            now += random.nextInt(50) == 0 ? random.nextLong(400 * MILLI) : random.nextLong(3 * MILLI);
        }
        learn(now + 100 * MILLI, highest, learned);

        assertThat(learned.keySet()).isEqualTo(truth.keySet());
        truth.forEach((sequence, nanos) ->
                assertThat(nanos - learned.getOrDefault(sequence, 0L)).isBetween(0L, Arrivals.TICK_NANOS - 1));
    }

    private void learn(long now, long highest, Map<Long, Long> learned) {
        for (Arrivals feedback : drain(now)) {
            Arrivals arrivals = overTheWire(feedback);
            long sequence = highest - ((highest - arrivals.baseSequence()) & 0xffff);
            long ticks = (long) arrivals.referenceTime() * Arrivals.TICKS_OF_REFERENCE;
            for (int delta : arrivals.deltas()) {
                if (delta != LOST) {
                    ticks += delta;
                    learned.put(sequence, ticks * Arrivals.TICK_NANOS);
                }
                sequence++;
            }
        }
    }

    private static Arrivals overTheWire(Arrivals arrivals) {
        byte[] bytes = new byte[1_200];
        RtcpWriter writer = new RtcpWriter(bytes, 0, bytes.length);
        assertThat(writer.write(new TransportFeedback(1, 2, arrivals))).isTrue();
        RtcpReader reader = RtcpReader.read(bytes, 0, writer.length());
        return ((TransportFeedback) reader.packets().getFirst()).arrivals();
    }

    private List<Arrivals> all(long milli) {
        return drain(milli * MILLI);
    }

    private List<Arrivals> drain(long now) {
        List<Arrivals> feedback = new ArrayList<>();
        for (Optional<Arrivals> next = receiver.poll(now); next.isPresent(); next = receiver.poll(now)) {
            feedback.add(next.get());
        }
        return feedback;
    }
}
