/** The edge of peer sockets: one endpoint per WebSocket, and the port through which it reaches the rooms. */
@NullMarked
package dev.ephyra.server.peer;

import org.jspecify.annotations.NullMarked;
