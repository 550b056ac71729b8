package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.NackGenerator;
import dev.ephyra.webrtc.rtp.ReceptionStatistics;
import dev.ephyra.webrtc.rtp.ReportBlock;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.rtp.Vp8Descriptor;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.Source;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream as a client receives it: what came, what is missing, and which frames are whole. Owned by the thread of its
 * client.
 */
public final class ReceivedStream {
    /** Frames that may still become whole: a second of them. */
    private static final int OPEN_FRAMES = 32;

    /** As browsers do while they have nothing to begin with. */
    private static final long KEY_FRAME_REQUEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private record FrameId(int stream, int frame) {}

    private final NegotiatedLine line;
    private final Source source;
    private final ReceptionStatistics statistics;
    private final NackGenerator nacks = new NackGenerator();
    private final Vp8Descriptor descriptor = new Vp8Descriptor();
    private final Map<FrameId, BitSet> open = new LinkedHashMap<>();
    private @Nullable SenderReport lastReport;
    private long packets;
    private long repaired;
    private long duplicates;
    private long wholeFrames;
    private long abandonedFrames;
    private long lastNanos;
    private long requestedNanos;
    private boolean hasRequested;
    private boolean hasWholeKeyFrame;

    ReceivedStream(NegotiatedLine line, Source source) {
        this.line = line;
        this.source = source;
        this.statistics = new ReceptionStatistics(line.codec().clockRateHz());
    }

    /** The section it comes in. */
    public String mid() {
        return line.mid();
    }

    /** 32 bits, unsigned in an int. */
    public int ssrc() {
        return source.ssrc();
    }

    public boolean isVideo() {
        return line.codec().kind() == MediaKind.VIDEO;
    }

    NegotiatedLine line() {
        return line;
    }

    /** Takes a packet; what is to be told of it, or null if it was here before. */
    @Nullable
    ReceivedPacket receive(RtpPacket packet, boolean isRepaired, long nowNanos) {
        long sequence;
        if (isRepaired) {
            sequence = statistics.nearest(packet.sequenceNumber());
        } else if (statistics.receive(packet.sequenceNumber(), packet.timestamp(), nowNanos)
                == ReceptionStatistics.Verdict.SUSPECT) {
            return null;
        } else {
            sequence = statistics.sequence();
        }
        if (!nacks.receive(sequence, nowNanos)) {
            duplicates++;
            return null;
        }
        packets++;
        repaired += isRepaired ? 1 : 0;
        lastNanos = nowNanos;
        return read(packet, sequence, isRepaired, nowNanos);
    }

    private ReceivedPacket read(RtpPacket packet, long sequence, boolean isRepaired, long nowNanos) {
        byte[] buffer = packet.buffer();
        int payload = packet.payloadOffset();
        boolean hasDescriptor = line.codec() == Codec.VP8 && descriptor.wrap(buffer, payload, packet.payloadLength());
        int before = isVideo() ? SyntheticVideo.TAG_OFFSET : 1;
        FrameTag tag = FrameTag.read(buffer, payload + before, packet.payloadLength() - before);
        boolean isKeyFrame = hasDescriptor && descriptor.isKeyFrame();
        if (isKeyFrame) {
            nacks.keyFrame(sequence);
        }
        if (!tag.equals(FrameTag.NONE)) {
            gather(tag, isKeyFrame);
        }
        return new ReceivedPacket(
                source.ssrc(),
                sequence,
                packet.timestamp(),
                packet.marker(),
                isRepaired,
                hasDescriptor ? descriptor.pictureId() : -1,
                hasDescriptor ? descriptor.tl0PicIdx() : -1,
                hasDescriptor ? descriptor.keyIdx() : -1,
                isKeyFrame,
                tag,
                nowNanos);
    }

    private void gather(FrameTag tag, boolean isKeyFrame) {
        FrameId id = new FrameId(tag.stream(), tag.frame());
        BitSet parts = open.computeIfAbsent(id, _ -> new BitSet());
        parts.set(tag.index());
        // A bit behind the packets says that the frame is a key frame, which only its first packet does.
        if (isKeyFrame) {
            parts.set(tag.count());
        }
        if (parts.nextClearBit(0) >= tag.count()) {
            hasWholeKeyFrame |= parts.get(tag.count());
            wholeFrames++;
            open.remove(id);
        } else if (open.size() > OPEN_FRAMES) {
            open.remove(open.keySet().iterator().next());
            abandonedFrames++;
        }
    }

    int[] missing(long nowNanos) {
        int[] target = new int[128];
        int count = isVideo() && line.feedback().nack() ? nacks.poll(nowNanos, target) : 0;
        return Arrays.copyOf(target, count);
    }

    boolean wantsKeyFrame(long nowNanos) {
        boolean isLost = nacks.takeKeyFrameWanted();
        boolean hasNothing = packets > 0 && !hasWholeKeyFrame && nowNanos - lastNanos < KEY_FRAME_REQUEST_NANOS;
        boolean isTime = !hasRequested || nowNanos - requestedNanos >= KEY_FRAME_REQUEST_NANOS;
        if (!isVideo() || !(isLost || (hasNothing && isTime))) {
            return false;
        }
        hasRequested = true;
        requestedNanos = nowNanos;
        return true;
    }

    void told(SenderReport report, long nowNanos) {
        lastReport = report;
        statistics.senderReport(report.ntp(), nowNanos);
    }

    ReportBlock report(long nowNanos) {
        return statistics.report(source.ssrc(), nowNanos);
    }

    /** What the server said last of the stream's clocks. */
    public @Nullable SenderReport lastReport() {
        return lastReport;
    }

    /** Different ones. */
    public long packets() {
        return packets;
    }

    /** Of those, restored from retransmissions. */
    public long repaired() {
        return repaired;
    }

    /** Packets that had been here. */
    public long duplicates() {
        return duplicates;
    }

    /** Of which every packet came. */
    public long wholeFrames() {
        return wholeFrames;
    }

    /** That never became whole, apart from the latest. */
    public long abandonedFrames() {
        return abandonedFrames;
    }

    /** Packets that are missing now. */
    public int outstanding() {
        return nacks.outstanding();
    }

    /** Whether a decoder would show something. */
    public boolean hasWholeKeyFrame() {
        return hasWholeKeyFrame;
    }
}
