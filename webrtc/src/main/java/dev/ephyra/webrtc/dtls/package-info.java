/** DTLS-SRTP with certificates known by their fingerprints (RFC 6347, RFC 5764, RFC 8122). */
@NullMarked
package dev.ephyra.webrtc.dtls;

import org.jspecify.annotations.NullMarked;
