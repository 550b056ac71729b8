package dev.ephyra.webrtc.rtcp;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import dev.ephyra.webrtc.rtcp.RtcpPacket.FullIntraRequest;
import dev.ephyra.webrtc.rtcp.RtcpPacket.Goodbye;
import dev.ephyra.webrtc.rtcp.RtcpPacket.Nack;
import dev.ephyra.webrtc.rtcp.RtcpPacket.PictureLossIndication;
import dev.ephyra.webrtc.rtcp.RtcpPacket.ReceiverReport;
import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtcp.RtcpPacket.SourceDescription;
import dev.ephyra.webrtc.rtcp.RtcpPacket.TransportFeedback;
import dev.ephyra.webrtc.rtp.ReportBlock;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Composes a compound RTCP packet (RFC 3550 section 6.1). Where reduced size was not agreed on (RFC 5506), begin with a
 * report and have a source description. For one packet and one thread.
 */
public final class RtcpWriter {
    /** The count of a report has 5 bits. */
    public static final int MAX_REPORT_BLOCKS = 31;

    /** An item of a source description has 8 bits for its length. */
    private static final int MAX_CNAME_BYTES = 255;

    private static final int VERSION_BITS = 0x80;
    private static final int NACK_MASK_BITS = 16;

    private final byte[] target;
    private final int start;
    private final int limit;
    private int end;

    /**
     * Nothing yet.
     *
     * @param limit where in {@code target} the compound packet must end at the latest
     */
    public RtcpWriter(byte[] target, int offset, int limit) {
        Objects.checkFromToIndex(offset, limit, target.length);
        this.target = target;
        this.start = offset;
        this.limit = limit;
        end = offset;
    }

    /** Bytes of what was written. */
    public int length() {
        return end - start;
    }

    /**
     * Adds a packet. A NACK's numbers may be in any order, and take the least room if they ascend.
     *
     * @return false if it does not fit: then nothing was added
     * @throws IllegalArgumentException if it cannot be written: more than 31 blocks, a name of more than 255 bytes
     */
    public boolean write(RtcpPacket packet) {
        int from = end + RtcpType.HEADER_BYTES;
        if (from > limit) {
            return false;
        }
        int to = switch (packet) {
            case SenderReport report -> senderReport(report, from);
            case ReceiverReport report -> receiverReport(report, from);
            case SourceDescription description -> sourceDescription(description, from);
            case Goodbye(int ssrc) -> fixed(RtcpType.GOODBYE, 1, from, ssrc);
            case Nack nack -> nack(nack, from);
            case PictureLossIndication(int sender, int media) ->
                fixed(RtcpType.PICTURE_LOSS_INDICATION, 0, from, sender, media);
            // The media source in the header stays 0; it is in the entry (RFC 5104 section 4.3.1.2).
            case FullIntraRequest(int sender, int media, int command) ->
                fixed(RtcpType.FULL_INTRA_REQUEST, 0, from, sender, 0, media, command << 24);
            case TransportFeedback feedback -> transportFeedback(feedback, from);
        };
        if (to < 0) {
            return false;
        }
        NetworkOrder.put16(target, end + 2, (to - end) / Integer.BYTES - 1);
        end = to;
        return true;
    }

    /** Takes back what was written behind {@code length} bytes, an earlier {@link #length}. */
    public void truncate(int length) {
        Objects.checkIndex(length, length() + 1);
        end = start + length;
    }

    private void header(RtcpType type, int count) {
        target[end] = (byte) (VERSION_BITS | (type.isFeedback() ? type.format() : count));
        target[end + 1] = (byte) type.number();
    }

    private int senderReport(SenderReport report, int from) {
        int blocksFrom = from + 24;
        if (blocksFrom > limit) {
            return -1;
        }
        header(RtcpType.SENDER_REPORT, countOf(report.blocks()));
        NetworkOrder.put32(target, from, report.ssrc());
        NetworkOrder.put64(target, from + 4, report.ntp());
        NetworkOrder.put32(target, from + 12, report.rtpTimestamp());
        NetworkOrder.put32(target, from + 16, report.packets());
        NetworkOrder.put32(target, from + 20, report.octets());
        return reportBlocks(report.blocks(), blocksFrom);
    }

