package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.ExtensionForm;
import dev.ephyra.webrtc.rtp.RtpHeaderWriter;
import dev.ephyra.webrtc.rtp.RtxPacket;
import dev.ephyra.webrtc.sdp.ExtensionIds;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.Source;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One encoding of a camera in VP8: a key frame first and whenever one is wanted, retransmissions for what is missing.
 * Owned by the thread of its client.
 */
public final class SyntheticVideo implements SyntheticStream {
    /** Two seconds; packets are made again, so only where they belong is kept. */
    private static final int HISTORY = 1 << 10;

    private static final int DESCRIPTOR_BYTES = 6;

    /** Behind the descriptor stands the payload header of VP8, and then the tag. */
    static final int TAG_OFFSET = DESCRIPTOR_BYTES + 3;

    private record Sent(long sequence, int timestamp, boolean isKeyFrame, int pictureId, int keyIdx, FrameTag tag) {}

    private final NegotiatedLine line;
    private final String rid;
    private final Source source;
    private final VideoShapes.Shape shape;
    private final StreamClock clock;
    private final MediaOutput output;
    private final RtpHeaderWriter writer;
    private final byte[] mid;
    private final byte[] ridBytes;
    private final byte[] payload;
    private final byte[] buffer = new byte[1_500];
    private final @Nullable Sent[] history = new Sent[HISTORY];
    private final int firstPictureId;
    private long sequence;
    private long rtxSequence;
    private long nextFrameNanos;
    private int frames;
    private int keyFrames;
    private long packets;
    private long repairs;
    private long keyFrameRequests;
    private boolean isKeyFrameWanted = true;
    private boolean isPaused;

    SyntheticVideo(
            NegotiatedLine line,
            String rid,
            Source source,
            VideoShapes.Shape shape,
            MediaOutput output,
            IntSupplier random,
            long nowNanos) {
        this.line = line;
        this.rid = rid;
        this.source = source;
        this.shape = shape;
        this.output = output;
        this.clock = new StreamClock(line.codec().clockRateHz(), random.getAsInt(), nowNanos);
        this.mid = line.mid().getBytes(StandardCharsets.US_ASCII);
        this.ridBytes = rid.getBytes(StandardCharsets.US_ASCII);
        this.payload = new byte[shape.payloadBytes()];
        this.writer = new RtpHeaderWriter(ExtensionForm.of(line.extensions(), Math.max(mid.length, 2)));
        this.sequence = random.getAsInt() & 0x7fff;
        this.rtxSequence = random.getAsInt() & 0x7fff;
        this.firstPictureId = random.getAsInt() & 0x7fff;
        this.nextFrameNanos = nowNanos;
    }

    @Override
    public String mid() {
        return line.mid();
    }

    @Override
    public String rid() {
        return rid;
    }

    @Override
    public int ssrc() {
        return source.ssrc();
    }

    @Override
    public void onTime(long nowNanos) {
        while (!isPaused && nowNanos - nextFrameNanos >= 0) {
            sendFrame(nextFrameNanos);
            nextFrameNanos += TimeUnit.SECONDS.toNanos(1) / shape.framesPerSecond();
        }
    }

    private void sendFrame(long nanos) {
        boolean isKeyFrame = isKeyFrameWanted;
        isKeyFrameWanted = false;
        keyFrames += isKeyFrame ? 1 : 0;
        int count = isKeyFrame ? shape.packetsPerKeyFrame() : shape.packetsPerFrame();
        for (int index = 0; index < count; index++) {
            Sent packet = new Sent(
                    sequence,
                    clock.timestamp(nanos),
                    isKeyFrame,
                    firstPictureId + frames,
                    keyFrames,
                    new FrameTag(source.ssrc(), frames, index, count, nanos));
            history[(int) sequence & (HISTORY - 1)] = packet;
            sequence++;
            packets++;
            send(packet);
        }
        frames++;
    }

    private void send(Sent packet) {
        boolean marker = packet.tag().index() == packet.tag().count() - 1;
        writer.begin(buffer, 0, buffer.length - ClientTransport.GROWTH_BYTES)
                .source(line.payloadType(), source.ssrc())
                .position(marker, packet.sequence(), packet.timestamp());
        extensions(line.extensions().rid());
        fill(packet);
        writer.payload(payload, 0, payload.length);
        output.sendRtp(buffer, 0, writer.finish());
    }

    private void extensions(int ridId) {
        ExtensionIds ids = line.extensions();
        writer.extension(ids.mid(), mid, 0, mid.length);
        if (ridBytes.length > 0) {
            writer.extension(ridId, ridBytes, 0, ridBytes.length);
        }
        if (ids.transportWideCc() != 0) {
            writer.extension16(ids.transportWideCc(), output.nextTransportSequence());
        }
    }

    /** Descriptor with all fields (RFC 7741 section 4.2), payload header, tag. */
    private void fill(Sent packet) {
        boolean isStart = packet.tag().index() == 0;
        payload[0] = (byte) (isStart ? 0x90 : 0x80);
        payload[1] = (byte) 0xf0;
        NetworkOrder.put16(payload, 2, 0x8000 | (packet.pictureId() & 0x7fff));
        payload[4] = (byte) packet.tag().frame();
        payload[5] = (byte) (packet.keyIdx() & 0x1f);
        payload[DESCRIPTOR_BYTES] = (byte) (packet.isKeyFrame() ? 0x10 : 0x11);
        packet.tag().write(payload, TAG_OFFSET);
    }

    @Override
    public void missing(int[] sequenceNumbers, long nowNanos) {
        for (int number : sequenceNumbers) {
            Sent packet = history[number & (HISTORY - 1)];
            if (source.hasRtx() && packet != null && ((packet.sequence() ^ number) & 0xffff) == 0) {
                repair(packet);
            }
        }
    }

    private void repair(Sent packet) {
        boolean marker = packet.tag().index() == packet.tag().count() - 1;
        writer.begin(buffer, 0, buffer.length - ClientTransport.GROWTH_BYTES)
                .source(line.rtxPayloadType(), source.rtxSsrc())
                .position(marker, rtxSequence++, packet.timestamp());
        extensions(line.extensions().repairedRid());
        fill(packet);
        RtxPacket.write(writer, packet.sequence(), payload, 0, payload.length);
        repairs++;
        output.sendRtp(buffer, 0, writer.finish());
    }

    @Override
    public void keyFrameWanted() {
        keyFrameRequests++;
        isKeyFrameWanted = true;
    }

    @Override
    public void pause() {
        isPaused = true;
    }

    @Override
    public void resume(long nowNanos) {
        isPaused = false;
        isKeyFrameWanted = true;
        nextFrameNanos = nowNanos;
    }

    @Override
    public long packetsSent() {
        return packets;
    }

    /** So far. */
    public int framesSent() {
        return frames;
    }

    /** So far. */
    public int keyFramesSent() {
        return keyFrames;
    }

    /** Packets that were sent again. */
    public long repairs() {
        return repairs;
    }

    /** How often a key frame was asked for. */
    public long keyFrameRequests() {
        return keyFrameRequests;
    }

    @Override
    public SenderReport report(long nowNanos) {
        return clock.report(source.ssrc(), packets, packets * payload.length, nowNanos);
    }
}
