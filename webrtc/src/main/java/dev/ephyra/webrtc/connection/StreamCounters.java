package dev.ephyra.webrtc.connection;

/** What has passed on one stream since it began. Written by the thread of its connection alone; read by it. */
public final class StreamCounters {
    private long packets;
    private long bytes;
    private long markers;
    private long keyFrames;
    private long repairs;
    private long nacks;
    private long keyFrameRequests;

    void count(int packetBytes, boolean marker) {
        packets++;
        bytes += packetBytes;
        if (marker) {
            markers++;
        }
    }

    void keyFrame() {
        keyFrames++;
    }

    void repair() {
        repairs++;
    }

    void nack(int packets) {
        nacks += packets;
    }

    void keyFrameRequest() {
        keyFrameRequests++;
    }

    /** Packets without retransmissions. */
    public long packets() {
        return packets;
    }

    /** Of those packets, with their RTP headers, decrypted. */
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

    /** Packets that were retransmitted. */
    public long repairs() {
        return repairs;
    }

    /** Packets asked for again by NACK: by us of an inbound stream, by the peer of an outbound one. */
    public long nacks() {
        return nacks;
    }

    /** Key frames asked for, by PLI or FIR, in the same directions. */
    public long keyFrameRequests() {
        return keyFrameRequests;
    }
}
