package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.congestion.TwccReceiver;
import dev.ephyra.webrtc.rtcp.Arrivals;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.rtcp.RtcpWriter;
import dev.ephyra.webrtc.rtp.NackGenerator;
import dev.ephyra.webrtc.rtp.ReportBlock;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * What we tell a peer by RTCP: what is missing and when packets arrived, soon; how its streams arrive and how the clocks of
 * what it gets relate, each second. A compound packet begins with a report and has the names of all sources that report in
 * it (RFC 3550 section 6.1), but for feedback between reports where reduced size was agreed on (RFC 5506). Owned by the
 * thread of its connection.
 */
final class Feedback {
    /** Fits any path; what does not fit in goes into the next packet. */
    private static final int MAX_COMPOUND_BYTES = 1_100;

    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** In one NACK: 255 numbers with nothing in common take 1,020 bytes. */
    private static final int MAX_NACKED = 255;

    /** RFC 7022 section 4.2 wants 96 bits. */
    private static final int CNAME_WORDS = 3;

    private final int ssrc;
    private final RtcpPacket emptyReport;
    private final RtcpPacket ownName;
    private final SecureTransport transport;
    private final byte[] buffer = new byte[MAX_COMPOUND_BYTES + SecureTransport.GROWTH_BYTES];
    private final int[] missing = new int[MAX_NACKED];
    private final TwccReceiver arrivals = new TwccReceiver();
    private RtcpWriter writer = new RtcpWriter(buffer, 0, MAX_COMPOUND_BYTES);
    private long nextReportNanos;
    private int lastMediaSsrc;
    private boolean isReducedSize;

    /** @param random 32 bits each time, for our SSRC and name as a receiver */
    Feedback(IntSupplier random, SecureTransport transport, long nowNanos) {
        this.ssrc = random.getAsInt();
        this.emptyReport = new RtcpPacket.ReceiverReport(ssrc, List.of());
        StringBuilder cname = new StringBuilder();
        for (int i = 0; i < CNAME_WORDS; i++) {
            cname.append(HexFormat.of().toHexDigits(random.getAsInt()));
        }
        this.ownName = new RtcpPacket.SourceDescription(ssrc, cname.toString());
        this.transport = transport;
        this.nextReportNanos = nowNanos + REPORT_NANOS;
    }

    /** Whether feedback may go without report and name. */
    void reducedSize(boolean isAgreed) {
        isReducedSize = isAgreed;
    }

    /** A packet of {@code mediaSsrc} arrived under a transport-wide number. */
    void arrived(int transportSequence, int mediaSsrc, long nowNanos) {
        lastMediaSsrc = mediaSsrc;
        arrivals.record(transportSequence, nowNanos);
    }

    void onTime(List<InboundStream> inbound, Collection<OutboundStream> outbound, long nowNanos) {
        if (nowNanos - nextReportNanos >= 0) {
            nextReportNanos = nowNanos + REPORT_NANOS;
            report(inbound, outbound, nowNanos);
        }
        for (InboundStream stream : inbound) {
            askForMissing(stream, nowNanos);
            askForKeyFrame(stream, nowNanos);
        }
        for (Optional<Arrivals> news = arrivals.poll(nowNanos); news.isPresent(); news = arrivals.poll(nowNanos)) {
            write(new RtcpPacket.TransportFeedback(ssrc, lastMediaSsrc, news.get()));
        }
        flush();
    }

    /** When {@link #onTime} has something to do, or {@code otherDue} if that is sooner. */
    long nextDueNanos(long otherDue, List<InboundStream> inbound, boolean hasOutbound, long nowNanos) {
        long due = earlier(otherDue, arrivals.deadlineNanos());
        for (InboundStream stream : inbound) {
            due = earlier(due, stream.requests().deadlineNanos(nowNanos));
            NackGenerator nacks = stream.nacks();
            due = nacks == null ? due : earlier(due, nacks.deadlineNanos());
        }
        boolean reports = hasOutbound || !inbound.isEmpty();
        return reports && nextReportNanos - due < 0 ? nextReportNanos : due;
    }

    private static long earlier(long due, OptionalLong other) {
        return other.isPresent() && other.getAsLong() - due < 0 ? other.getAsLong() : due;
    }

    private void askForMissing(InboundStream stream, long nowNanos) {
        NackGenerator nacks = stream.nacks();
        if (nacks == null) {
            return;
        }
        int count = nacks.poll(nowNanos, missing);
        if (count > 0) {
            write(new RtcpPacket.Nack(ssrc, stream.ssrc(), Arrays.copyOf(missing, count)));
            stream.counters().nack(count);
            stream.counters().tell(RtcpKind.NACK);
        }
        if (nacks.takeKeyFrameWanted()) {
            stream.wantKeyFrame();
        }
    }

    private void askForKeyFrame(InboundStream stream, long nowNanos) {
        if (!stream.requests().poll(nowNanos)) {
            return;
        }
        stream.counters().keyFrameRequest();
        if (stream.line().feedback().pli()) {
            stream.counters().tell(RtcpKind.PLI);
            write(new RtcpPacket.PictureLossIndication(ssrc, stream.ssrc()));
        } else if (stream.line().feedback().fir()) {
            stream.counters().tell(RtcpKind.FIR);
            write(new RtcpPacket.FullIntraRequest(ssrc, stream.ssrc(), stream.nextFirSequence()));
        }
    }

    private void report(List<InboundStream> inbound, Collection<OutboundStream> outbound, long nowNanos) {
        inbound.forEach(stream -> stream.counters().tell(RtcpKind.RECEIVER_REPORT));
        List<ReportBlock> blocks = inbound.stream()
                .map(stream -> stream.statistics().report(stream.ssrc(), nowNanos))
                .toList();
        for (int from = 0; from < blocks.size(); from += RtcpWriter.MAX_REPORT_BLOCKS) {
            int to = Math.min(blocks.size(), from + RtcpWriter.MAX_REPORT_BLOCKS);
            writeNamed(new RtcpPacket.ReceiverReport(ssrc, blocks.subList(from, to)), ownName);
        }
        for (OutboundStream stream : outbound) {
            stream.report(nowNanos).ifPresent(report -> {
                stream.counters().tell(RtcpKind.SENDER_REPORT);
                writeNamed(
                        report,
                        new RtcpPacket.SourceDescription(
                                report.ssrc(), stream.track().cname()));
            });
        }
    }

    /** Both into the same compound packet. */
    private void writeNamed(RtcpPacket report, RtcpPacket name) {
        int before = writer.length();
        if (!writer.write(report) || !writer.write(name)) {
            writer.truncate(before);
            flush();
            writer.write(report);
            writer.write(name);
        }
    }

    private void write(RtcpPacket packet) {
        begin();
        if (!writer.write(packet)) {
            flush();
            begin();
            // What does not fit into an empty one cannot be told; nothing above is that large.
            writer.write(packet);
        }
    }

    /** Feedback that is no report does not come first, unless that was agreed on. */
    private void begin() {
        if (writer.length() == 0 && !isReducedSize) {
            writer.write(emptyReport);
            writer.write(ownName);
        }
    }

    private void flush() {
        if (writer.length() > 0) {
            transport.sendRtcp(buffer, 0, writer.length());
            writer = new RtcpWriter(buffer, 0, MAX_COMPOUND_BYTES);
        }
    }
}
