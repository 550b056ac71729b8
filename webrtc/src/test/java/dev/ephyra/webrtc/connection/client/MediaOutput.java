package dev.ephyra.webrtc.connection.client;

/** Where synthetic streams put their packets. Owned by the thread of its client. */
interface MediaOutput {
    /** Numbers packets over all streams; 16 bits. */
    int nextTransportSequence();

    /** Encrypts in place, and sends. */
    void sendRtp(byte[] buffer, int offset, int length);
}
