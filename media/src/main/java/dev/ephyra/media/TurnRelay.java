package dev.ephyra.media;

import dev.ephyra.webrtc.ice.IceUfragReader;
import dev.ephyra.webrtc.stun.PacketKind;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.turn.FiveTuple;
import dev.ephyra.webrtc.turn.TurnOutput;
import dev.ephyra.webrtc.turn.TurnServer;
import java.net.InetSocketAddress;
import java.util.OptionalLong;

/**
 * The TURN server on the media port: clients that may only use a relay get one that leads nowhere but here. Each media
 * thread that receives has one, for the clients that the system gives to its socket, and owns it.
 */
final class TurnRelay {
    private final TurnServer server;
    private final MediaSocket socket;
    private final InetSocketAddress here;
    private final int thread;
    private final byte[] framed = new byte[TurnServer.FRAME_BYTES];
    private FiveTuple lastClient;

    /** What came out of the relay, for whoever it is. */
    @FunctionalInterface
    interface Inner {
        void receive(byte[] buffer, int offset, int length, MediaPath from);
    }

    /**
     * @param here the address that clients are told
     * @param thread the number of its media thread
     */
    TurnRelay(TurnServer server, MediaSocket socket, InetSocketAddress here, int thread) {
        this.server = server;
        this.socket = socket;
        this.here = here;
        this.thread = thread;
        this.lastClient = new FiveTuple(FiveTuple.Transport.UDP, here, here);
    }

    /** Whether a datagram is for a TURN server, as opposed to a connection: not a check, and not media. */
    static boolean isForServer(byte[] buffer, int length) {
        return switch (PacketKind.of(buffer, 0, length)) {
            case TURN_CHANNEL -> true;
            case STUN ->
                StunMessage.parse(buffer, 0, length) instanceof StunMessage message
                        && (message.method() != StunMethod.BINDING
                                || (message.messageClass() == StunClass.REQUEST
                                        && IceUfragReader.read(message).isEmpty()));
            case DTLS, RTP, RTCP, OTHER -> false;
        };
    }

    /** A datagram of a client; what it sends through its relay goes to {@code inner} before this returns. */
    void receive(byte[] buffer, int length, InetSocketAddress from, long nowNanos, Inner inner) {
        if (!lastClient.client().equals(from)) {
            lastClient = new FiveTuple(FiveTuple.Transport.UDP, from, here);
        }
        server.receive(buffer, 0, length, lastClient, nowNanos);
        carryOut(inner);
    }

    /** How long {@link #onTime} has nothing to do, at most {@code mostNanos}. */
    long nanosToNext(long nowNanos, long mostNanos) {
        OptionalLong deadline = server.nextDeadlineNanos();
        return deadline.isPresent() ? Math.clamp(deadline.getAsLong() - nowNanos, 0, mostNanos) : mostNanos;
    }

    void onTime(long nowNanos) {
        server.onTime(nowNanos);
        carryOut((buffer, offset, length, from) -> {
            throw new IllegalStateException("time does not send");
        });
    }

    /** Sends to a client what is for it; dropped if it has no permission or is gone, as the network would. */
    void send(byte[] buffer, int offset, int length, RelayedPath to, long nowNanos) {
        int bytes = server.frame(to.allocation(), to.ours(), buffer, offset, length, framed, nowNanos);
        if (bytes > 0) {
            socket.send(framed, 0, bytes, to.allocation().client().client());
        }
    }

    private void carryOut(Inner inner) {
        for (TurnOutput output : server.drain()) {
            switch (output) {
                case TurnOutput.ToClient(FiveTuple client, byte[] bytes) ->
                    socket.send(bytes, 0, bytes.length, client.client());
                case TurnOutput.FromClient(var allocation, var ours, byte[] bytes, int offset, int size) ->
                    inner.receive(bytes, offset, size, new RelayedPath(allocation, ours, thread));
                // Its paths lead nowhere from now on; they go with their connection.
                case TurnOutput.Ended _ -> {}
            }
        }
    }
}
