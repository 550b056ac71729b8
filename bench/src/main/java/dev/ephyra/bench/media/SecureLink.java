package dev.ephyra.bench.media;

/** A client's protected way to its server. Owned by the thread of the load. Times are monotonic nanoseconds. */
interface SecureLink {
    /** Whether media can flow. */
    boolean isEstablished();

    /** A datagram that is neither RTP nor RTCP. */
    void receive(byte[] buffer, int length, long nowNanos);

    /** Decrypts in place: the length of the packet, or something negative if it is not authentic. */
    int unprotect(byte[] buffer, int length, boolean isRtcp);

    /** Encrypts in place and sends, from the beginning of the buffer. */
    void sendRtp(byte[] buffer, int length);

    /** As {@link #sendRtp}, for a compound packet. */
    void sendRtcp(byte[] buffer, int length);

    /** To be called every 10 ms or so. */
    void onTime(long nowNanos);

    /** Why it cannot be established; empty while it can. */
    String failure();
}
