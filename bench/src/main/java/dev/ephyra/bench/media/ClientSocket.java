package dev.ephyra.bench.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** The UDP port of one client, connected to its server. Owned by the thread of the load. */
final class ClientSocket implements AutoCloseable {
    static final int MAX_DATAGRAM_BYTES = 2_048;

    /** What the system gives is often less, and still more than what comes between two reads. */
    private static final int BUFFER_BYTES = 1 << 20;

    private final DatagramChannel channel;
    private final ByteBuffer direct = ByteBuffer.allocateDirect(MAX_DATAGRAM_BYTES);

    private ClientSocket(DatagramChannel channel) {
        this.channel = channel;
    }

    /** On a free port of the loopback address. */
    static ClientSocket open() throws IOException {
        return open(InetAddress.getLoopbackAddress());
    }

    /** On a free port of another address of this machine. */
    static ClientSocket open(InetAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(address, 0));
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.configureBlocking(false);
        return new ClientSocket(channel);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.socket().getLocalSocketAddress();
    }

    /** Everything goes to {@code server} from now on, and only what comes from there is received. */
    void connect(InetSocketAddress server) throws IOException {
        channel.connect(server);
    }

    /** From now on {@code owner} is found in the selector's keys when something has come. */
    void watch(Selector selector, Object owner) throws IOException {
        channel.register(selector, SelectionKey.OP_READ, owner);
    }

    void send(byte[] buffer, int offset, int length) {
        direct.clear().put(buffer, offset, length).flip();
        try {
            channel.write(direct);
        } catch (IOException gone) {
            throw new UncheckedIOException("a datagram could not be sent", gone);
        }
    }

    /** Reads one datagram: its length, or 0 if there is none. */
    int read(byte[] target) throws IOException {
        int length = channel.read(direct.clear());
        direct.flip().get(target, 0, Math.max(0, length));
        return length;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
