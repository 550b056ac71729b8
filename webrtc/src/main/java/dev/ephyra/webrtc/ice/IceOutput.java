package dev.ephyra.webrtc.ice;

/** What an {@link IceLiteAgent} wants done or known. */
public sealed interface IceOutput {
    /** A whole datagram, to be sent on that path. */
    record Send(byte[] datagram, Path to) implements IceOutput {}

    /** The peer proved on this path that it knows our password; DTLS may start there, selected or not. */
    record PathVerified(Path path) implements IceOutput {}

    /** Everything that is not an answer goes there from now on. */
    record PathSelected(Path path) implements IceOutput {}

    /**
     * The peer has been silent on all paths for too long: nothing may be sent any more (RFC 7675 section 5.1). A check
     * that comes nevertheless brings a path back.
     */
    record ConsentLost() implements IceOutput {}
}
