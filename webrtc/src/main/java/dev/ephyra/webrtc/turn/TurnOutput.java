package dev.ephyra.webrtc.turn;

import java.net.InetSocketAddress;

/** What a {@link TurnServer} wants sent or known. */
public sealed interface TurnOutput {
    /** A whole datagram, or over TCP a whole message with its padding. */
    record ToClient(FiveTuple client, byte[] bytes) implements TurnOutput {}

    /**
     * A client sent this to one of our addresses. A view of the buffer that was received.
     *
     * @param peer the address of ours that it is for
     */
    record FromClient(Allocation allocation, InetSocketAddress peer, byte[] buffer, int offset, int length)
            implements TurnOutput {}

    /** Nothing more comes from it and nothing can be sent to it. */
    record Ended(Allocation allocation, Reason reason) implements TurnOutput {
        /** Why an allocation ended. */
        public enum Reason {
            /** The client gave it back. */
            RELEASED,
            /** The client did not refresh it. */
            EXPIRED,
            /** Its TCP connection is gone. */
            DISCONNECTED,
            /** Its peer is not admitted any more. */
            REVOKED
        }
    }
}
