package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtcp.SenderReports;
import dev.ephyra.webrtc.rtp.ExtensionForm;
import dev.ephyra.webrtc.rtp.ReportBlock;
import dev.ephyra.webrtc.rtp.RtpHeaderWriter;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.rtp.RtxPacket;
import dev.ephyra.webrtc.rtp.SentPackets;
import dev.ephyra.webrtc.rtp.StreamRewriter;
import dev.ephyra.webrtc.rtp.Vp8Descriptor;
import dev.ephyra.webrtc.rtp.Vp8Rewriter;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.ExtensionIds;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.Source;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A track as one subscriber gets it: somebody else's packets under an SSRC, payload type, extension ids and numbering of
 * this connection's own. Owned by the thread of its room's media; handing on a packet allocates nothing.
 */
public final class OutboundStream {
    /** What may have overtaken the first packet of a key frame to be begun with: half a second of good video. */
    static final int MAX_CATCH_UP = 256;

    private static final int FIRST_SEQUENCE_MASK = 0x7fff;

    private final SecureTransport transport;
    private final byte[] buffer;
    private final StreamRewriter rewriter;
    private final Vp8Rewriter vp8 = new Vp8Rewriter();
    private final Vp8Descriptor descriptor = new Vp8Descriptor();
    private final SenderReports reports;
    private final KeyFrameAllowance allowance = new KeyFrameAllowance();
    private StreamCounters counters = new StreamCounters();
    private final RtpPacket repaired = new RtpPacket();
    private final SourceNumbers sources = new SourceNumbers();
    private SentPackets sent = new SentPackets();
    private OutboundTrack track;
    private byte[] mid;
    private RtpHeaderWriter writer;
    private @Nullable TrackStreams published;
    private @Nullable InboundStream current;
    private @Nullable InboundStream asked;
    private Encoding target = Encoding.HIGH;
    private boolean isTargetNew;
    private @Nullable EncodingChange change;
    private @Nullable EncodingChange untold;
    private Runnable hasNews = () -> {};
    private long nextRtxSequence;
    private long roundTripNanos = TimeUnit.MILLISECONDS.toNanos(100);

    OutboundStream(OutboundTrack track, SecureTransport transport, byte[] buffer, IntSupplier random) {
        NegotiatedLine line = track.line();
        this.track = track;
        this.transport = transport;
        this.buffer = buffer;
        this.mid = line.mid().getBytes(StandardCharsets.US_ASCII);
        this.writer = writer(line);
        int clockRateHz = line.codec().clockRateHz();
        this.rewriter = new StreamRewriter(clockRateHz, random.getAsInt() & FIRST_SEQUENCE_MASK, random.getAsInt());
        this.reports = new SenderReports(clockRateHz);
        this.nextRtxSequence = random.getAsInt() & FIRST_SEQUENCE_MASK;
    }

    private static RtpHeaderWriter writer(NegotiatedLine line) {
        return new RtpHeaderWriter(
                ExtensionForm.of(line.extensions(), Math.max(2, line.mid().length())));
    }

    /** The same source as a later plan has it, perhaps made of another track. */
    void become(OutboundTrack next) {
        boolean isOther = !next.trackId().equals(track.trackId());
        track = next;
        mid = next.line().mid().getBytes(StandardCharsets.US_ASCII);
        writer = writer(next.line());
        if (isOther) {
            attach(null);
            counters = counters.successor();
            change = null;
            untold = null;
        }
    }

    /** The plan's words for it. */
    public OutboundTrack track() {
        return track;
    }

    /** 32 bits, unsigned in an int. */
    public int ssrc() {
        return source().ssrc();
    }

    /** What has been sent of this track so far. */
    public StreamCounters counters() {
        return counters;
    }

    /** Which encoding of its track it is made of now; empty before the first packet. */
    public Optional<Encoding> encoding() {
        return Optional.ofNullable(current).map(InboundStream::encoding);
    }

    /** Why it is made of that one; empty before the first packet. */
    public Optional<EncodingChange> change() {
        return Optional.ofNullable(change);
    }

    /** {@code told} is run when it changes its encoding or breaks: the connection it belongs to has something to tell. */
    public void onNews(Runnable told) {
        hasNews = told;
    }

    /**
     * What it is made of since the last call, and why that began to change. A track without simulcast has no changes.
     */
    Optional<ConnectionEvent.EncodingSwitched> takeSwitch() {
        EncodingChange why = untold;
        untold = null;
        return why == null || current == null
                ? Optional.empty()
                : Optional.of(new ConnectionEvent.EncodingSwitched(track.trackId(), current.encoding(), why));
    }

