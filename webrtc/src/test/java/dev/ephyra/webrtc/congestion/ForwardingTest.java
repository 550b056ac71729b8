package dev.ephyra.webrtc.congestion;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.ephyra.webrtc.rtp.ExtensionForm;
import dev.ephyra.webrtc.rtp.HeaderExtensions;
import dev.ephyra.webrtc.rtp.NackGenerator;
import dev.ephyra.webrtc.rtp.ReceptionStatistics;
import dev.ephyra.webrtc.rtp.RetransmissionCache;
import dev.ephyra.webrtc.rtp.RtpHeaderWriter;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.rtp.RtxPacket;
import dev.ephyra.webrtc.rtp.SentPackets;
import dev.ephyra.webrtc.rtp.StreamRewriter;
import dev.ephyra.webrtc.rtp.Vp8Descriptor;
import dev.ephyra.webrtc.rtp.Vp8Rewriter;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** All parts of the packet path together, from one publisher to one subscriber. */
class ForwardingTest {
    private static final long PACKET_NANOS = 4_000_000;
    private static final byte[] MID = {'1'};

    /** A VP8 key frame that begins here, with a picture id of 15 bits, and 1,000 more bytes. */
    private static final byte[] PAYLOAD = Arrays.copyOf(HexFormat.of().parseHex("90f0800056a000"), 1_007);

    private final byte[] inbound = new byte[1_500];
    private final byte[] outbound = new byte[1_500];
    private final byte[] again = new byte[1_500];
    private final RtpPacket packet = new RtpPacket();
    private final RtpPacket cached = new RtpPacket();
    private final Vp8Descriptor descriptor = new Vp8Descriptor();
    private final RtpHeaderWriter publisher = new RtpHeaderWriter(ExtensionForm.ONE_BYTE);
    private final RtpHeaderWriter writer = new RtpHeaderWriter(ExtensionForm.ONE_BYTE);
    private final ReceptionStatistics statistics = new ReceptionStatistics(90_000);
    private final NackGenerator nacks = new NackGenerator();
    private final TwccReceiver twcc = new TwccReceiver();
    private final RetransmissionCache cache = new RetransmissionCache(RetransmissionCache.MAX_BYTES);
    private final StreamRewriter rewriter = new StreamRewriter(90_000, 100, 5_000);
    private final Vp8Rewriter vp8 = new Vp8Rewriter();
    private final SentPackets sent = new SentPackets();

    @Test
    void allocatesNothingForAPacket() {
        start();
        for (int i = 1; i < 5_000; i++) {
            forward(i);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 5_000; i < 15_000; i++) {
            forward(i);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(bytes).as("for 10,000 packets").isLessThan(10_000);
    }

    @Test
    void aRetransmissionRestoresWhatWasSent() {
        start();
        byte[] first = {};
        for (int i = 1; i < 20; i++) {
            int length = forward(i);
            first = i == 10 ? Arrays.copyOf(outbound, length) : first;
        }

        assertThat(sent.resend(110, 0, 0)).isEqualTo(SentPackets.Verdict.RESEND);
        assertThat(cache.find(sent.inboundSequence(), 20 * PACKET_NANOS, cached))
                .isTrue();
        writer.begin(again, 0, again.length)
                .source(98, 0x9999)
                .position(cached.marker(), 7, cached.timestamp() + sent.timestampOffset())
                .extension(1, MID, 0, 1)
                .extension16(5, 10);
        int length = RtxPacket.write(
                        writer, sent.sequence(), cached.buffer(), cached.payloadOffset(), cached.payloadLength())
                .finish();
        int payloadAt = writer.payloadOffset() + RtxPacket.OSN_BYTES;
        descriptor.wrap(again, payloadAt, cached.payloadLength());
        Vp8Rewriter.apply(descriptor, sent.descriptorOffset());

        // What the subscriber makes of it.
        packet.wrap(again, 0, length);
        assertThat(RtxPacket.restore(packet, 97, 0x8888)).isEqualTo(RtxPacket.Content.ORIGINAL);
        assertThat(Arrays.copyOfRange(again, packet.offset(), packet.offset() + packet.length()))
                .isEqualTo(first);
    }

    private void start() {
        packet.wrap(inbound, 0, publish(0));
        rewriter.switchTo(0, packet.timestamp(), 0);
        descriptor.wrap(PAYLOAD, 0, PAYLOAD.length);
        vp8.switchTo(descriptor);
        forward(0);
    }

    private int publish(int i) {
        return publisher
                .begin(inbound, 0, inbound.length)
                .source(96, 0x1111)
                .position(i % 4 == 3, i, i / 4 * 3_000)
                .extension16(3, i)
                .payload(PAYLOAD, 0, PAYLOAD.length)
                .finish();
    }

    private int forward(int i) {
        long now = i * PACKET_NANOS;
        packet.wrap(inbound, 0, publish(i));
        HeaderExtensions extensions = packet.extensions();
        if (extensions.find(3)) {
            twcc.record(extensions.uint16(), now);
        }
        statistics.receive(packet.sequenceNumber(), packet.timestamp(), now);
        long sequence = statistics.sequence();
        nacks.receive(sequence, now);
        cache.put(sequence, packet, now);
        rewriter.rewrite(sequence, packet.timestamp(), now);
        int length = writer.begin(outbound, 0, outbound.length)
                .source(97, 0x8888)
                .position(packet.marker(), rewriter.sequence(), rewriter.timestamp())
                .extension(1, MID, 0, 1)
                .extension16(5, i)
                .payload(packet.buffer(), packet.payloadOffset(), packet.payloadLength())
                .finish();
        descriptor.wrap(outbound, writer.payloadOffset(), packet.payloadLength());
        vp8.rewrite(descriptor);
        sent.put(rewriter, 0, vp8.offsets());
        return length;
    }
}
