/** RTCP: compound packets in and out, and the reports of a sender (RFC 3550 section 6, RFC 4585, RFC 5104, RFC 5506). */
@NullMarked
package dev.ephyra.webrtc.rtcp;

import org.jspecify.annotations.NullMarked;
