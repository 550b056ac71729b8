package dev.ephyra.media;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunKey;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import dev.ephyra.webrtc.turn.TurnCredentials;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A client that reaches the engine through its TURN server only, by a channel. */
final class RelayedClient extends DatagramClient {
    private static final short CHANNEL = 0x4000;
    private static final int UDP = 17 << 24;
    private static final int HEADER_BYTES = 4;

    private final TurnCredentials credentials;
    private final ByteBuffer incoming = ByteBuffer.allocate(MediaSocket.MAX_DATAGRAM_BYTES + HEADER_BYTES);
    private String realm = "";
    private String nonce = "";
    private int transactions;

    /** Returns when the channel is there. */
    RelayedClient(InetSocketAddress server, TurnCredentials credentials) throws IOException {
        super(server);
        this.credentials = credentials;
        StunMessage refusal = ask(request(StunMethod.ALLOCATE).number(StunAttribute.REQUESTED_TRANSPORT, UDP));
        realm = refusal.text(StunAttribute.REALM).orElseThrow();
        nonce = refusal.text(StunAttribute.NONCE).orElseThrow();
        grant(ask(signed(request(StunMethod.ALLOCATE).number(StunAttribute.REQUESTED_TRANSPORT, UDP))));
        grant(ask(signed(request(StunMethod.CHANNEL_BIND)
                .number(StunAttribute.CHANNEL_NUMBER, CHANNEL << 16)
                .address(StunAttribute.XOR_PEER_ADDRESS, server))));
    }

    private StunWriter request(StunMethod method) {
        return new StunWriter(StunClass.REQUEST, method, new TransactionId(1, ++transactions));
    }

    private StunWriter signed(StunWriter request) {
        return request.text(StunAttribute.USERNAME, credentials.username())
                .text(StunAttribute.REALM, realm)
                .text(StunAttribute.NONCE, nonce)
                .integrity(StunKey.longTerm(credentials.username(), realm, credentials.password()));
    }

    private StunMessage ask(StunWriter request) throws IOException {
        byte[] bytes = request.toBytes();
        super.send(bytes, 0, bytes.length);
        while (!receive(incoming)) {
            Thread.onSpinWait();
        }
        return (StunMessage) StunMessage.parse(incoming.array(), 0, incoming.limit());
    }

    private static void grant(StunMessage answer) {
        if (answer.messageClass() != StunClass.SUCCESS) {
            throw new AssertionError("refused with " + answer.errorCode());
        }
    }

    @Override
    void send(byte[] buffer, int offset, int length) {
        byte[] framed = ByteBuffer.allocate(HEADER_BYTES + length)
                .putShort(CHANNEL)
                .putShort((short) length)
                .put(buffer, offset, length)
                .array();
        super.send(framed, 0, framed.length);
    }

    @Override
    void read() throws IOException {
        while (receive(incoming)) {
            if (incoming.getShort() == CHANNEL) {
                connection().receive(incoming.array(), HEADER_BYTES, incoming.getShort(), System.nanoTime());
            }
        }
    }
}
