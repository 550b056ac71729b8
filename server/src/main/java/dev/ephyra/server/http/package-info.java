/** The HTTP port: RFC 9112 by Vert.x, limits on everything a client sends, and the way to the API and the sockets. */
@NullMarked
package dev.ephyra.server.http;

import org.jspecify.annotations.NullMarked;
