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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads a compound RTCP packet, decrypted, whoever sent it (RFC 3550 section 6.1; reduced-size ones of RFC 5506 too).
 * Types and formats that are not known, REMB among them, are passed over. For one packet and one thread.
 */
public final class RtcpReader {
    /** A datagram of 1,200 bytes with a report, an SDES and feedback for many sources has 40. */
    static final int MAX_PACKETS = 128;

    /** A second of good video, as {@code NackGenerator} would ask for, twice over; 4 bytes can name 17. More are not read. */
    static final int MAX_NACKED = 1_000;

    private static final int NACK_PAIR_BYTES = 4;
    private static final int FIR_ENTRY_BYTES = 8;
    private static final int SENDER_INFO_BYTES = 24;

    private final byte[] buffer;
    private final int end;
    private final List<RtcpPacket> packets = new ArrayList<>();
    private int next;
    private int skipped;
    private RtcpDefect defect = RtcpDefect.NONE;

    private RtcpReader(byte[] buffer, int offset, int end) {
        this.buffer = buffer;
        this.next = offset;
        this.end = end;
    }

    /** Reads {@code length} bytes from {@code offset} on. */
    public static RtcpReader read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        RtcpReader reader = new RtcpReader(bytes, offset, offset + length);
        while (reader.next < reader.end && reader.defect == RtcpDefect.NONE) {
            reader.defect = reader.readOne();
        }
        return reader;
    }

    /** What was read, in order, up to the end or the first defect. */
    public List<RtcpPacket> packets() {
        return packets;
    }

    /** Why reading ended before the end. */
    public RtcpDefect defect() {
        return defect;
    }

    /** Packets of unknown types that were passed over. */
    public int skipped() {
        return skipped;
    }

    private RtcpDefect readOne() {
        if (end - next < RtcpType.HEADER_BYTES) {
            return RtcpDefect.LENGTH;
        }
        int first = NetworkOrder.uint8(buffer, next);
        if (first >>> 6 != 2) {
            return RtcpDefect.WRONG_VERSION;
        }
        int type = NetworkOrder.uint8(buffer, next + 1);
        int size = (NetworkOrder.uint16(buffer, next + 2) + 1) * Integer.BYTES;
        if (size > end - next) {
            return RtcpDefect.LENGTH;
        }
        int from = next + RtcpType.HEADER_BYTES;
        next += size;
        int to = next;
        if ((first & 0x20) != 0) {
            int padding = NetworkOrder.uint8(buffer, to - 1);
            if (next != end || padding == 0 || padding > to - from) {
                return RtcpDefect.PADDING;
            }
            to -= padding;
        }
        if (packets.size() + skipped >= MAX_PACKETS) {
            return RtcpDefect.TOO_MANY;
        }
        return readBody(RtcpType.of(type, first & 0x1f), first & 0x1f, from, to);
    }

    private RtcpDefect readBody(RtcpType type, int count, int from, int to) {
        if (type.isFeedback() && to - from < RtcpType.FEEDBACK_SSRCS_BYTES) {
            return RtcpDefect.LENGTH;
        }
        int body = from + RtcpType.FEEDBACK_SSRCS_BYTES;
        return switch (type) {
            case SENDER_REPORT -> senderReport(count, from, to);
            case RECEIVER_REPORT -> receiverReport(count, from, to);
            case SOURCE_DESCRIPTION -> sourceDescription(count, from, to);
            case GOODBYE -> goodbye(count, from, to);
            case NACK -> add(new Nack(int32(from), int32(from + 4), nacked(body, to)));
            case TRANSPORT_FEEDBACK -> transportFeedback(from, body, to);
            case PICTURE_LOSS_INDICATION -> add(new PictureLossIndication(int32(from), int32(from + 4)));
            case FULL_INTRA_REQUEST -> fullIntraRequests(from, body, to);
            case UNKNOWN -> skip();
        };
    }

    private RtcpDefect skip() {
        skipped++;
        return RtcpDefect.NONE;
    }

    private RtcpDefect add(RtcpPacket packet) {
        packets.add(packet);
        return RtcpDefect.NONE;
    }

    private RtcpDefect senderReport(int count, int from, int to) {
        Optional<List<ReportBlock>> blocks = reportBlocks(count, from + SENDER_INFO_BYTES, to);
        return blocks.isEmpty()
                ? RtcpDefect.LENGTH
                : add(new SenderReport(
                        int32(from),
                        NetworkOrder.int64(buffer, from + 4),
                        int32(from + 12),
                        int32(from + 16),
                        int32(from + 20),
                        blocks.get()));
    }

    private RtcpDefect receiverReport(int count, int from, int to) {
        Optional<List<ReportBlock>> blocks = reportBlocks(count, from + Integer.BYTES, to);
        return blocks.isEmpty() ? RtcpDefect.LENGTH : add(new ReceiverReport(int32(from), blocks.get()));
    }

    /** What follows the blocks is a profile's extension, and passed over. */
    private Optional<List<ReportBlock>> reportBlocks(int count, int from, int to) {
        if (to - from < count * RtcpType.REPORT_BLOCK_BYTES) {
            return Optional.empty();
        }
        List<ReportBlock> blocks = new ArrayList<>(count);
        for (int i = 0, at = from; i < count; i++, at += RtcpType.REPORT_BLOCK_BYTES) {
            blocks.add(new ReportBlock(
                    int32(at),
                    NetworkOrder.uint8(buffer, at + 4),
                    // Shifted twice: 24 bits with a sign.
                    int32(at + 4) << 8 >> 8,
                    int32(at + 8),
                    int32(at + 12),
                    int32(at + 16),
                    int32(at + 20)));
        }
        return Optional.of(blocks);
    }

    /** Chunks of an SSRC and items, each chunk ended by a zero byte and padded to a word (RFC 3550 section 6.5). */
    private RtcpDefect sourceDescription(int chunks, int from, int to) {
        int at = from;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int start = at;
            if (to - at < Integer.BYTES) {
                return RtcpDefect.LENGTH;
            }
            at += Integer.BYTES;
            // Items are a type, a length, and that many bytes; the first name of a chunk is the name.
            boolean isNamed = false;
            while (to - at >= 2 && buffer[at] != 0) {
                int length = NetworkOrder.uint8(buffer, at + 1);
                if (length > to - at - 2) {
                    return RtcpDefect.LENGTH;
                }
                if (buffer[at] == RtcpType.CNAME_ITEM && !isNamed) {
                    isNamed = true;
                    packets.add(new SourceDescription(
                            int32(start), new String(buffer, at + 2, length, StandardCharsets.UTF_8)));
                }
                at += 2 + length;
            }
            if (at >= to || buffer[at] != 0) {
                return RtcpDefect.LENGTH;
            }
            at = start + ((at - start) / Integer.BYTES + 1) * Integer.BYTES;
        }
        return RtcpDefect.NONE;
    }

    private RtcpDefect goodbye(int count, int from, int to) {
        if (to - from < count * Integer.BYTES) {
            return RtcpDefect.LENGTH;
        }
        for (int i = 0; i < count; i++) {
            packets.add(new Goodbye(int32(from + i * Integer.BYTES)));
        }
        return RtcpDefect.NONE;
    }

    private RtcpDefect transportFeedback(int from, int body, int to) {
        Optional<Arrivals> arrivals = ArrivalsCodec.read(buffer, body, to);
        return arrivals.isEmpty()
                ? RtcpDefect.TRANSPORT_FEEDBACK
                : add(new TransportFeedback(int32(from), int32(from + 4), arrivals.get()));
    }

    private int[] nacked(int from, int to) {
        int[] numbers = new int[Math.min(MAX_NACKED, (to - from) / NACK_PAIR_BYTES * 17)];
        int count = 0;
        for (int at = from; to - at >= NACK_PAIR_BYTES; at += NACK_PAIR_BYTES) {
            int packetId = NetworkOrder.uint16(buffer, at);
            // Bit 0 is the packet itself; bit i of the mask is the i-th after it.
            int mask = (NetworkOrder.uint16(buffer, at + 2) << 1) | 1;
            for (int bit = 0; bit <= 16 && count < numbers.length; bit++) {
                if ((mask >>> bit & 1) != 0) {
                    numbers[count++] = (packetId + bit) & 0xffff;
                }
            }
        }
        return Arrays.copyOf(numbers, count);
    }

    private RtcpDefect fullIntraRequests(int from, int body, int to) {
        for (int at = body; to - at >= FIR_ENTRY_BYTES; at += FIR_ENTRY_BYTES) {
            if (packets.size() + skipped >= MAX_PACKETS) {
                return RtcpDefect.TOO_MANY;
            }
            packets.add(new FullIntraRequest(int32(from), int32(at), NetworkOrder.uint8(buffer, at + 4)));
        }
        return RtcpDefect.NONE;
    }

    private int int32(int at) {
        return NetworkOrder.int32(buffer, at);
    }
}
