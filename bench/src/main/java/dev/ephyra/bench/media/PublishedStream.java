package dev.ephyra.bench.media;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import dev.ephyra.webrtc.connection.client.ClientTransport;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.rtp.ExtensionForm;
import dev.ephyra.webrtc.rtp.MediaClock;
import dev.ephyra.webrtc.rtp.NtpTime;
import dev.ephyra.webrtc.rtp.RtpHeaderWriter;
import dev.ephyra.webrtc.sdp.ExtensionIds;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Packets of one size at even distances: of VP8 in frames of 16, the first of them or one that was asked for a key frame,
 * or of Opus. Owned by the thread of the load.
 */
final class PublishedStream {
    /** Ends each payload, for whoever decrypts one. */
    static final long MARK = 0x6570_6879_7261_2121L;

    private static final int PACKETS_PER_FRAME = 16;
    private static final int QUIET_DBOV = 60;

    /** Further behind, as on a stopped machine, what is late is left out: a burst would not be the load. */
    private static final long MOST_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final long NEVER_NANOS = TimeUnit.DAYS.toNanos(1);

    private final SecureLink link;
    private final NegotiatedLine line;
    private final int ssrc;
    private final RtpHeaderWriter writer;
    private final byte[] mid;
    private final byte[] payload;
    private final byte[] buffer = new byte[ClientSocket.MAX_DATAGRAM_BYTES];
    private final long beginNanos;
    private long intervalNanos;
    private long nextNanos;
    private long sequence = 1_000;
    private long sent;
    private int frames;
    private int timestamp;
    private boolean isKeyFrameWanted = true;
    private boolean isKeyFrame;

    /** Sends nothing until it gets a {@link #rate}. */
    PublishedStream(SecureLink link, NegotiatedLine line, int ssrc, int packetBytes, long nowNanos) {
        this.link = link;
        this.line = line;
        this.ssrc = ssrc;
        this.mid = line.mid().getBytes(StandardCharsets.US_ASCII);
        this.writer = new RtpHeaderWriter(ExtensionForm.of(line.extensions(), Math.max(2, mid.length)));
        writeHeader(false);
        this.payload = new byte[packetBytes - writer.finish()];
        NetworkOrder.put64(payload, payload.length - Long.BYTES, MARK);
        this.beginNanos = nowNanos;
        rate(0, nowNanos);
    }

    /** From now on so many packets a second; 0 for none. */
    void rate(double packetsPerSecond, long nowNanos) {
        intervalNanos = packetsPerSecond == 0 ? NEVER_NANOS : Math.round(1e9 / packetsPerSecond);
        nextNanos = packetsPerSecond == 0 ? nowNanos + NEVER_NANOS : nowNanos;
    }

    /** When the next packet is due. */
    long nextNanos() {
        return nextNanos;
    }

    long sent() {
        return sent;
    }

    void sendDue(long nowNanos) {
        if (nowNanos - nextNanos > MOST_LATE_NANOS) {
            nextNanos = nowNanos;
        }
        while (nowNanos - nextNanos >= 0) {
            send(nowNanos);
            nextNanos += intervalNanos;
        }
    }

    private void send(long nowNanos) {
        boolean isAudio = line.codec().kind() == MediaKind.AUDIO;
        int place = (int) (sent % PACKETS_PER_FRAME);
        if (isAudio || place == 0) {
            timestamp =
                    (int) MediaClock.ticks(nowNanos - beginNanos, line.codec().clockRateHz());
        }
        if (!isAudio) {
            describe(place);
        }
        writeHeader(!isAudio && place == PACKETS_PER_FRAME - 1);
        writer.payload(payload, 0, payload.length);
        link.sendRtp(buffer, writer.finish());
        sequence++;
        sent++;
    }

    private void writeHeader(boolean marker) {
        ExtensionIds ids = line.extensions();
        writer.begin(buffer, 0, buffer.length - ClientTransport.GROWTH_BYTES)
                .source(line.payloadType(), ssrc)
                .position(marker, sequence, timestamp)
                .extension(ids.mid(), mid, 0, mid.length)
                .extension16(ids.transportWideCc(), (int) sequence & 0xffff)
                .extension8(ids.audioLevel(), QUIET_DBOV);
    }

    /** The descriptor of VP8 with a picture id of 15 bits (RFC 7741 section 4.2), and the payload header's first byte. */
    private void describe(int place) {
        if (place == 0) {
            frames++;
            isKeyFrame = isKeyFrameWanted;
            isKeyFrameWanted = false;
        }
        payload[0] = (byte) (place == 0 ? 0x90 : 0x80);
        payload[1] = (byte) 0x80;
        NetworkOrder.put16(payload, 2, 0x8000 | (frames & 0x7fff));
        payload[4] = (byte) (isKeyFrame ? 0x10 : 0x11);
    }

    void keyFrameWanted() {
        isKeyFrameWanted = true;
    }

    RtcpPacket report(long nowNanos) {
        long ntp = NtpTime.ofUnixNanos(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
        int now = (int) MediaClock.ticks(nowNanos - beginNanos, line.codec().clockRateHz());
        return new RtcpPacket.SenderReport(ssrc, ntp, now, (int) sent, (int) (sent * payload.length), List.of());
    }

    int ssrc() {
        return ssrc;
    }
}
