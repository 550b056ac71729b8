package dev.ephyra.webrtc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.rtp.ExtensionForm;
import dev.ephyra.webrtc.rtp.RtpHeaderWriter;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The clocks of a track of the server's own, as somebody inside the server hears them. */
class LocalTrackClockTest {
    private static final int PAYLOAD_BYTES = 3;
    private static final long NTP = 0xec3f_0000_8000_0000L;

    private final LocalTrack track = new LocalTrack("t", Codec.OPUS, 7);
    private final List<String> told = new ArrayList<>();
    private final byte[] buffer = new byte[100];
    private long nowNanos;

    LocalTrackClockTest() {
        LocalReceiver receiver = new LocalReceiver(track.streams(), new LocalReceiver.Sink() {
            @Override
            public void packet(Codec codec, RtpPacket packet, long sequence, int timestamp) {
                told.add("packet " + timestamp);
            }

            @Override
            public void clock(long ntp, int timestamp) {
                told.add("clock " + (ntp - NTP) + " " + timestamp);
            }

            @Override
            public void broke(Throwable broken) {
                throw new AssertionError(broken);
            }
        });
        track.streams().receivers(List.of(receiver));
    }

    private void send(long sequence, int timestamp, int payloadBytes) {
        RtpHeaderWriter writer = new RtpHeaderWriter(ExtensionForm.ONE_BYTE);
        writer.begin(buffer, 0, buffer.length)
                .source(96, 7)
                .position(false, sequence, timestamp)
                .payload(new byte[payloadBytes], 0, payloadBytes);
        assertThat(track.send(buffer, 0, writer.finish(), nowNanos)).isTrue();
        nowNanos += TimeUnit.MILLISECONDS.toNanos(20);
    }

    @Test
    void isToldOnceBehindTheNextPacketMovedAsPacketsAre() {
        track.clock(NTP, 10_048, nowNanos);
        assertThat(told).as("nothing was received").isEmpty();
        send(1, 10_000, PAYLOAD_BYTES);
        send(2, 10_960, PAYLOAD_BYTES);
        track.clock(NTP, 10_048, nowNanos);
        send(3, 11_920, PAYLOAD_BYTES);
        track.clock(NTP + 5, 10_050, nowNanos);
        send(4, 12_880, PAYLOAD_BYTES);

        assertThat(told)
                .containsExactly("packet 0", "clock 0 48", "packet 960", "packet 1920", "packet 2880", "clock 5 50");
    }

    /** It has a payload in the first packet that is handed on, whatever it began with. */
    @Test
    void isNotToldBehindPadding() {
        track.clock(NTP, 10_048, nowNanos);
        send(1, 10_000, 0);
        assertThat(told).isEmpty();
        send(2, 10_960, PAYLOAD_BYTES);

        assertThat(told).hasSize(2);
        assertThat(told.getLast()).startsWith("clock 0 ");
    }

    /** RFC 3550 section 6.4.1: 0 for the wall clock of a source that has none. */
    @Test
    void ofASourceWithoutOneIsNotTold() {
        track.clock(0, 10_048, nowNanos);
        send(1, 10_000, PAYLOAD_BYTES);

        assertThat(told).containsExactly("packet 0");
    }

    @Test
    void isToldAgainWhereAHoleIsClosed() {
        send(1, 10_000, PAYLOAD_BYTES);
        track.clock(NTP, 10_000, nowNanos);
        send(2, 10_960, PAYLOAD_BYTES);
        // So much later that nobody would ask for what is missing; only 20 ms have passed here.
        send(1_000, 10_960 + 20_000, PAYLOAD_BYTES);

        assertThat(told)
                .containsExactly("packet 0", "packet 960", "clock 0 0", "packet 1920", "clock 0 " + (960 - 20_000));
    }
}
