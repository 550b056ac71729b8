/** STUN messages: a strict reader, a writer, and what else may arrive on the same port (RFC 8489, RFC 7983). */
@NullMarked
package dev.ephyra.webrtc.stun;

import org.jspecify.annotations.NullMarked;
