package dev.ephyra.media;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunKey;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import dev.ephyra.webrtc.turn.TurnCredentials;
import dev.ephyra.webrtc.turn.TurnStreamSplitter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** A client of TURN over TCP, as a browser is one: asks, shows its password, binds a channel to the server's candidate. */
final class StreamClient {
    static final int CHANNEL = 0x4000;
    private static final int UDP = 17 << 24;

    private final TurnCredentials credentials;
    private final InetSocketAddress peer;
    private final Consumer<byte[]> out;
    private final Consumer<byte[]> data;
    private final TurnStreamSplitter splitter = new TurnStreamSplitter();
    private String realm = "";
    private String nonce = "";
    private int transactions;
    private boolean isBound;
    private int lastError;

    /**
     * @param peer to talk to through the relay
     * @param out what goes into the stream
     * @param data what comes out of the relay
     */
    StreamClient(TurnCredentials credentials, InetSocketAddress peer, Consumer<byte[]> out, Consumer<byte[]> data) {
        this.credentials = credentials;
        this.peer = peer;
        this.out = out;
        this.data = data;
    }

    boolean isBound() {
        return isBound;
    }

    /** The code of the last refusal; 0 without any. */
    int lastError() {
        return lastError;
    }

    void begin() {
        out.accept(allocate().toBytes());
    }

    private StunWriter allocate() {
        return request(StunMethod.ALLOCATE).number(StunAttribute.REQUESTED_TRANSPORT, UDP);
    }

    private StunWriter request(StunMethod method) {
        return new StunWriter(StunClass.REQUEST, method, new TransactionId(1, ++transactions));
    }

    private byte[] signed(StunWriter request) {
        return request.text(StunAttribute.USERNAME, credentials.username())
                .text(StunAttribute.REALM, realm)
                .text(StunAttribute.NONCE, nonce)
                .integrity(StunKey.longTerm(credentials.username(), realm, credentials.password()))
                .toBytes();
    }

    void release() {
        out.accept(signed(request(StunMethod.REFRESH).number(StunAttribute.LIFETIME, 0)));
    }

    /** Data for {@link #peer}. */
    void send(byte[] buffer, int offset, int length) {
        ByteBuffer framed = ByteBuffer.allocate((4 + length + 3) & ~3);
        framed.putShort((short) CHANNEL).putShort((short) length).put(buffer, offset, length);
        out.accept(framed.array());
    }

    void receive(byte[] bytes, int offset, int length) {
        if (!splitter.split(bytes, offset, length, this::take)) {
            throw new AssertionError("the server does not speak TURN");
        }
    }

    private void take(byte[] buffer, int offset, int length) {
        if ((buffer[offset] & 0xC0) == 0x40) {
            data.accept(Arrays.copyOfRange(buffer, offset + 4, offset + length));
            return;
        }
        StunMessage message = (StunMessage) StunMessage.parse(buffer, offset, length);
        if (message.messageClass() == StunClass.ERROR) {
            lastError = message.errorCode().orElseThrow();
        }
        if (lastError == 401 && nonce.isEmpty()) {
            realm = message.text(StunAttribute.REALM).orElseThrow();
            nonce = message.text(StunAttribute.NONCE).orElseThrow();
            lastError = 0;
            out.accept(signed(allocate()));
        } else if (message.messageClass() == StunClass.SUCCESS) {
            succeeded(message.method());
        }
    }

    private void succeeded(StunMethod method) {
        if (method == StunMethod.ALLOCATE) {
            out.accept(signed(request(StunMethod.CHANNEL_BIND)
                    .number(StunAttribute.CHANNEL_NUMBER, CHANNEL << 16)
                    .address(StunAttribute.XOR_PEER_ADDRESS, peer)));
        } else if (method == StunMethod.CHANNEL_BIND) {
            isBound = true;
        }
    }
}
