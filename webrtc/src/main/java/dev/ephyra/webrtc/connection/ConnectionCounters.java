package dev.ephyra.webrtc.connection;

/** What has gone over the wire on one connection. Written by the thread of the connection alone; read by it. */
public final class ConnectionCounters {
    private long packetsReceived;
    private long bytesReceived;
    private long packetsSent;
    private long bytesSent;
    private long packetsDropped;
    private long roundTripNanos = -1;

    void received(int bytes) {
        packetsReceived++;
        bytesReceived += bytes;
    }

    void sent(int bytes) {
        packetsSent++;
        bytesSent += bytes;
    }

    void dropped() {
        packetsDropped++;
    }

    void roundTrip(long nanos) {
        roundTripNanos = nanos;
    }

    /** Datagrams of every kind. */
    public long packetsReceived() {
        return packetsReceived;
    }

    /** UDP payload. */
    public long bytesReceived() {
        return bytesReceived;
    }

    /** Datagrams of every kind. */
    public long packetsSent() {
        return packetsSent;
    }

    /** UDP payload. */
    public long bytesSent() {
        return bytesSent;
    }

    /** Received and of no use: not authentic, not readable, not of this session, or too early. */
    public long packetsDropped() {
        return packetsDropped;
    }

    /** As the peer's reports let us measure it; -1 before. */
    public long roundTripNanos() {
        return roundTripNanos;
    }
}
