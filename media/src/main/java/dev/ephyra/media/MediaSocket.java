package dev.ephyra.media;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** The UDP port of all media. Owned by one media thread, which alone reads and sends. */
final class MediaSocket implements AutoCloseable {
    /** A datagram of UDP over Ethernet has 1,472 bytes; longer ones are not ours. */
    static final int MAX_DATAGRAM_BYTES = 2_048;

    /** Asked of the system, which may give less: 100 ms of 25,000 datagrams a second of 1,200 B. */
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;

    private final DatagramChannel channel;
    private final ByteBuffer received = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private final ByteBuffer sending = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);
    private long sendFailures;

    private MediaSocket(DatagramChannel channel) {
        this.channel = channel;
    }

    /**
     * Opens it on the first free port of the settings.
     *
     * @throws IOException if none is free; the message is for people
     */
    static MediaSocket open(MediaSettings settings) throws IOException {
        String why = "";
        for (int port = settings.firstPort(); port <= settings.lastPort(); port++) {
            DatagramChannel channel = DatagramChannel.open(
                    settings.listenOn() instanceof Inet4Address
                            ? StandardProtocolFamily.INET
                            : StandardProtocolFamily.INET6);
            try {
                bind(channel, new InetSocketAddress(settings.listenOn(), port));
                return new MediaSocket(channel);
            } catch (BindException taken) {
                channel.close();
                why = ": " + taken.getMessage();
            } catch (IOException | RuntimeException failed) {
                channel.close();
                throw failed;
            }
        }
        throw new IOException("no UDP port of " + settings.firstPort() + " to " + settings.lastPort() + " on "
                + settings.listenOn().getHostAddress() + " is free for media" + why);
    }

    private static void bind(DatagramChannel channel, InetSocketAddress address) throws IOException {
        channel.bind(address);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SOCKET_BUFFER_BYTES);
        channel.configureBlocking(false);
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
