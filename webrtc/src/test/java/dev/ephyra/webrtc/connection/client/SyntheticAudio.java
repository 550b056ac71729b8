package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.AudioLevel;
import dev.ephyra.webrtc.rtp.ExtensionForm;
import dev.ephyra.webrtc.rtp.RtpHeaderWriter;
import dev.ephyra.webrtc.sdp.ExtensionIds;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** A microphone: 50 packets a second, as loud as it is told to be. Owned by the thread of its client. */
public final class SyntheticAudio implements SyntheticStream {
    private static final long PACKET_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int PAYLOAD_BYTES = 80;

    private final NegotiatedLine line;
    private final int ssrc;
    private final StreamClock clock;
    private final MediaOutput output;
    private final byte[] mid;
    private final RtpHeaderWriter writer;
    private final byte[] payload = new byte[PAYLOAD_BYTES];
    private final byte[] buffer = new byte[256];
    private long sequence;
    private long nextNanos;
    private int packets;
    private int level = AudioLevel.SILENCE;
    private boolean isPaused;

    SyntheticAudio(NegotiatedLine line, int ssrc, MediaOutput output, IntSupplier random, long nowNanos) {
        this.line = line;
        this.ssrc = ssrc;
        this.output = output;
        this.clock = new StreamClock(line.codec().clockRateHz(), random.getAsInt(), nowNanos);
        this.mid = line.mid().getBytes(StandardCharsets.US_ASCII);
        this.writer = new RtpHeaderWriter(ExtensionForm.of(line.extensions(), mid.length));
        this.sequence = random.getAsInt() & 0x7fff;
        this.nextNanos = nowNanos;
    }

    /** How loud it is from now on: 0 to 127, in -dBov. */
    public void level(int newLevel) {
        level = newLevel;
    }

    @Override
    public String mid() {
        return line.mid();
    }

    @Override
    public String rid() {
        return "";
    }

    @Override
    public int ssrc() {
        return ssrc;
    }

    @Override
    public void onTime(long nowNanos) {
        while (!isPaused && nowNanos - nextNanos >= 0) {
            send(nextNanos);
            nextNanos += PACKET_NANOS;
        }
    }

    private void send(long nanos) {
        ExtensionIds ids = line.extensions();
        new FrameTag(ssrc, packets, 0, 1, nanos).write(payload, 1);
        writer.begin(buffer, 0, buffer.length - ClientTransport.GROWTH_BYTES)
                .source(line.payloadType(), ssrc)
                .position(packets == 0, sequence, clock.timestamp(nanos))
                .extension(ids.mid(), mid, 0, mid.length)
                .extension8(ids.audioLevel(), AudioLevel.of(level < AudioLevel.SILENCE, level));
        if (ids.transportWideCc() != 0) {
            writer.extension16(ids.transportWideCc(), output.nextTransportSequence());
        }
        writer.payload(payload, 0, payload.length);
        sequence++;
        packets++;
        output.sendRtp(buffer, 0, writer.finish());
    }

    @Override
    public void missing(int[] sequenceNumbers, long nowNanos) {
        // Audio is not repaired.
    }

    @Override
    public void keyFrameWanted() {
        // Each packet is one.
    }

    @Override
    public void pause() {
        isPaused = true;
    }

    @Override
    public void resume(long nowNanos) {
        isPaused = false;
        nextNanos = nowNanos;
    }

    @Override
    public long packetsSent() {
        return packets;
    }

    @Override
    public SenderReport report(long nowNanos) {
        return clock.report(ssrc, packets, (long) packets * PAYLOAD_BYTES, nowNanos);
    }
}
