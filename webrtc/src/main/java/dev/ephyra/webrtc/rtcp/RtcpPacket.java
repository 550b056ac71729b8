package dev.ephyra.webrtc.rtcp;

import dev.ephyra.webrtc.rtp.ReportBlock;
import java.util.Arrays;
import java.util.List;

/** One packet of a compound RTCP packet, of the kinds that are understood here. SSRCs are unsigned in an int. */
public sealed interface RtcpPacket {
    /**
     * What a sender has sent, and when its timestamps were (RFC 3550 section 6.4.1).
     *
     * @param ntp 64 bits, see {@link dev.ephyra.webrtc.rtp.NtpTime}
     * @param rtpTimestamp of the same moment
     * @param packets sent so far, unsigned in an int
     * @param octets of payload sent so far, unsigned in an int
     */
    record SenderReport(int ssrc, long ntp, int rtpTimestamp, int packets, int octets, List<ReportBlock> blocks)
            implements RtcpPacket {
        public SenderReport {
            blocks = List.copyOf(blocks);
        }
    }

    /** What a receiver has received (RFC 3550 section 6.4.2); at most 31 blocks. */
    record ReceiverReport(int ssrc, List<ReportBlock> blocks) implements RtcpPacket {
        public ReceiverReport {
            blocks = List.copyOf(blocks);
        }
    }

    /** The canonical name of a source (RFC 3550 section 6.5.1); other items are left out. */
    record SourceDescription(int ssrc, String cname) implements RtcpPacket {}

    /** A source has ended (RFC 3550 section 6.6). */
    record Goodbye(int ssrc) implements RtcpPacket {}

    /**
     * Packets that a receiver misses (RFC 4585 section 6.2.1).
     *
     * @param sequenceNumbers 16 bits each, in the order of the packet; not to be changed
     */
    record Nack(int sender, int media, int[] sequenceNumbers) implements RtcpPacket {
        @Override
        public boolean equals(Object other) {
            return other instanceof Nack nack
                    && sender == nack.sender
                    && media == nack.media
                    && Arrays.equals(sequenceNumbers, nack.sequenceNumbers);
        }

        @Override
        public int hashCode() {
            return (sender * 31 + media) * 31 + Arrays.hashCode(sequenceNumbers);
        }

        @Override
        public String toString() {
            return "Nack[sender=" + sender + ", media=" + media + ", " + Arrays.toString(sequenceNumbers) + "]";
        }
    }

    /** A receiver cannot decode without a key frame (RFC 4585 section 6.3.1). */
    record PictureLossIndication(int sender, int media) implements RtcpPacket {}

    /**
     * A receiver wants a key frame (RFC 5104 section 4.3.1).
     *
     * @param media the source that shall send it
     * @param commandSequence 0 to 255; the same one again is a repetition
     */
    record FullIntraRequest(int sender, int media, int commandSequence) implements RtcpPacket {}

    /** When packets of the whole transport arrived (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1). */
    record TransportFeedback(int sender, int media, Arrivals arrivals) implements RtcpPacket {}
}
