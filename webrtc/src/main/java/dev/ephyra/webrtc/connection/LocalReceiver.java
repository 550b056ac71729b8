package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.rtp.StreamRewriter;
import dev.ephyra.webrtc.sdp.Codec;
import org.jspecify.annotations.Nullable;

/**
 * A track as somebody inside this server receives it: the best encoding that is sent, from a key frame on, in one numbering.
 * Owned by the thread of its room's media; handing on a packet allocates nothing.
 */
public final class LocalReceiver {
    private final TrackStreams track;
    private final Sink sink;
    private final KeyFrameAllowance allowance = new KeyFrameAllowance();
    private final RtpPacket overtaker = new RtpPacket();
    private @Nullable StreamRewriter rewriter;
    private @Nullable InboundStream current;
    private long toldNtp;
    private int toldTimestamp;
    private boolean isBroken;

    /** Who receives. Called on the thread of the room's media; nothing here may block. */
    public interface Sink {
        /**
         * A packet, in the order in which they come.
         *
         * @param packet whose payload counts; valid during the call
         * @param sequence from 0 on; does not wrap, and has a hole where something was lost
         * @param timestamp 32 bits, in ticks of the codec's clock, continuous over changes of the encoding
         */
        void packet(Codec codec, RtpPacket packet, long sequence, int timestamp);

        /**
         * The source says that its clocks agree on this (RFC 3550 section 6.4.1). Follows a packet, once for each report of
         * the encoding that is received, and again where another is gone on with. If that one has not reported yet, the
         * last clock holds as exactly as the network keeps time.
         *
         * @param ntp 32 bits of seconds since 1900, 32 of fractions; whatever the source says, but never 0
         * @param timestamp as those of packets, and not of one of them
         */
        void clock(long ntp, int timestamp);

        /** {@link #packet} or {@link #clock} threw: nothing is handed to it any more. */
        void broke(Throwable broken);
    }

    /** Begins to receive once {@link TrackStreams#receivers} has it. */
    public LocalReceiver(TrackStreams track, Sink sink) {
        this.track = track;
        this.sink = sink;
        track.wantKeyFrame();
    }

    /** What it receives. */
    public TrackStreams track() {
        return track;
    }

    /** It cannot go on without a key frame. */
    public void wantKeyFrame(long nowNanos) {
        if (!allowance.allows(nowNanos)) {
            return;
        }
        if (current != null && !current.isSilent(nowNanos)) {
            current.wantKeyFrame();
        } else {
            track.wantKeyFrame();
        }
    }

    /** A packet of {@code from}, whose unwrapped number there is {@code sequence}. */
    void receive(InboundStream from, long sequence, RtpPacket packet, long nowNanos) {
        if (isBroken) {
            return;
        }
        try {
            if (from == current) {
                handOn(from, sequence, packet, nowNanos);
            } else if (isWanted(from, nowNanos)) {
                goOnWith(from, sequence, packet, nowNanos);
            }
        } catch (RuntimeException | StackOverflowError broken) {
            // Containment point: who receives here ends himself, and nobody else.
            isBroken = true;
            sink.broke(broken);
        }
    }

    private boolean isStuck(long nowNanos) {
        return current == null || current.isSilent(nowNanos);
    }

    private boolean isWanted(InboundStream from, long nowNanos) {
        return isStuck(nowNanos) || (current != null && from.encoding().compareTo(current.encoding()) > 0);
    }

    /** With its key frame, which is asked for until there is one. */
    private void goOnWith(InboundStream from, long sequence, RtpPacket packet, long nowNanos) {
        if (!from.isEntry() || from.highest() - sequence > OutboundStream.MAX_CATCH_UP) {
            if (!from.requests().isWanted() && (isStuck(nowNanos) || allowance.allows(nowNanos))) {
                from.wantKeyFrame();
            }
            return;
        }
        current = from;
        if (rewriter == null) {
            rewriter = new StreamRewriter(from.line().codec().clockRateHz(), 0, 0);
        }
        rewriter.switchTo(sequence, packet.timestamp(), nowNanos);
        handOn(from, sequence, packet, nowNanos);
        // What overtook the packet that was begun with.
        for (long next = sequence + 1; next <= from.highest(); next++) {
            if (from.find(next, nowNanos, overtaker)) {
                handOn(from, next, overtaker, nowNanos);
            }
        }
    }

    private void handOn(InboundStream from, long sequence, RtpPacket packet, long nowNanos) {
        StreamRewriter numbering = rewriter;
        if (numbering == null) {
            return;
        }
        if (packet.payloadLength() == 0) {
            numbering.drop(sequence);
        } else if (numbering.rewrite(sequence, packet.timestamp(), nowNanos)) {
            sink.packet(from.line().codec(), packet, numbering.sequence(), numbering.timestamp());
            tellClock(from, numbering.timestampOffset());
        }
    }

    /** Behind a packet only, so that whoever sends reports without end has no more of them told than he sends packets. */
    private void tellClock(InboundStream from, int timestampOffset) {
        SenderReport last = from.lastReport();
        // One that has no wall clock says 0.
        if (last == null || last.ntp() == 0) {
            return;
        }
        int timestamp = last.rtpTimestamp() + timestampOffset;
        if (last.ntp() != toldNtp || timestamp != toldTimestamp) {
            toldNtp = last.ntp();
            toldTimestamp = timestamp;
            sink.clock(toldNtp, toldTimestamp);
        }
    }
}
