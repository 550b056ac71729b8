package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentTrack;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Packets of Opus on their way into a track, in virtual time. */
class AudioStreamTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final CameraAudio.Opus OPUS = new CameraAudio.Opus("rtsp://cam/a", 97);

    private record Sent(int timestamp, boolean marker, int first) {}

    private record Clock(long unixNanos, int timestamp) {}

    private final List<Sent> sent = new ArrayList<>();
    private final List<Clock> clocks = new ArrayList<>();
    private final TrackTimes times = new TrackTimes(AudioStream.CLOCK_RATE_HZ, 1_000_000);
    private int published;
    private AudioStream stream = new AudioStream(this::track, OPUS, times);

    private ComponentTrack track() {
        published++;
        return new ComponentTrack() {
            @Override
            public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {
                sent.add(new Sent(timestamp, marker, payload[offset]));
            }

            @Override
            public void clock(long unixNanos, int timestamp) {
                clocks.add(new Clock(unixNanos, timestamp));
            }

            @Override
            public void close() {}
        };
    }

    private static byte[] packet(int sequence, int timestamp, int ssrc, byte... payload) {
        return ByteBuffer.allocate(12 + payload.length)
                .put((byte) 0x80)
                .put((byte) (97 | (sequence == 1 ? 0x80 : 0)))
                .putShort((short) sequence)
                .putInt(timestamp)
                .putInt(ssrc)
                .put(payload)
                .array();
    }

    private void receive(byte[] packet, long nowNanos) {
        stream.receive(packet, packet.length, nowNanos);
    }

    @Test
    void payloadsTimestampsAndMarkersGoOnInOrder() {
        assertThat(published).isZero();
        receive(packet(1, 5_000, 7, (byte) 1), MILLISECOND);
        receive(packet(3, 6_920, 7, (byte) 3), 41 * MILLISECOND);
        assertThat(stream.isWaiting()).isTrue();
        receive(packet(2, 5_960, 7, (byte) 2), 42 * MILLISECOND);

        assertThat(stream.isWaiting()).isFalse();
        assertThat(sent).containsExactly(new Sent(0, true, 1), new Sent(960, false, 2), new Sent(1_920, false, 3));
        assertThat(clocks).containsExactly(new Clock(1_000_000 + MILLISECOND, 0));
    }

    @Test
    void whatIsLostIsAHoleInTheTimestamps() {
        receive(packet(1, 0, 7, (byte) 1), MILLISECOND);
        receive(packet(3, 1_920, 7, (byte) 3), 41 * MILLISECOND);
        stream.onTime(41 * MILLISECOND + ReorderBuffer.LONGEST_WAIT_NANOS - 1);
        assertThat(sent).hasSize(1);
        stream.onTime(41 * MILLISECOND + ReorderBuffer.LONGEST_WAIT_NANOS);

        assertThat(sent).extracting(Sent::timestamp).containsExactly(0, 1_920);
    }

    @Test
    void anotherSessionAndAnotherSourceGoOnWhereTheTrackIs() {
        receive(packet(1, 5_000, 7, (byte) 1), MILLISECOND);
        times.newSession();
        stream = new AudioStream(this::track, OPUS, times);
        receive(packet(900, 77_777, 8, (byte) 2), 1_001 * MILLISECOND);
        receive(packet(4, 1, 9, (byte) 3), 1_501 * MILLISECOND);

        assertThat(sent).extracting(Sent::timestamp).containsExactly(0, 48_000, 72_000);
        assertThat(clocks).hasSize(3);
    }

    @Test
    void saysOnceASecondWhichTimeItIs() {
        for (int i = 0; i < 101; i++) {
            receive(packet(i + 1, i * 960, 7, (byte) 1), (1 + i * 20L) * MILLISECOND);
        }

        assertThat(clocks).extracting(Clock::timestamp).containsExactly(0, 48_000, 96_000);
    }

    /** Or sound would be behind its picture for the next second, by what it waited for a packet that was lost. */
    @Test
    void whichTimeItIsDoesNotDependOnWhatWasWaitedFor() {
        receive(packet(1, 0, 7, (byte) 1), 0);
        receive(packet(52, 48_960, 7, (byte) 3), 1_020 * MILLISECOND);
        stream.onTime(1_020 * MILLISECOND + ReorderBuffer.LONGEST_WAIT_NANOS);

        assertThat(clocks).containsExactly(new Clock(1_000_000, 0), new Clock(1_000_000 + 1_020 * MILLISECOND, 48_960));
    }

    @Test
    void whatCannotBeSentIsDroppedAndMakesNoTrack() {
        receive(packet(1, 0, 7), 0);
        receive(packet(2, 960, 7, new byte[ComponentTrack.MAX_PAYLOAD_BYTES + 1]), 0);
        receive(new byte[] {0, 97, 3}, 0);

        assertThat(published).isZero();
        assertThat(stream.dropped()).isEqualTo(3);
        receive(packet(3, 1_920, 7, new byte[ComponentTrack.MAX_PAYLOAD_BYTES]), 0);
        assertThat(sent).hasSize(1);
    }

    @Test
    void itsPacketsAreToldByTheirPayloadType() {
        byte[] mine = packet(1, 0, 7, (byte) 1);
        byte[] other = packet(2, 0, 7, (byte) 1);
        other[1] = 96;

        assertThat(stream.owns(mine, mine.length)).as("with the marker").isTrue();
        assertThat(stream.owns(other, other.length)).isFalse();
        assertThat(stream.owns(mine, 1)).isFalse();
    }
}
