/** WebSockets at the edge: RFC 6455 framing on the HTTP port, and the fan-out of notifications to server sockets. */
@NullMarked
package dev.ephyra.server.socket;

import org.jspecify.annotations.NullMarked;
