package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.MediaClock;
import dev.ephyra.webrtc.rtp.NtpTime;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The clocks of one source: its timestamps, which begin anywhere, and the wall clock that its client's sources have in
 * common. Immutable.
 */
record StreamClock(int clockRateHz, int firstTimestamp, long startNanos) {
    /** When the simulated wall clocks begin, so that NTP timestamps look real: somewhere in 2026. */
    private static final long WALL_NANOS = TimeUnit.SECONDS.toNanos(1_790_000_000L);

    int timestamp(long nowNanos) {
        return firstTimestamp + (int) MediaClock.ticks(nowNanos - startNanos, clockRateHz);
    }

    /** The wall clock that all sources of all clients share. */
    static long ntp(long nowNanos) {
        return NtpTime.ofUnixNanos(WALL_NANOS + Math.floorMod(nowNanos, TimeUnit.DAYS.toNanos(1)));
    }

    SenderReport report(int ssrc, long packets, long octets, long nowNanos) {
        return new SenderReport(ssrc, ntp(nowNanos), timestamp(nowNanos), (int) packets, (int) octets, List.of());
    }
}
