package dev.ephyra.webrtc.turn;

import static dev.ephyra.webrtc.turn.TurnClient.errorCode;
import static dev.ephyra.webrtc.turn.TurnFixture.OWN;
import static dev.ephyra.webrtc.turn.TurnFixture.SECOND;
import static dev.ephyra.webrtc.turn.TurnFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import dev.ephyra.webrtc.turn.FiveTuple.Transport;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TurnRelayTest {
    private static final byte[] DATA = {1, 2, 3, 4, 5};
    private static final int CHANNEL = 0x4001;

    private final TurnFixture fixture = new TurnFixture();
    private final TurnServer server = fixture.server;
    private final byte[] framed = new byte[TurnServer.FRAME_BYTES];

    @Test
    void relaysIndicationsWithPermission() {
        TurnClient client = allocated("p");

        assertThat(client.send(client.indication(OWN, DATA))).isEmpty();
        assertThat(server.dropped(TurnDrop.NO_PERMISSION)).isEqualTo(1);
        assertThat(errorCode(client.permit(OWN))).isZero();
        assertThat(relayed(client.send(client.indication(OWN, DATA)))).isEqualTo(DATA);
        client.now = START + 300 * SECOND;
        assertThat(client.send(client.indication(OWN, DATA))).isEmpty();
    }

    @Test
    void relaysChannelDataBothWays() {
        TurnClient client = allocated("p");
        assertThat(errorCode(client.bind(CHANNEL, OWN))).isZero();

        List<TurnOutput> outputs = client.send(channelData(CHANNEL, 5, DATA));
        TurnOutput.FromClient received = (TurnOutput.FromClient) outputs.getFirst();
        assertThat(relayed(outputs)).isEqualTo(DATA);
        assertThat(received.peer()).isEqualTo(OWN);
        assertThat(received.allocation().peerId()).isEqualTo("p");

        int length = server.frame(received.allocation(), OWN, new byte[] {0, 7, 8, 9}, 1, 3, framed, START);
        assertThat(Arrays.copyOf(framed, length)).containsExactly(0x40, 1, 0, 3, 7, 8, 9);
    }

    @Test
    void padsChannelDataOnAStream() {
        TurnClient client = fixture.client("p", Transport.TCP).greeted();
        client.allocate();
        client.bind(CHANNEL, OWN);
        Allocation allocation = allocationOf(client);

        Arrays.fill(framed, (byte) 9);
        assertThat(frame(allocation, DATA, START)).isEqualTo(12);
        assertThat(Arrays.copyOf(framed, 13)).containsExactly(0x40, 1, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0, 9);
    }

    @Test
    void sendsIndicationsWhileNoChannelIsBound() {
        TurnClient client = allocated("p");
        client.permit(OWN);
        Allocation allocation = allocationOf(client);

        int length = frame(allocation, DATA, START);
        StunMessage message = (StunMessage) StunMessage.parse(framed, 0, length);
        assertThat(message.messageClass()).isEqualTo(StunClass.INDICATION);
        assertThat(message.method()).isEqualTo(StunMethod.DATA);
        assertThat(message.address(StunAttribute.XOR_PEER_ADDRESS)).hasValue(OWN);
        assertThat(message.valueLength(StunAttribute.DATA)).isEqualTo(5);

        assertThat(frame(allocation, DATA, START + 300 * SECOND)).isZero();
        assertThat(frame(allocation, new byte[TurnServer.MAX_DATA_BYTES], START))
                .isEqualTo(TurnServer.FRAME_BYTES);
        assertThat(frame(allocation, new byte[TurnServer.MAX_DATA_BYTES + 1], START))
                .isZero();
        server.closed(client.tuple);
        assertThat(frame(allocation, DATA, START)).isZero();
        assertThat(server.dropped(TurnDrop.NO_PERMISSION)).isEqualTo(1);
        assertThat(server.dropped(TurnDrop.TOO_LONG)).isEqualTo(1);
        assertThat(server.dropped(TurnDrop.NO_ALLOCATION)).isEqualTo(1);
    }

    @Test
    void relaysToNobodyButItself() {
        TurnClient client = allocated("p");
        client.permit(OWN);

        for (String host : List.of("127.0.0.1", "0.0.0.0", "10.0.0.1", "169.254.169.254", "224.0.0.1", "192.0.2.2")) {
            InetSocketAddress foreign = new InetSocketAddress(host, OWN.getPort());
            assertThat(errorCode(client.permit(foreign))).as(host).isEqualTo(403);
            assertThat(errorCode(client.bind(CHANNEL, foreign))).as(host).isEqualTo(403);
            assertThat(client.send(client.indication(foreign, DATA))).as(host).isEmpty();
        }
        InetSocketAddress otherPort = new InetSocketAddress(OWN.getAddress(), 22);
        assertThat(errorCode(client.bind(CHANNEL, otherPort))).isEqualTo(403);
        assertThat(client.send(client.indication(otherPort, DATA))).isEmpty();
        assertThat(server.dropped(TurnDrop.FOREIGN_ADDRESS)).isEqualTo(7);
    }

    @Test
    void takesNoIpv6PeerWhateverIsInIt() {
        TurnClient client = allocated("p");
        InetSocketAddress v6 = new InetSocketAddress("2001:db8::1", OWN.getPort());
        byte[] mapped = new byte[20];
        mapped[1] = 2;

        assertThat(errorCode(client.permit(v6))).isEqualTo(443);
        assertThat(errorCode(client.bind(CHANNEL, v6))).isEqualTo(443);
        // What a client sees as ::ffff:192.0.2.1 depends on the transaction id; one that unmasks to it is malformed.
        StunMessage response = client.response(client.send(client.signed(StunMethod.CREATE_PERMISSION, request -> {
            byte[] header = request.toBytes();
            byte[] address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
            for (int i = 0; i < address.length; i++) {
                mapped[4 + i] = (byte) (address[i] ^ header[4 + i]);
            }
            return request.bytes(StunAttribute.XOR_PEER_ADDRESS, mapped, 0, mapped.length);
        })));
        assertThat(errorCode(response)).isEqualTo(400);
        assertThat(errorCode(client.request(StunMethod.CREATE_PERMISSION, request -> request)))
                .isEqualTo(400);
    }

    @Test
    void permitsAllAddressesOrNone() {
        InetSocketAddress foreign = new InetSocketAddress("192.0.2.2", 1);
        TurnClient client = allocated("p");
        StunMessage response = client.request(
                StunMethod.CREATE_PERMISSION,
                request -> request.address(StunAttribute.XOR_PEER_ADDRESS, OWN)
                        .address(StunAttribute.XOR_PEER_ADDRESS, foreign));

        assertThat(errorCode(response)).isEqualTo(403);
        assertThat(client.send(client.indication(OWN, DATA))).isEmpty();
    }

    @Test
    void bindsOneChannelToOnePeer() {
        InetSocketAddress second = new InetSocketAddress(OWN.getAddress(), 7883);
        TurnFixture two = new TurnFixture(10, Set.of(OWN, second));
        TurnClient client = two.client("p");
        client.allocate();

        assertThat(errorCode(client.bind(CHANNEL, OWN))).isZero();
        assertThat(errorCode(client.bind(CHANNEL, OWN))).as("again").isZero();
        assertThat(errorCode(client.bind(CHANNEL, second))).isEqualTo(400);
        assertThat(errorCode(client.bind(CHANNEL + 1, OWN))).isEqualTo(400);
        assertThat(errorCode(client.bind(CHANNEL + 1, second))).isZero();
        assertThat(errorCode(client.bind(0x3FFF, second))).isEqualTo(400);
        assertThat(errorCode(client.bind(0x5000, second))).isEqualTo(400);
    }

    @Test
    void unbindsAChannelAfterTenMinutes() {
        TurnClient client = allocated("p");
        client.bind(CHANNEL, OWN);
        client.refresh(3600);
        client.now = START + 599 * SECOND;
        assertThat(relayed(client.send(channelData(CHANNEL, 5, DATA)))).isEqualTo(DATA);
        client.now = START + 600 * SECOND;
        assertThat(client.send(channelData(CHANNEL, 5, DATA))).isEmpty();
        assertThat(server.dropped(TurnDrop.UNKNOWN_CHANNEL)).isEqualTo(1);
    }

    @Test
    void boundsPermissionsAndChannels() {
        Set<InetSocketAddress> own = IntStream.rangeClosed(1, 11)
                .mapToObj(host -> new InetSocketAddress("192.0.2." + host, 7882))
                .collect(Collectors.toSet());
        TurnFixture wide = new TurnFixture(10, own);
        TurnClient client = wide.client("p");
        client.allocate();
        int refused = 0;
        int channel = CHANNEL;
        for (InetSocketAddress peer : own) {
            int code = errorCode(client.bind(channel++, peer));
            assertThat(code).isIn(0, 508);
            refused += code == 508 ? 1 : 0;
        }
        StunMessage all = client.request(StunMethod.CREATE_PERMISSION, request -> {
            own.forEach(peer -> request.address(StunAttribute.XOR_PEER_ADDRESS, peer));
            return request;
        });

        assertThat(refused).isEqualTo(1);
        assertThat(errorCode(all)).isEqualTo(508);
    }

    @Test
    void dropsWhatIsBadlyFramed() {
        TurnClient client = allocated("p");
        client.bind(CHANNEL, OWN);

        assertThat(client.send(channelData(CHANNEL, 6, DATA))).isEmpty();
        assertThat(client.send(channelData(CHANNEL + 1, 5, DATA))).isEmpty();
        assertThat(client.send(channelData(CHANNEL, 3000, new byte[3000]))).isEmpty();
        assertThat(client.send(new StunWriter(StunClass.INDICATION, StunMethod.SEND, new TransactionId(0, 0))
                        .address(StunAttribute.XOR_PEER_ADDRESS, OWN)
                        .toBytes()))
                .isEmpty();
        assertThat(fixture.client("q").send(channelData(CHANNEL, 5, DATA))).isEmpty();
        assertThat(server.dropped(TurnDrop.MALFORMED)).isEqualTo(1);
        assertThat(server.dropped(TurnDrop.UNKNOWN_CHANNEL)).isEqualTo(1);
        assertThat(server.dropped(TurnDrop.TOO_LONG)).isEqualTo(1);
        assertThat(server.dropped(TurnDrop.BAD_INDICATION)).isEqualTo(1);
        assertThat(server.dropped(TurnDrop.NO_ALLOCATION)).isEqualTo(1);
        assertThat(relayed(client.send(channelData(CHANNEL, 2, DATA))))
                .as("padded")
                .containsExactly(1, 2);
    }

    private TurnClient allocated(String peerId) {
        TurnClient client = fixture.client(peerId);
        assertThat(errorCode(client.allocate())).isZero();
        return client;
    }

    private int frame(Allocation allocation, byte[] data, long nowNanos) {
        return server.frame(allocation, OWN, data, 0, data.length, framed, nowNanos);
    }

    /** As a caller learns it: from what the client sends. */
    private static Allocation allocationOf(TurnClient client) {
        List<TurnOutput> outputs = client.send(client.indication(OWN, DATA));
        return ((TurnOutput.FromClient) outputs.getFirst()).allocation();
    }

    private static byte[] relayed(List<TurnOutput> outputs) {
        TurnOutput.FromClient received = (TurnOutput.FromClient) outputs.getFirst();
        return Arrays.copyOfRange(received.buffer(), received.offset(), received.offset() + received.length());
    }

    private static byte[] channelData(int channel, int declared, byte[] data) {
        byte[] bytes = new byte[ChannelData.HEADER_BYTES + data.length];
        ChannelData.writeHeader(bytes, channel, declared);
        System.arraycopy(data, 0, bytes, ChannelData.HEADER_BYTES, data.length);
        return bytes;
    }
}
