package dev.ephyra.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/** A client on a UDP port of its own. */
class DatagramClient extends EngineClient {
    private final DatagramChannel channel;

    DatagramClient(InetSocketAddress server) {
        super(server);
        try {
            channel = DatagramChannel.open();
            channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            channel.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    void send(byte[] buffer, int offset, int length) {
        try {
            channel.send(ByteBuffer.wrap(buffer, offset, length), server());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Into {@code datagram}, which is cleared before and flipped after; false if there is none. */
    final boolean receive(ByteBuffer datagram) throws IOException {
        datagram.clear();
        boolean isThere = channel.receive(datagram) != null;
        datagram.flip();
        return isThere;
    }

    @Override
    void read() throws IOException {
        ByteBuffer datagram = ByteBuffer.allocate(MediaSocket.MAX_DATAGRAM_BYTES);
        while (receive(datagram)) {
            connection().receive(datagram.array(), 0, datagram.limit(), System.nanoTime());
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
