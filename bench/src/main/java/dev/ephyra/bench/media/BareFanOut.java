package dev.ephyra.bench.media;

import dev.ephyra.webrtc.srtp.SrtpProfile;
import dev.ephyra.webrtc.srtp.SrtpReceiver;
import dev.ephyra.webrtc.srtp.SrtpSender;
import dev.ephyra.webrtc.stun.PacketKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that decrypts what its publisher sends, encrypts it for each subscriber and sends it, with the same ciphers
 * and sockets as the server, and does nothing else: no checks, no handshakes, no rewriting, no reports, no repair. What the
 * server costs beyond it are its features.
 */
final class BareFanOut {
    static final byte PUBLISHER = 22;
    static final byte SUBSCRIBER = 23;

    /** For one run on one machine, where there is nothing to hide. */
    private static final byte[] KEY = new byte[SrtpProfile.AEAD_AES_128_GCM.keyBytes()];

    private static final byte[] SALT = new byte[SrtpProfile.AEAD_AES_128_GCM.saltBytes()];

    /** As long as the shortest record of DTLS, which it looks like. */
    private static final int HELLO_BYTES = 13;

    private static final int BUFFER_BYTES = 4 << 20;
    private static final long LONGEST_WAIT_MILLIS = 10;

    private record Subscriber(SocketAddress address, SrtpSender keys) {}

    private final DatagramChannel channel;
    private final ByteBuffer received = ByteBuffer.allocateDirect(ClientSocket.MAX_DATAGRAM_BYTES);
    private final ByteBuffer sending = ByteBuffer.allocateDirect(ClientSocket.MAX_DATAGRAM_BYTES);
    private final byte[] packet = new byte[ClientSocket.MAX_DATAGRAM_BYTES];
    private final byte[] copy = new byte[ClientSocket.MAX_DATAGRAM_BYTES];
    private final SrtpReceiver keys = newReceiver();
    private final List<Subscriber> subscribers = new ArrayList<>();

    private BareFanOut(DatagramChannel channel) {
        this.channel = channel;
    }

    static SrtpSender newSender() {
        return new SrtpSender(SrtpProfile.AEAD_AES_128_GCM, KEY, SALT);
    }

    static SrtpReceiver newReceiver() {
        return new SrtpReceiver(SrtpProfile.AEAD_AES_128_GCM, KEY, SALT);
    }

    /** Makes whoever sends it known; comes back as it is. */
    static byte[] hello(byte role) {
        byte[] hello = new byte[HELLO_BYTES];
        hello[0] = role;
        return hello;
    }

    /** Prints its port, and forwards until it is ended or the pipe to it is. */
    public static void main(String[] arguments) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        channel.configureBlocking(false);
        System.out.println(channel.socket().getLocalPort());
        Thread.ofPlatform().daemon().start(BareFanOut::endWithParent);
        new BareFanOut(channel).forward();
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        } catch (IOException gone) {
            System.err.println("the parent is gone: " + gone.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }

    private void forward() throws IOException {
        Selector selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
        while (true) {
            selector.select(LONGEST_WAIT_MILLIS);
            selector.selectedKeys().clear();
            for (SocketAddress from = read(); from != null; from = read()) {
                int length = received.limit();
                switch (PacketKind.of(packet, 0, length)) {
                    case DTLS -> join(from, length);
                    case RTP -> handOn(length);
                    case RTCP, STUN, TURN_CHANNEL, OTHER -> {}
                }
            }
        }
    }

    private SocketAddress read() throws IOException {
        SocketAddress from = channel.receive(received.clear());
        received.flip().get(packet, 0, received.limit());
        return from;
    }

    private void join(SocketAddress from, int length) throws IOException {
        boolean isNew = subscribers.stream().noneMatch(known -> known.address().equals(from));
        if (packet[0] == SUBSCRIBER && isNew) {
            subscribers.add(new Subscriber(from, newSender()));
        }
        channel.send(sending.clear().put(packet, 0, length).flip(), from);
    }

    private void handOn(int length) throws IOException {
        int plain = keys.unprotect(packet, 0, length);
        if (plain < 0) {
            return;
        }
        for (Subscriber subscriber : subscribers) {
            System.arraycopy(packet, 0, copy, 0, plain);
            int sealed = subscriber.keys().protect(copy, 0, plain);
            channel.send(sending.clear().put(copy, 0, sealed).flip(), subscriber.address());
        }
    }
}
