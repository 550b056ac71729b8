/**
 * RTP packets and what a forwarder does to them: parse, rewrite, repair, count (RFC 3550, RFC 8285, RFC 4588, RFC 7741,
 * RFC 6184). A stream's sequence numbers are 16 bits on the wire and unwrapped to a {@code long} everywhere else.
 */
@NullMarked
package dev.ephyra.webrtc.rtp;

import org.jspecify.annotations.NullMarked;
