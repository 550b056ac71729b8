/** SRTP and SRTCP: protection of media with keys from DTLS (RFC 3711, RFC 7714). */
@NullMarked
package dev.ephyra.webrtc.srtp;

import org.jspecify.annotations.NullMarked;