    private Source source() {
        return track.line().sources().getFirst();
    }

    /** Where its packets come from, from now on; null while nobody publishes the track. */
    public void attach(@Nullable TrackStreams newlyPublished) {
        if (published != newlyPublished) {
            published = newlyPublished;
            current = null;
            asked = null;
            if (newlyPublished != null) {
                newlyPublished.wantKeyFrame();
            }
        }
    }

    /** The subscriber wants this encoding, or else the next best. */
    public void target(Encoding wanted) {
        isTargetNew |= target != wanted;
        target = wanted;
        asked = null;
    }

    /** The target is wanted most, then what is below it, the better the more; then what is above, the less the more. */
    private boolean isPreferred(Encoding candidate, Encoding present) {
        boolean isWithin = candidate.compareTo(target) <= 0;
        boolean wasWithin = present.compareTo(target) <= 0;
        if (isWithin != wasWithin) {
            return isWithin;
        }
        return isWithin ? candidate.compareTo(present) > 0 : candidate.compareTo(present) < 0;
    }

    /** A packet of {@code from}, whose unwrapped number there is {@code sequence}. */
    void forward(InboundStream from, long sequence, RtpPacket packet, long nowNanos) {
        if (from == current) {
            handOn(from, sequence, packet, nowNanos);
        } else if (!isWanted(from, nowNanos)) {
            return;
        } else if (from.isEntry() && from.highest() - sequence <= MAX_CATCH_UP) {
            goOnWith(from, sequence, packet, nowNanos);
            handOn(from, sequence, packet, nowNanos);
            catchUp(from, sequence, nowNanos);
        } else {
            ask(from, nowNanos);
        }
    }

    private void handOn(InboundStream from, long sequence, RtpPacket packet, long nowNanos) {
        if (packet.payloadLength() == 0) {
            rewriter.drop(sequence);
        } else if (rewriter.rewrite(sequence, packet.timestamp(), nowNanos)) {
            send(from, packet);
        }
    }

    private boolean isWanted(InboundStream from, long nowNanos) {
        return isStuck(nowNanos) || (current != null && isPreferred(from.encoding(), current.encoding()));
    }

    private boolean isStuck(long nowNanos) {
        return current == null || current.isSilent(nowNanos);
    }

    /**
     * Of several that are wanted the most preferred is asked for a key frame until one comes: nobody else may be waiting
     * for it. Where something is shown meanwhile that is the subscriber's own wish, and has its allowance.
     */
    private void ask(InboundStream from, long nowNanos) {
        InboundStream before = asked;
        if (before == null || before.isSilent(nowNanos) || isPreferred(from.encoding(), before.encoding())) {
            asked = from;
        }
        boolean isDue = from == asked && !from.requests().isWanted();
        if (isDue && (isStuck(nowNanos) || allowance.allows(nowNanos))) {
            from.wantKeyFrame();
        }
    }

    /** What overtook the packet that was begun with: it would look lost, and could not be sent again. */
    private void catchUp(InboundStream from, long sequence, long nowNanos) {
        for (long next = sequence + 1; next <= from.highest(); next++) {
            if (from.find(next, nowNanos, repaired)) {
                handOn(from, next, repaired, nowNanos);
            }
        }
    }

    /** Changes the source; this packet is the first that is sent of it. */
    private void goOnWith(InboundStream from, long sequence, RtpPacket packet, long nowNanos) {
        change = changeFrom(current, nowNanos);
        if (untold == null && from.encoding() != Encoding.ONLY) {
            untold = change;
            hasNews.run();
        }
        // On the way to what is wanted there may be others, whose key frame came first.
        isTargetNew &= from.encoding() != target;
        current = from;
        asked = null;
        rewriter.switchTo(sequence, packet.timestamp(), nowNanos);
        if (track.line().codec() == Codec.VP8
                && descriptor.wrap(packet.buffer(), packet.payloadOffset(), packet.payloadLength())) {
            vp8.switchTo(descriptor);
        }
        reports.switchSource();
        SenderReport last = from.lastReport();
        if (last != null) {
            reports.source(last, from.lastReportNanos());
        }
        if (!sources.use(from)) {
            sent = new SentPackets();
        }
    }

