package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.tally.Tally;
import org.jspecify.annotations.Nullable;

/**
 * What has passed on one stream since it began, or on several together. Written and read by the thread of its connection
 * alone; whoever else wants it gets a {@link #copy}.
 */
public final class StreamCounters {
    private final Tally<RtcpKind> told = new Tally<>(RtcpKind.class);
    private final Tally<RtcpKind> heard = new Tally<>(RtcpKind.class);
    private @Nullable StreamCounters whole;
    private long packets;
    private long bytes;
    private long markers;
    private long keyFrames;
    private long repairs;
    private long repairBytes;
    private long nacks;
    private long keyFrameRequests;

    /** Counts there too, so that a sum outlives its streams. */
    void partOf(StreamCounters sum) {
        whole = sum;
    }

    /** For what takes the place of this one: counts from 0, in the same sum. */
    StreamCounters successor() {
        StreamCounters next = new StreamCounters();
        next.whole = whole;
        return next;
    }

    void count(int packetBytes, boolean marker) {
        packets++;
        bytes += packetBytes;
        if (marker) {
            markers++;
        }
        if (whole != null) {
            whole.count(packetBytes, marker);
        }
    }

    void keyFrame() {
        keyFrames++;
        if (whole != null) {
            whole.keyFrame();
        }
    }

    void repair(int packetBytes) {
        repairs++;
        repairBytes += packetBytes;
        if (whole != null) {
            whole.repair(packetBytes);
        }
    }

    void nack(int packets) {
        nacks += packets;
        if (whole != null) {
            whole.nack(packets);
        }
    }

    void keyFrameRequest() {
        keyFrameRequests++;
        if (whole != null) {
            whole.keyFrameRequest();
        }
    }

    void tell(RtcpKind kind) {
        told.count(kind);
        if (whole != null) {
            whole.tell(kind);
        }
    }

    void hear(RtcpKind kind) {
        heard.count(kind);
        if (whole != null) {
            whole.hear(kind);
        }
    }

    void add(StreamCounters other) {
        packets += other.packets;
        bytes += other.bytes;
        markers += other.markers;
        keyFrames += other.keyFrames;
        repairs += other.repairs;
        repairBytes += other.repairBytes;
        nacks += other.nacks;
        keyFrameRequests += other.keyFrameRequests;
        told.add(other.told);
        heard.add(other.heard);
    }

    /** The figures of now, of which nobody writes. */
    public StreamCounters copy() {
        StreamCounters copy = new StreamCounters();
        copy.add(this);
        return copy;
    }

    /** Packets without retransmissions; those that retransmissions restored are among them. */
    public long packets() {
        return packets;
    }

    /** Of those packets: the payload, decrypted, of inbound streams; header and payload of outbound ones. */
    public long bytes() {
        return bytes;
    }

    /** Packets with the marker: of video, frames. */
    public long markers() {
        return markers;
    }

    /** Key frames that began. */
    public long keyFrames() {
        return keyFrames;
    }

    /** Packets of the retransmission stream. */
    public long repairs() {
        return repairs;
    }

    /** Of those, as {@link #bytes}. */
    public long repairBytes() {
        return repairBytes;
    }

    /** Packets asked for again by NACK: by us of an inbound stream, by the peer of an outbound one. */
    public long nacks() {
        return nacks;
    }

    /** Key frames asked for, by PLI or FIR, in the same directions. */
    public long keyFrameRequests() {
        return keyFrameRequests;
    }

    /** RTCP packets of ours about it; a report about several streams counts for each. */
    public long told(RtcpKind kind) {
        return told.of(kind);
    }

    /** RTCP packets of the peer about it, in the same way. */
    public long heard(RtcpKind kind) {
        return heard.of(kind);
    }

    /** All RTCP packets of ours about it. */
    public long toldInAll() {
        return told.sum();
    }

    /** All RTCP packets of the peer about it. */
    public long heardInAll() {
        return heard.sum();
    }
}
