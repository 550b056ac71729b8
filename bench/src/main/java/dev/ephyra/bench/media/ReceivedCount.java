package dev.ephyra.bench.media;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.rtp.NtpTime;
import dev.ephyra.webrtc.rtp.ReportBlock;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.rtp.SequenceUnwrapper;
import java.util.List;

/**
 * What one subscriber gets: counted by what is readable in the header, and each 64th packet decrypted, which shows its
 * tag. Owned by the thread of the load.
 */
final class ReceivedCount {
    /** A power of two. */
    private static final int VERIFIED_EACH = 64;

    private final SecureLink link;
    private final RtpPacket plain = new RtpPacket();
    private final SequenceUnwrapper unwrapper = new SequenceUnwrapper();
    private long received;
    private long verified;
    private long refused;
    private long first;
    private long highest;
    private int ssrc;
    private int lastReport;
    private long lastReportNanos;

    ReceivedCount(SecureLink link) {
        this.link = link;
    }

    /** A packet as it came. */
    void rtp(byte[] buffer, int length) {
        int from = NetworkOrder.int32(buffer, 8);
        if (received == 0) {
            ssrc = from;
        }
        if (from != ssrc) {
            return;
        }
        long sequence = unwrapper.unwrap(NetworkOrder.uint16(buffer, 2));
        first = received == 0 ? sequence : first;
        highest = received == 0 ? sequence : Math.max(highest, sequence);
        if ((received++ & (VERIFIED_EACH - 1)) == 0) {
            verify(buffer, length);
        }
    }

    private void verify(byte[] buffer, int length) {
        int plainBytes = link.unprotect(buffer, length, false);
        boolean isOurs = plainBytes > 0
                && plain.wrap(buffer, 0, plainBytes)
                && plain.payloadLength() > Long.BYTES
                && NetworkOrder.int64(buffer, plainBytes - Long.BYTES) == PublishedStream.MARK;
        verified += isOurs ? 1 : 0;
        refused += isOurs ? 0 : 1;
    }

    void told(RtcpPacket.SenderReport report, long nowNanos) {
        lastReport = NtpTime.middle(report.ntp());
        lastReportNanos = nowNanos;
    }

    /** What a browser tells each second. */
    RtcpPacket report(long nowNanos) {
        int delay = lastReport == 0 ? 0 : NtpTime.shortOfNanos(nowNanos - lastReportNanos);
        return new RtcpPacket.ReceiverReport(
                1, List.of(new ReportBlock(ssrc, 0, (int) lost(), (int) highest, 0, lastReport, delay)));
    }

    long received() {
        return received;
    }

    /** Decrypted and found to be what was sent. */
    long verified() {
        return verified;
    }

    /** Decrypted and not authentic, or something else. */
    long refused() {
        return refused;
    }

    /** Numbers between the first and the last one that did not come. */
    long lost() {
        return received == 0 ? 0 : highest - first + 1 - received;
    }
}
