package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.media.MediaSettings.Reception;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MediaPortTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final int SENDERS = 24;
    private static final int EACH = 3;

    private final List<MediaSocket> opened = new ArrayList<>();

    private List<MediaSocket> open(int port, int threads, Reception reception) throws IOException {
        List<MediaSocket> sockets =
                MediaPort.open(new MediaSettings(HERE, port, port, HERE, OptionalInt.empty(), threads, reception));
        opened.addAll(sockets);
        return sockets;
    }

    @AfterEach
    void close() throws IOException {
        for (MediaSocket socket : opened) {
            socket.close();
        }
    }

    @Test
    void datagramsOfAnAddressAllComeToOneOfTheSockets() throws IOException {
        List<MediaSocket> sockets = open(0, 2, Reception.EACH_THREAD);
        InetSocketAddress server =
                new InetSocketAddress(HERE, sockets.getFirst().port());
        for (int sender = 0; sender < SENDERS; sender++) {
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.bind(new InetSocketAddress(HERE, 0));
                for (int i = 0; i < EACH; i++) {
                    channel.send(ByteBuffer.wrap(new byte[] {(byte) sender}), server);
                }
            }
        }
        Map<Byte, Set<MediaSocket>> socketsOf = new HashMap<>();
        Set<MediaSocket> used = new HashSet<>();
        byte[] buffer = new byte[MediaSocket.MAX_DATAGRAM_BYTES];
        for (int received = 0; received < SENDERS * EACH; ) {
            for (MediaSocket socket : sockets) {
                if (socket.receive(buffer) != null) {
                    received++;
                    used.add(socket);
                    socketsOf.computeIfAbsent(buffer[0], _ -> new HashSet<>()).add(socket);
                }
            }
        }

        assertThat(socketsOf)
                .hasSize(SENDERS)
                .allSatisfy((_, its) -> assertThat(its).hasSize(1));
        assertThat(used).hasSize(2);
    }

    @Test
    void aSecondServerDoesNotTakePartOfThePort() throws IOException {
        int port = open(0, 2, Reception.EACH_THREAD).getFirst().port();

        assertThatThrownBy(() -> open(port, 2, Reception.EACH_THREAD))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is free for media: ");
        assertThatThrownBy(() -> open(port, 1, Reception.EACH_THREAD)).isInstanceOf(IOException.class);
    }

    @Test
    void whoDoesNotReceiveSendsFromTheSamePort() throws IOException {
        List<MediaSocket> sockets = open(0, 3, Reception.ONE_THREAD);
        assertThat(sockets).extracting(MediaSocket::receives).containsExactly(true, false, false);
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress(HERE, 0));
            sockets.getLast().send(new byte[] {7}, 0, 1, (InetSocketAddress) channel.getLocalAddress());
            ByteBuffer answer = ByteBuffer.allocate(8);

            assertThat(channel.receive(answer))
                    .isEqualTo(new InetSocketAddress(HERE, sockets.getFirst().port()));
        }
    }

    @Test
    void oneThreadSharesItsPortWithNobody() throws IOException {
        List<MediaSocket> sockets = open(0, 1, Reception.EACH_THREAD);

        assertThat(sockets)
                .singleElement()
                .satisfies(socket -> assertThat(socket.channel().getOption(StandardSocketOptions.SO_REUSEPORT))
                        .isFalse());
    }
}
