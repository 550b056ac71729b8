package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.MemoryShare;
import dev.ephyra.component.Reservation;
import dev.ephyra.component.h264.H264Depacketizer;
import dev.ephyra.room.CrashCause;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CameraStreamTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final CameraVideo VIDEO = new CameraVideo("rtsp://cam/t", 96, 90_000, List.of());
    private static final byte[] SETS = {0x78, 0, 5, 0x67, 0x42, (byte) 0xc0, 0x1e, (byte) 0x80, 0, 2, 0x68, (byte) 0x80
    };
    private static final byte[] KEY = {0x65, (byte) 0x88, 1};
    private static final byte[] SLICE = {0x61, (byte) 0x9a, 2};

    private record Sent(int timestamp, boolean marker, int first) {}

    private final List<Sent> sent = new ArrayList<>();
    private final List<Long> clocks = new ArrayList<>();
    private final TrackTimes times = new TrackTimes(90_000, 0);
    private final ComponentTrack track = new ComponentTrack() {
        @Override
        public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {
            sent.add(new Sent(timestamp, marker, payload[offset] & 0xff));
        }

        @Override
        public void clock(long unixNanos, int timestamp) {
            clocks.add(unixNanos);
        }

        @Override
        public void close() {}
    };
    private static final Reservation UNLIMITED = new Reservation(MemoryShare.UNLIMITED, H264Depacketizer.COPIES);

    private CameraStream stream = new CameraStream(track, VIDEO, times, UNLIMITED);
    private int sequence = 65_530;

    private byte[] packet(byte[] payload, int timestamp, boolean marker) {
        return ByteBuffer.allocate(12 + payload.length)
                .put((byte) 0x80)
                .put((byte) ((marker ? 0x80 : 0) | 96))
                .putShort((short) sequence++)
                .putInt(timestamp)
                .putInt(1)
                .put(payload)
                .array();
    }

    private CameraStream.Kind receive(byte[] packet, long nowNanos) throws ComponentFailure {
        return stream.receive(packet, packet.length, nowNanos);
    }

    @Test
    void beginsWithAKeyFrameAndGoesOnOverAnotherSession() throws ComponentFailure {
        receive(packet(SLICE, 100, true), MILLISECOND);
        receive(packet(SETS, 3_100, false), 2 * MILLISECOND);
        receive(packet(KEY, 3_100, true), 2 * MILLISECOND);
        receive(packet(SLICE, 6_100, true), 35 * MILLISECOND);
        assertThat(sent)
                .containsExactly(new Sent(0, false, 0x78), new Sent(0, true, 0x65), new Sent(3_000, true, 0x61));
        sent.clear();

        times.newSession();
        stream = new CameraStream(track, VIDEO, times, UNLIMITED);
        sequence = 5;
        receive(packet(SETS, 777_000, false), 1_035 * MILLISECOND);
        receive(packet(KEY, 777_000, true), 1_035 * MILLISECOND);

        assertThat(sent).containsExactly(new Sent(93_000, false, 0x78), new Sent(93_000, true, 0x65));
        assertThat(clocks).hasSize(2);
    }

    /** Also over sessions: what the largest picture took is its component's until that ends. */
    @Test
    void aPictureThatThereIsNoMemoryForIsNotTaken() throws ComponentFailure {
        AtomicLong left = new AtomicLong(500_000);
        Reservation memory = new Reservation(
                more -> {
                    if (left.addAndGet(-more) < 0) {
                        throw new ComponentFailure(CrashCause.NO_RESOURCE, "no more");
                    }
                },
                H264Depacketizer.COPIES);
        byte[] large = new byte[100_000];
        large[0] = 0x65;
        for (int session = 0; session < 3; session++) {
            times.newSession();
            stream = new CameraStream(track, VIDEO, times, memory);
            receive(packet(SETS, 0, false), session);
            receive(packet(large, 0, true), session);
        }
        assertThat(left).hasValue(500_000 - 4 * 98_304);

        receive(packet(large, 3_000, false), 3);
        assertThatThrownBy(() -> receive(packet(large, 3_000, true), 3)).hasMessage("no more");
    }

    @Test
    void behindALossNothingIsSentUntilTheNextKeyFrame() throws ComponentFailure {
        receive(packet(SETS, 0, false), 0);
        receive(packet(KEY, 0, true), 0);
        packet(SLICE, 3_000, false);
        receive(packet(SLICE, 3_000, true), MILLISECOND);
        receive(packet(SLICE, 6_000, true), 2 * MILLISECOND);
        assertThat(sent).hasSize(2);
        assertThat(stream.isWaiting()).isTrue();
        stream.onTime(MILLISECOND + ReorderBuffer.LONGEST_WAIT_NANOS);
        assertThat(stream.isWaiting()).isFalse();
        receive(packet(KEY, 9_000, true), 101 * MILLISECOND);
        receive(packet(SLICE, 12_000, true), 102 * MILLISECOND);

        assertThat(sent).extracting(Sent::timestamp).containsExactly(0, 0, 9_000, 9_000, 12_000);
    }

    @Test
    void behindAKeyFrameWhoseSetsCannotBeReadNothingIsSentUntilTheNext() throws ComponentFailure {
        receive(packet(SETS, 0, false), 0);
        receive(packet(KEY, 0, true), 0);
        receive(packet(new byte[] {0x67, 0x42}, 3_000, false), MILLISECOND);
        receive(packet(KEY, 3_000, true), MILLISECOND);
        receive(packet(SLICE, 6_000, true), 2 * MILLISECOND);
        receive(packet(KEY, 9_000, true), 3 * MILLISECOND);
        receive(packet(SLICE, 12_000, true), 4 * MILLISECOND);

        assertThat(sent).extracting(Sent::timestamp).containsExactly(0, 0, 9_000, 9_000, 12_000);
    }

    @Test
    void anotherSourceWithinTheSessionGoesOnWhereTheTrackIs() throws ComponentFailure {
        receive(packet(SETS, 0, false), MILLISECOND);
        receive(packet(KEY, 0, true), MILLISECOND);
        sequence = 40_000;
        byte[] sets = packet(SETS, 900_000, false);
        byte[] key = packet(KEY, 900_000, true);
        sets[11] = 2;
        key[11] = 2;
        receive(sets, 1_001 * MILLISECOND);
        receive(key, 1_001 * MILLISECOND);

        assertThat(sent).extracting(Sent::timestamp).containsExactly(0, 0, 90_000, 90_000);
    }

    @Test
    void otherPayloadTypesAndNoPacketsAtAllAreCounted() throws ComponentFailure {
        byte[] audio = packet(KEY, 0, true);
        audio[1] = 97;
        byte[] report = packet(KEY, 0, true);
        report[1] = (byte) 200;
        assertThat(receive(audio, 0)).isEqualTo(CameraStream.Kind.FOREIGN);
        assertThat(receive(report, 0)).isEqualTo(CameraStream.Kind.NOTHING);
        assertThat(receive(new byte[] {1, 2, 3}, 0)).isEqualTo(CameraStream.Kind.NOTHING);
        assertThat(receive(packet(new byte[] {31, 1}, 0, true), 0)).isEqualTo(CameraStream.Kind.VIDEO);

        assertThat(sent).isEmpty();
        assertThat(stream.dropped()).isEqualTo(4);
    }

    /** Packets that overtake each other a little arrive in order, each once. */
    @Property(tries = 300)
    void bringsPacketsIntoOrder(@ForAll long seed) throws ComponentFailure {
        sent.clear();
        Random random = new Random(seed);
        sequence = random.nextInt(65_536);
        stream = new CameraStream(track, VIDEO, new TrackTimes(90_000, 0), UNLIMITED);
        receive(packet(SETS, 0, false), 0);
        receive(packet(KEY, 0, true), 0);
        List<byte[]> packets = new ArrayList<>();
        for (int picture = 1; picture <= 200; picture++) {
            packets.add(packet(SLICE, picture * 3_000, true));
        }
        for (int at = 0; at + 8 <= packets.size(); at += 8) {
            Collections.shuffle(packets.subList(at, at + 8), random);
        }
        long now = 0;
        for (byte[] packet : packets) {
            now += MILLISECOND;
            receive(packet, now);
            if (random.nextInt(10) == 0) {
                receive(packet, now);
            }
        }

        assertThat(sent).hasSize(2 + 200);
        for (int i = 2; i < sent.size(); i++) {
            assertThat(sent.get(i).timestamp()).isEqualTo((i - 1) * 3_000);
        }
    }
}
