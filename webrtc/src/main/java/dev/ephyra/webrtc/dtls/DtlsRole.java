package dev.ephyra.webrtc.dtls;

/** Who opens the association (RFC 8842 section 5.2). */
public enum DtlsRole {
    /** Sends the ClientHello: {@code setup:active}. */
    CLIENT,
    /** Waits for it: {@code setup:passive}. */
    SERVER
}
