package dev.ephyra.bench.media;

import dev.ephyra.webrtc.connection.client.ClientTransport;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.rtcp.RtcpReader;
import dev.ephyra.webrtc.rtcp.RtcpWriter;
import dev.ephyra.webrtc.stun.PacketKind;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client of the load: publishes a stream, or counts the one it gets. Owned by the thread of the load. */
final class MediaClient implements AutoCloseable {
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int COMPOUND_BYTES = 1_200;

    private final ClientSocket socket;
    private final SecureLink link;
    private final @Nullable PublishedStream published;
    private final ReceivedCount received;
    private final byte[] control = new byte[COMPOUND_BYTES + ClientTransport.GROWTH_BYTES];
    private long nextReportNanos;

    /** @param published what it sends; null for a subscriber */
    MediaClient(ClientSocket socket, SecureLink link, @Nullable PublishedStream published) {
        this.socket = socket;
        this.link = link;
        this.published = published;
        this.received = new ReceivedCount(link);
    }

    SecureLink link() {
        return link;
    }

    /** Meaningful of a subscriber. */
    ReceivedCount received() {
        return received;
    }

    /** Reads all that has come. */
    void drain(byte[] scratch, long nowNanos) throws IOException {
        for (int length = socket.read(scratch); length > 0; length = socket.read(scratch)) {
            switch (PacketKind.of(scratch, 0, length)) {
                case RTP -> received.rtp(scratch, length);
                case RTCP -> rtcp(scratch, length, nowNanos);
                case STUN, DTLS -> link.receive(scratch, length, nowNanos);
                case TURN_CHANNEL, OTHER -> {}
            }
        }
    }

    private void rtcp(byte[] buffer, int length, long nowNanos) {
        int plain = link.unprotect(buffer, length, true);
        if (plain < 0) {
            return;
        }
        for (RtcpPacket told : RtcpReader.read(buffer, 0, plain).packets()) {
            if (told instanceof RtcpPacket.SenderReport report) {
                received.told(report, nowNanos);
            } else if (published != null
                    && (told instanceof RtcpPacket.PictureLossIndication
                            || told instanceof RtcpPacket.FullIntraRequest)) {
                published.keyFrameWanted();
            }
        }
    }

    /** To be called every 10 ms or so. */
    void onTime(long nowNanos) {
        link.onTime(nowNanos);
        if (link.isEstablished() && nowNanos - nextReportNanos >= 0) {
            nextReportNanos = nowNanos + REPORT_NANOS;
            report(nowNanos);
        }
    }

    private void report(long nowNanos) {
        if (published == null && received.received() == 0) {
            return;
        }
        RtcpWriter writer = new RtcpWriter(control, 0, COMPOUND_BYTES);
        writer.write(published == null ? received.report(nowNanos) : published.report(nowNanos));
        link.sendRtcp(control, writer.length());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
