package dev.ephyra.media;

import dev.ephyra.webrtc.turn.FiveTuple;
import dev.ephyra.webrtc.turn.TurnOutput;
import dev.ephyra.webrtc.turn.TurnServer;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * TURN over TCP (RFC 8656 section 3.1), without sockets: which streams there are, what clients send in them, and what goes
 * to them. Owned by the TURN thread. Times are monotonic nanoseconds.
 */
final class TurnStreams {
    /** Messages before a password: a request, the same with it, and a few networks, realms and nonces more. */
    static final int MOST_GREETINGS = 16;

    /** What came out of the relay, for whoever it is. */
    @FunctionalInterface
    interface Inner {
        void receive(byte[] buffer, int offset, int length, TcpPath from, long nowNanos);
    }

    private final TurnServer server;
    private final InetSocketAddress here;
    private final Inner inner;
    private final TurnAdmission admission = new TurnAdmission();
    private final Map<FiveTuple, TurnStream> streams = new HashMap<>();
    private final AtomicLong bytesOfAll = new AtomicLong();
    private final LongAdder refused = new LongAdder();
    private final LongAdder lostOut = new LongAdder();
    private volatile int connections;

    /** @param here the address that clients are told */
    TurnStreams(TurnServer server, InetSocketAddress here, Inner inner) {
        this.server = server;
        this.here = here;
        this.inner = inner;
    }

    /** A client has connected; null if there is no place for it. */
    @Nullable
    TurnStream open(InetSocketAddress from, TurnStream.Wire wire, long nowNanos) {
        FiveTuple client = new FiveTuple(FiveTuple.Transport.TCP, from, here);
        if (streams.containsKey(client) || !admission.hasRoomFor(from.getAddress())) {
            refused.increment();
            return null;
        }
        admission.outstayed().ifPresent(this::refuse);
        TurnStream stream = new TurnStream(client, wire, bytesOfAll, lostOut);
        streams.put(client, stream);
        admission.entered(client, nowNanos);
        connections = admission.connections();
        return stream;
    }

    /** Bytes of a client; what it sends through its relay goes to {@link Inner} before this returns. */
    void receive(TurnStream stream, byte[] bytes, int offset, int length, long nowNanos) {
        boolean isTurn = stream.splitter()
                .split(bytes, offset, length, (buffer, at, size) -> receiveMessage(stream, buffer, at, size, nowNanos));
        if (!isTurn) {
            end(stream);
        }
    }

    private void receiveMessage(TurnStream stream, byte[] buffer, int offset, int length, long nowNanos) {
        if (!stream.isOpen()) {
            return;
        }
        FiveTuple client = stream.client();
        boolean isStranger = admission.isStranger(client);
        if (isStranger && stream.greeted() > MOST_GREETINGS) {
            refuse(client);
            return;
        }
        server.receive(buffer, offset, length, client, nowNanos);
        if (isStranger && server.serves(client)) {
            admission.authenticated(client);
        }
        carryOut(nowNanos);
    }

    /**
     * The next message to be written to a client, wrapped.
     *
     * @param target of {@link TurnServer#FRAME_BYTES} at least
     * @return its bytes; 0 if nothing waits
     */
    int next(TurnStream stream, byte[] target, long nowNanos) {
        for (WriteQueue.Waiting next = stream.queue().poll();
                next != null;
                next = stream.queue().poll()) {
            int bytes = switch (next) {
                case WriteQueue.Waiting.Answer(byte[] answer) -> {
                    System.arraycopy(answer, 0, target, 0, answer.length);
                    yield answer.length;
                }
                case WriteQueue.Waiting.Media(byte[] data, TcpPath path) ->
                    server.frame(path.allocation(), path.ours(), data, 0, data.length, target, nowNanos);
            };
            if (bytes > 0) {
                return bytes;
            }
        }
        return 0;
    }

    /** The connection is over, whoever ended it; more than once does nothing. */
    void end(TurnStream stream) {
        if (streams.remove(stream.client(), stream)) {
            admission.left(stream.client());
            connections = admission.connections();
            stream.close();
            server.closed(stream.client());
        }
    }

    private void refuse(FiveTuple client) {
        refused.increment();
        TurnStream stream = streams.get(client);
        if (stream != null) {
            end(stream);
        }
    }

    /** To be called every 100 ms or so. */
    void onTime(long nowNanos) {
        server.onTime(nowNanos);
        carryOut(nowNanos);
        admission.overdue(nowNanos).forEach(this::refuse);
    }

    private void carryOut(long nowNanos) {
        for (TurnOutput output : server.drain()) {
            switch (output) {
                case TurnOutput.ToClient(FiveTuple client, byte[] bytes) -> {
                    TurnStream stream = streams.get(client);
                    // Who asks and asks and reads no answer is not waited for.
                    if (stream != null && !stream.answer(bytes)) {
                        end(stream);
                    }
                }
                case TurnOutput.FromClient(var allocation, var ours, byte[] bytes, int offset, int size) -> {
                    TurnStream stream = streams.get(allocation.client());
                    if (stream != null) {
                        inner.receive(bytes, offset, size, new TcpPath(allocation, ours, stream), nowNanos);
                    }
                }
                case TurnOutput.Ended(var allocation, var reason) -> ended(allocation.client(), reason, nowNanos);
            }
        }
    }

    private void ended(FiveTuple client, TurnOutput.Ended.Reason reason, long nowNanos) {
        TurnStream stream = streams.get(client);
        if (stream == null) {
            return;
        }
        switch (reason) {
            // A client may ask again on the same connection, but not keep it for nothing.
            case RELEASED -> admission.estranged(client, nowNanos);
            case EXPIRED, REVOKED, DISCONNECTED -> end(stream);
        }
    }

    /** Any thread may ask. */
    TurnStreamFigures figures(long lostIn) {
        return new TurnStreamFigures(connections, refused.sum(), lostIn, lostOut.sum());
    }
}
