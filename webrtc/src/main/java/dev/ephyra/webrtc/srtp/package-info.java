/** SRTP and SRTCP with the keys that DTLS agreed on (RFC 3711, RFC 5764, RFC 7714). */
@NullMarked
package dev.ephyra.webrtc.srtp;

import org.jspecify.annotations.NullMarked;