    private int receiverReport(ReceiverReport report, int from) {
        int blocksFrom = fixed(RtcpType.RECEIVER_REPORT, countOf(report.blocks()), from, report.ssrc());
        return blocksFrom < 0 ? -1 : reportBlocks(report.blocks(), blocksFrom);
    }

    private static int countOf(List<ReportBlock> blocks) {
        if (blocks.size() > MAX_REPORT_BLOCKS) {
            throw new IllegalArgumentException(blocks.size() + " blocks in one report");
        }
        return blocks.size();
    }

    private int reportBlocks(List<ReportBlock> blocks, int from) {
        if (limit - from < blocks.size() * RtcpType.REPORT_BLOCK_BYTES) {
            return -1;
        }
        int at = from;
        for (ReportBlock block : blocks) {
            NetworkOrder.put32(target, at, block.ssrc());
            NetworkOrder.put8(target, at + 4, block.fractionLost());
            NetworkOrder.put24(target, at + 5, block.cumulativeLost());
            NetworkOrder.put32(target, at + 8, block.extendedHighestSequence());
            NetworkOrder.put32(target, at + 12, block.jitter());
            NetworkOrder.put32(target, at + 16, block.lastSenderReport());
            NetworkOrder.put32(target, at + 20, block.delaySinceLastSenderReport());
            at += RtcpType.REPORT_BLOCK_BYTES;
        }
        return at;
    }

    private int sourceDescription(SourceDescription description, int from) {
        byte[] cname = description.cname().getBytes(StandardCharsets.UTF_8);
        if (cname.length > MAX_CNAME_BYTES) {
            throw new IllegalArgumentException("a canonical name of " + cname.length + " bytes");
        }
        int item = fixed(RtcpType.SOURCE_DESCRIPTION, 1, from, description.ssrc());
        // At least one zero byte ends the chunk.
        int to = item < 0 ? limit : item + (2 + cname.length) / Integer.BYTES * Integer.BYTES + Integer.BYTES;
        if (item < 0 || to > limit) {
            return -1;
        }
        target[item] = RtcpType.CNAME_ITEM;
        target[item + 1] = (byte) cname.length;
        System.arraycopy(cname, 0, target, item + 2, cname.length);
        Arrays.fill(target, item + 2 + cname.length, to, (byte) 0);
        return to;
    }

    private int nack(Nack nack, int from) {
        int at = fixed(RtcpType.NACK, 0, from, nack.sender(), nack.media());
        int[] numbers = nack.sequenceNumbers();
        for (int i = 0; i < numbers.length && at >= 0; ) {
            int packetId = numbers[i++];
            int mask = 0;
            for (int last = 0; i < numbers.length; i++) {
                int ahead = (numbers[i] - packetId) & 0xffff;
                if (ahead <= last || ahead > NACK_MASK_BITS) {
                    break;
                }
                mask |= 1 << (ahead - 1);
                last = ahead;
            }
            at = words(at, (packetId << 16) | mask);
        }
        return at;
    }

    private int transportFeedback(TransportFeedback feedback, int from) {
        int body = fixed(RtcpType.TRANSPORT_FEEDBACK, 0, from, feedback.sender(), feedback.media());
        int to = body < 0 ? -1 : ArrivalsCodec.write(feedback.arrivals(), target, body, limit);
        int padding = (end - to) & 3;
        if (to < 0 || limit - to < padding) {
            return -1;
        }
        if (padding > 0) {
            Arrays.fill(target, to, to + padding, (byte) 0);
        }
        return to + padding;
    }

    /** Writes the header and the words behind it that a packet always has. */
    private int fixed(RtcpType type, int count, int from, int... words) {
        header(type, count);
        return words(from, words);
    }

    private int words(int from, int... words) {
        if (limit - from < words.length * Integer.BYTES) {
            return -1;
        }
        for (int i = 0; i < words.length; i++) {
            NetworkOrder.put32(target, from + i * Integer.BYTES, words[i]);
        }
        return from + words.length * Integer.BYTES;
    }
}
