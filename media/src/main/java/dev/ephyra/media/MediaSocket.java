package dev.ephyra.media;

import dev.ephyra.webrtc.turn.TurnServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** A socket on the UDP port of all media; {@link MediaPort} opens it. Owned by one media thread, which alone reads and sends. */
final class MediaSocket implements AutoCloseable {
    /** A datagram of UDP over Ethernet has 1,472 bytes; longer ones are not ours. */
    static final int MAX_DATAGRAM_BYTES = 2_048;

    private final DatagramChannel channel;
    private final boolean receives;
    private final ByteBuffer received = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    /** For the longest datagram of a connection, behind the header that a client of the TURN server gets it with. */
    private final ByteBuffer sending = ByteBuffer.allocateDirect(TurnServer.FRAME_BYTES);

    private long sendFailures;

    /** @param receives whether datagrams come in by it; else it only sends, on another one's channel */
    MediaSocket(DatagramChannel channel, boolean receives) {
        this.channel = channel;
        this.receives = receives;
    }

    /** Whether datagrams come in by it; else it only sends, on another one's channel. */
    boolean receives() {
        return receives;
    }

    DatagramChannel channel() {
        return channel;
    }

    boolean isOnLoopback() {
        return channel.socket().getLocalAddress().isLoopbackAddress();
    }

    int port() {
        return channel.socket().getLocalPort();
    }

    /**
     * Reads one datagram into {@code target}, if there is one.
     *
     * @return where it came from; {@link #receivedBytes} is its length. Null if there is none
     */
    @Nullable
    InetSocketAddress receive(byte[] target) throws IOException {
        received.clear();
        InetSocketAddress from = (InetSocketAddress) channel.receive(received);
        if (from != null) {
            received.flip();
            received.get(target, 0, received.limit());
        }
        return from;
    }

    int receivedBytes() {
        return received.limit();
    }

    /** @param length at most {@link TurnServer#FRAME_BYTES} */
    void send(byte[] buffer, int offset, int length, InetSocketAddress to) {
        sending.clear();
        sending.put(buffer, offset, length);
        sending.flip();
        try {
            if (channel.send(sending, to) == 0) {
                sendFailures++;
            }
        } catch (IOException unreachable) {
            // The network's word about one datagram, which may be lost anyway; who cannot be reached loses consent.
            sendFailures++;
        }
    }

    /** Datagrams that the system did not take. */
    long sendFailures() {
        return sendFailures;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
