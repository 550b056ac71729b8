package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.turn.TurnConfig;
import dev.ephyra.webrtc.turn.TurnCredentials;
import dev.ephyra.webrtc.turn.TurnServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The relay of a media thread on a real socket, without the thread. */
class RelayedPacketTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final byte[] SECRET = {1, 2, 3};
    private static final InetSocketAddress BOUND = new InetSocketAddress("192.0.2.1", 50_000);

    /** Of the same host: whoever has bound a channel to the other one may hear of it, but by no channel. */
    private static final InetSocketAddress UNBOUND = new InetSocketAddress("192.0.2.1", 50_001);

    private static final int CHANNEL_HEADER_BYTES = 4;
    private static final int DEADLINE_MILLIS = 10_000;

    private final MediaSocket socket = MediaPort.open(new MediaSettings(HERE, 0, 0, HERE, OptionalInt.empty(), 1))
            .getFirst();
    private final DatagramSocket client = new DatagramSocket(0, HERE);
    private final List<RelayedPath> paths = new ArrayList<>();
    private final TurnRelay relay = new TurnRelay(
            new TurnServer(
                    new TurnConfig("ephyra", SECRET, new byte[32], BOUND.getAddress(), Set.of(BOUND, UNBOUND), 10),
                    () -> 50_002,
                    _ -> true,
                    0),
            socket,
            new InetSocketAddress(HERE, socket.port()),
            0);
    private final StreamClient turn = new StreamClient(TurnCredentials.of(SECRET, "1", 1), BOUND, this::write, _ -> {});

    RelayedPacketTest() throws IOException {
        client.setSoTimeout(DEADLINE_MILLIS);
        turn.begin();
        while (!turn.isBound()) {
            byte[] answer = read();
            turn.receive(answer, 0, answer.length);
        }
        turn.send(SECRET, 0, SECRET.length);
    }

    private void write(byte[] bytes) {
        InetSocketAddress from = new InetSocketAddress(HERE, client.getLocalPort());
        relay.receive(bytes, bytes.length, from, 0, (_, _, _, path) -> paths.add((RelayedPath) path));
    }

    private byte[] read() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2 * TurnServer.FRAME_BYTES], 2 * TurnServer.FRAME_BYTES);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2_012, 2_013, 2_044, TurnServer.MAX_DATA_BYTES})
    void whatAConnectionSendsFitsBehindEitherHeader(int length) throws IOException {
        byte[] packet = new byte[length];
        new Random(length).nextBytes(packet);
        RelayedPath bound = paths.getFirst();

        relay.send(packet, 0, length, bound, 0);
        byte[] channelData = read();
        assertThat(Arrays.copyOfRange(channelData, CHANNEL_HEADER_BYTES, channelData.length))
                .isEqualTo(packet);

        relay.send(packet, 0, length, new RelayedPath(bound.allocation(), UNBOUND, 0), 0);
        byte[] indication = read();
        StunMessage message = (StunMessage) StunMessage.parse(indication, 0, indication.length);
        int data = message.valueOffset(StunAttribute.DATA);
        assertThat(Arrays.copyOfRange(indication, data, data + message.valueLength(StunAttribute.DATA)))
                .isEqualTo(packet);
    }
}
