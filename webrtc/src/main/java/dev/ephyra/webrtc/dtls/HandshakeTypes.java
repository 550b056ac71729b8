package dev.ephyra.webrtc.dtls;

/** The handshake messages of DTLS 1.2 that come in the clear (RFC 5246 section 7.4, RFC 6347 section 4.3.2). */
final class HandshakeTypes {
    static final int CLIENT_HELLO = 1;
    static final int SERVER_HELLO = 2;
    static final int HELLO_VERIFY_REQUEST = 3;
    static final int CERTIFICATE = 11;
    static final int SERVER_HELLO_DONE = 14;
    static final int CERTIFICATE_VERIFY = 15;
    static final int CLIENT_KEY_EXCHANGE = 16;
    static final int FINISHED = 20;

    private HandshakeTypes() {}

    /** Whether {@code role} can receive it without encryption. Tickets and stapled status are never offered here. */
    static boolean isExpectedBy(DtlsRole role, int type) {
        return switch (role) {
            case SERVER ->
                type == CLIENT_HELLO
                        || type == CERTIFICATE
                        || type == CLIENT_KEY_EXCHANGE
                        || type == CERTIFICATE_VERIFY;
            case CLIENT ->
                // From the certificate on: the key exchange, the request for a certificate, and the end of the flight.
                type == SERVER_HELLO
                        || type == HELLO_VERIFY_REQUEST
                        || (type >= CERTIFICATE && type <= SERVER_HELLO_DONE);
        };
    }

    /** One that may come with version 1.0 on its record, before a version is agreed on. */
    static boolean isHello(int type) {
        return type >= CLIENT_HELLO && type <= HELLO_VERIFY_REQUEST;
    }

    /** The one after which the other side changes to encryption, for {@code role} that receives it. */
    static boolean isLastInClear(DtlsRole role, int type) {
        return switch (role) {
            case SERVER -> type == CERTIFICATE_VERIFY;
            case CLIENT -> type == SERVER_HELLO_DONE;
        };
    }
}
