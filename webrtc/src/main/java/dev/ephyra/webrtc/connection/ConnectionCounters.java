package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.tally.Tally;

/**
 * What has gone over the wire on one connection, or the sum of several. Written and read by the thread of the connection
 * alone; whoever else wants it gets a {@link #copy}.
 */
public final class ConnectionCounters {
    private final StreamCounters inbound = new StreamCounters();
    private final StreamCounters outbound = new StreamCounters();
    private final Tally<PacketDrop> dropped = new Tally<>(PacketDrop.class);
    private long packetsReceived;
    private long bytesReceived;
    private long packetsSent;
    private long bytesSent;
    private long checksReceived;
    private long checkBytesReceived;
    private long checksAnswered;
    private long answerBytesSent;
    private long roundTripNanos = -1;

    void received(int bytes) {
        packetsReceived++;
        bytesReceived += bytes;
    }

    /** What was received is a check; counted beside {@link #received}. */
    void check(int bytes) {
        checksReceived++;
        checkBytesReceived += bytes;
    }

    void sent(int bytes) {
        packetsSent++;
        bytesSent += bytes;
    }

    /** What was sent answers a check; counted beside {@link #sent}. */
    void answer(int bytes) {
        checksAnswered++;
        answerBytesSent += bytes;
    }

    void dropped(PacketDrop reason) {
        dropped.count(reason);
    }

    void roundTrip(long nanos) {
        roundTripNanos = nanos;
    }

    /** Adds what another counted; of round trips the longer one stays. */
    public void add(ConnectionCounters other) {
        packetsReceived += other.packetsReceived;
        bytesReceived += other.bytesReceived;
        packetsSent += other.packetsSent;
        bytesSent += other.bytesSent;
        checksReceived += other.checksReceived;
        checkBytesReceived += other.checkBytesReceived;
        checksAnswered += other.checksAnswered;
        answerBytesSent += other.answerBytesSent;
        dropped.add(other.dropped);
        inbound.add(other.inbound);
        outbound.add(other.outbound);
        roundTripNanos = Math.max(roundTripNanos, other.roundTripNanos);
    }

    /** The figures of now, of which nobody writes. */
    public ConnectionCounters copy() {
        ConnectionCounters copy = new ConnectionCounters();
        copy.add(this);
        return copy;
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

    /** Of the datagrams received, those of STUN, authentic or not. */
    public long checksReceived() {
        return checksReceived;
    }

    /** Of the bytes received, those of STUN. */
    public long checkBytesReceived() {
        return checkBytesReceived;
    }

    /** Of the datagrams sent, those of STUN: we answer, and never ask. */
    public long checksAnswered() {
        return checksAnswered;
    }

    /** Of the bytes sent, those of STUN. */
    public long answerBytesSent() {
        return answerBytesSent;
    }

    /** Received and of no use, for whatever reason; checks without an answer are not among them. */
    public long packetsDropped() {
        return dropped.sum();
    }

    /** Received and of no use for this reason. */
    public long packetsDropped(PacketDrop reason) {
        return dropped.of(reason);
    }

    /** All streams that ever came in, together. */
    public StreamCounters inbound() {
        return inbound;
    }

    /** All streams that ever went out, together. */
    public StreamCounters outbound() {
        return outbound;
    }

    /** As the peer's reports let us measure it; -1 before. */
    public long roundTripNanos() {
        return roundTripNanos;
    }
}
