/** A TURN server that relays only to the server it is part of, without relay sockets (RFC 8656). */
@NullMarked
package dev.ephyra.webrtc.turn;

import org.jspecify.annotations.NullMarked;
