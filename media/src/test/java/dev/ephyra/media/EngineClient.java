package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.connection.client.ClientConnection;
import dev.ephyra.webrtc.connection.client.ClientListener;
import dev.ephyra.webrtc.connection.client.ClientSettings;
import dev.ephyra.webrtc.connection.client.VideoShapes;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.OfferDraft;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;

/** A client of an engine on a real port, driven by the thread of the test. */
abstract class EngineClient implements AutoCloseable {
    static final RoomId ROOM = new RoomId("room");

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final DtlsIdentity IDENTITY = DtlsIdentity.selfSigned(
            new DtlsCrypto(RANDOM), Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"));

    private final InetSocketAddress server;
    private final ClientConnection connection;

    /** @param server the candidate of the engine */
    EngineClient(InetSocketAddress server) {
        this.server = server;
        ClientSettings settings = ClientSettings.asBrowsers(
                IDENTITY, task -> Thread.ofVirtual().start(task), RANDOM::nextInt, VideoShapes.CAMERA);
        connection = new ClientConnection(
                settings,
                new UdpPath(server),
                (buffer, offset, length, _) -> send(buffer, offset, length),
                () -> {},
                new ClientListener() {});
    }

    /** Has one line of its own, and gets one track. */
    final void negotiate(MediaEngine engine, RoomId room, String name, long id, OfferDraft.Line line, String wanted) {
        AnsweringSide answering = new AnsweringSide(name, engine.fingerprint(), RANDOM::nextInt);
        answering.send(0, new AnsweringSide.Wanted(wanted, Codec.VP8));
        OfferDraft draft =
                new OfferDraft(AnsweringSide.credentials(RANDOM::nextInt), IDENTITY.fingerprint(), 1, 1, List.of(line));
        AnsweringSide.Answered answered = answering.answer(draft);
        engine.configure(room, new ConnectionId(id), answered.plan());
        connection.answered(draft, answered.answer(), System.nanoTime());
    }

    final InetSocketAddress server() {
        return server;
    }

    final ClientConnection connection() {
        return connection;
    }

    /** One round of what a client does all the time. */
    final void turn() throws IOException {
        read();
        connection.onTime(System.nanoTime());
    }

    /** Sends a datagram to the engine's candidate. */
    abstract void send(byte[] buffer, int offset, int length);

    /** Hands what has come to the connection. */
    abstract void read() throws IOException;

    @Override
    public abstract void close() throws IOException;
}