    private EncodingChange changeFrom(@Nullable InboundStream before, long nowNanos) {
        if (before == null) {
            return EncodingChange.BEGAN;
        } else if (before.isSilent(nowNanos)) {
            return EncodingChange.PAUSED;
        }
        return isTargetNew ? EncodingChange.WANTED : EncodingChange.RESUMED;
    }

    private void send(InboundStream from, RtpPacket packet) {
        NegotiatedLine line = track.line();
        ExtensionIds ids = line.extensions();
        writer.begin(buffer, 0, buffer.length - SecureTransport.GROWTH_BYTES)
                .source(line.payloadType(), source().ssrc())
                .position(packet.marker(), rewriter.sequence(), rewriter.timestamp())
                .extension(ids.mid(), mid, 0, mid.length);
        if (ids.audioLevel() != 0
                && packet.extensions().find(from.line().extensions().audioLevel())) {
            writer.extension8(ids.audioLevel(), packet.extensions().uint8());
        }
        writer.payload(packet.buffer(), packet.payloadOffset(), packet.payloadLength());
        int length = writer.finish();
        if (length < 0) {
            return;
        }
        int descriptorOffsets = 0;
        if (line.codec() == Codec.VP8
                && descriptor.wrap(buffer, writer.payloadOffset(), length - writer.payloadOffset())) {
            vp8.rewrite(descriptor);
            descriptorOffsets = vp8.offsets();
        }
        sent.put(rewriter, sources.current(), descriptorOffsets);
        reports.sent(packet.payloadLength());
        counters.count(length, packet.marker());
        transport.sendRtp(buffer, 0, length);
    }

    /** The subscriber misses packets; each goes again in the retransmission stream, if one was negotiated. */
    void missing(int[] sequenceNumbers, long nowNanos) {
        counters.nack(sequenceNumbers.length);
        for (int sequenceNumber : sequenceNumbers) {
            boolean isDue = source().hasRtx()
                    && track.line().rtxPayloadType() >= 0
                    && sent.resend(sequenceNumber, nowNanos, roundTripNanos) == SentPackets.Verdict.RESEND;
            InboundStream from = isDue ? sources.get(sent.source()) : null;
            if (from != null && from.find(sent.inboundSequence(), nowNanos, repaired)) {
                resend();
            }
        }
    }

    private void resend() {
        NegotiatedLine line = track.line();
        writer.begin(buffer, 0, buffer.length - SecureTransport.GROWTH_BYTES)
                .source(line.rtxPayloadType(), source().rtxSsrc())
                .position(repaired.marker(), nextRtxSequence, repaired.timestamp() + sent.timestampOffset())
                .extension(line.extensions().mid(), mid, 0, mid.length);
        RtxPacket.write(writer, sent.sequence(), repaired.buffer(), repaired.payloadOffset(), repaired.payloadLength());
        int length = writer.finish();
        if (length < 0) {
            return;
        }
        int payload = writer.payloadOffset() + RtxPacket.OSN_BYTES;
        if (line.codec() == Codec.VP8 && descriptor.wrap(buffer, payload, length - payload)) {
            Vp8Rewriter.apply(descriptor, sent.descriptorOffset());
        }
        nextRtxSequence++;
        counters.repair(length);
        transport.sendRtp(buffer, 0, length);
    }

    /** The subscriber cannot decode without a key frame. */
    void keyFrameWanted(long nowNanos) {
        counters.keyFrameRequest();
        if (!allowance.allows(nowNanos)) {
            return;
        }
        if (current != null && !current.isSilent(nowNanos)) {
            current.wantKeyFrame();
        } else if (published != null) {
            published.wantKeyFrame();
        }
    }

    /** It broke an invariant: its connection ends. */
    void broke(Throwable broken) {
        transport.broke(broken);
        hasNews.run();
    }

    /** Its publisher has reported on {@code from}. */
    void sourceReported(InboundStream from, SenderReport report, long nowNanos) {
        if (from == current) {
            reports.source(report, nowNanos);
        }
    }

    /** The subscriber reported on it; a round trip if it answers a report of ours, or -1. */
    long reported(ReportBlock block, long nowNanos) {
        long measured = reports.roundTripNanos(block, nowNanos).orElse(-1);
        roundTripNanos = measured < 0 ? roundTripNanos : measured;
        return measured;
    }

    Optional<SenderReport> report(long nowNanos) {
        return reports.report(ssrc(), rewriter.timestampOffset(), nowNanos);
    }
}
