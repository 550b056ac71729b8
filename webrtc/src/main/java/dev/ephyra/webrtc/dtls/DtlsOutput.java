package dev.ephyra.webrtc.dtls;

/** What an association wants done or has to tell, in order. After {@link Failed} or {@link Closed} nothing follows. */
public sealed interface DtlsOutput {
    /** @param datagram to the peer, at most {@link DtlsAssociation#MTU_BYTES} */
    record Send(byte[] datagram) implements DtlsOutput {}

    /** The peer has proved that it holds the certificate it was announced with. Comes once. */
    record Established(SrtpKeys keys) implements DtlsOutput {}

    /** @param data one record of the peer, decrypted and authenticated; SCTP in WebRTC (RFC 8261) */
    record ApplicationData(byte[] data) implements DtlsOutput {}

    /** @param reason for a log or an event; says nothing secret */
    record Failed(String reason) implements DtlsOutput {}

    /** One of the two sides has said {@code close_notify}, or we gave up before there was a peer to tell. */
    record Closed() implements DtlsOutput {}
}
