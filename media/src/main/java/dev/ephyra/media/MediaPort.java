package dev.ephyra.media;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the UDP port of all media, with a socket for each media thread. Stateless. */
final class MediaPort {
    private static final Logger LOG = LoggerFactory.getLogger(MediaPort.class);

    private MediaPort() {}

    /**
     * Opens it on the first free port of the settings. The first socket receives; whether the others do, each says itself
     * ({@link MediaSocket#receives}).
     *
     * @return as many sockets as there are to be threads
     * @throws IOException if no port is free; the message is for people
     */
    static List<MediaSocket> open(MediaSettings settings) throws IOException {
        DatagramChannel first = openFirst(settings);
        List<MediaSocket> sockets = new ArrayList<>();
        sockets.add(new MediaSocket(first, true));
        try {
            if (settings.threads() > 1 && settings.reception() == MediaSettings.Reception.EACH_THREAD) {
                openOthers(first, settings.threads(), sockets);
            }
        } catch (IOException | UnsupportedOperationException refused) {
            closeOthers(sockets);
            LOG.warn(
                    "The system does not spread datagrams over sockets ({}): one media thread receives for all",
                    refused.getMessage());
        }
        while (sockets.size() < settings.threads()) {
            sockets.add(new MediaSocket(first, false));
        }
        return sockets;
    }

    /** Alone on its port: another server that shares its ports too must not take part of ours. */
    private static DatagramChannel openFirst(MediaSettings settings) throws IOException {
        String why = "";
        for (int port = settings.firstPort(); port <= settings.lastPort(); port++) {
            DatagramChannel channel = open(settings.listenOn() instanceof Inet4Address);
            try {
                bind(channel, new InetSocketAddress(settings.listenOn(), port));
                return channel;
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

    /** From here on the system spreads datagrams over the sockets, by a hash of both addresses. */
    private static void openOthers(DatagramChannel first, int threads, List<MediaSocket> sockets) throws IOException {
        SocketAddress address = first.getLocalAddress();
        first.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        while (sockets.size() < threads) {
            DatagramChannel channel =
                    open(address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address);
            sockets.add(new MediaSocket(channel, true));
            channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            bind(channel, address);
        }
    }

    private static void closeOthers(List<MediaSocket> sockets) throws IOException {
        while (sockets.size() > 1) {
            sockets.removeLast().close();
        }
    }

    private static DatagramChannel open(boolean isIpv4) throws IOException {
        return DatagramChannel.open(isIpv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    }

    private static void bind(DatagramChannel channel, SocketAddress address) throws IOException {
        channel.bind(address);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, MediaSettings.SOCKET_BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, MediaSettings.SOCKET_BUFFER_BYTES);
        channel.configureBlocking(false);
    }
}
