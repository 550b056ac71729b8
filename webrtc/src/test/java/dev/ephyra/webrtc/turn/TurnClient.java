package dev.ephyra.webrtc.turn;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunKey;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.UnaryOperator;

/** A TURN client on one five-tuple of a server in virtual time; speaks as a browser does. */
final class TurnClient {
    static final int UDP = 17 << 24;

    final FiveTuple tuple;
    private final TurnServer server;
    private final TurnCredentials credentials;
    private String nonce = "";
    private String realm = "";
    private int transactions;
    long now;

    TurnClient(TurnServer server, FiveTuple tuple, TurnCredentials credentials) {
        this.server = server;
        this.tuple = tuple;
        this.credentials = credentials;
    }

    /** Takes realm and nonce of a 401, as everybody begins. */
    TurnClient greeted() {
        StunMessage refusal = response(send(unsigned(StunMethod.ALLOCATE)
                .number(StunAttribute.REQUESTED_TRANSPORT, UDP)
                .toBytes()));
        learn(refusal);
        return this;
    }

    void learn(StunMessage refusal) {
        realm = refusal.text(StunAttribute.REALM).orElseThrow();
        nonce = refusal.text(StunAttribute.NONCE).orElseThrow();
    }

    StunWriter unsigned(StunMethod method) {
        return new StunWriter(
                StunClass.REQUEST, method, new TransactionId(tuple.client().getPort(), ++transactions));
    }

    /** A signed request with what {@code attributes} adds. */
    byte[] signed(StunMethod method, UnaryOperator<StunWriter> attributes) {
        return attributes
                .apply(unsigned(method))
                .text(StunAttribute.USERNAME, credentials.username())
                .text(StunAttribute.REALM, realm)
                .text(StunAttribute.NONCE, nonce)
                .integrity(key())
                .fingerprint()
                .toBytes();
    }

    StunKey key() {
        return StunKey.longTerm(credentials.username(), realm, credentials.password());
    }

    StunMessage request(StunMethod method, UnaryOperator<StunWriter> attributes) {
        return response(send(signed(method, attributes)));
    }

    StunMessage allocate() {
        return request(StunMethod.ALLOCATE, request -> request.number(StunAttribute.REQUESTED_TRANSPORT, UDP));
    }

    StunMessage permit(InetSocketAddress peer) {
        return request(StunMethod.CREATE_PERMISSION, request -> request.address(StunAttribute.XOR_PEER_ADDRESS, peer));
    }

    StunMessage bind(int channel, InetSocketAddress peer) {
        return request(
                StunMethod.CHANNEL_BIND,
                request -> request.number(StunAttribute.CHANNEL_NUMBER, channel << 16)
                        .address(StunAttribute.XOR_PEER_ADDRESS, peer));
    }

    StunMessage refresh(int seconds) {
        return request(StunMethod.REFRESH, request -> request.number(StunAttribute.LIFETIME, seconds));
    }

    byte[] indication(InetSocketAddress peer, byte[] data) {
        return new StunWriter(StunClass.INDICATION, StunMethod.SEND, new TransactionId(0, 0))
                .address(StunAttribute.XOR_PEER_ADDRESS, peer)
                .bytes(StunAttribute.DATA, data, 0, data.length)
                .toBytes();
    }

    List<TurnOutput> send(byte[] bytes) {
        server.receive(bytes, 0, bytes.length, tuple, now);
        return server.drain();
    }

    /** The response among the outputs; signed, unless it is one that must do without. */
    StunMessage response(List<TurnOutput> outputs) {
        for (TurnOutput output : outputs) {
            if (output instanceof TurnOutput.ToClient sent
                    && sent.client().equals(tuple)
                    && StunMessage.parse(sent.bytes(), 0, sent.bytes().length) instanceof StunMessage message) {
                return message;
            }
        }
        throw new AssertionError("no response in " + outputs);
    }

    /** The code of an error response, 0 for a success. */
    static int errorCode(StunMessage response) {
        return response.messageClass() == StunClass.ERROR ? response.errorCode().orElseThrow() : 0;
    }
}
