/** Clients that load a forwarding server with real connections, as cheaply as they can, and the servers they load. */
@NullMarked
package dev.ephyra.bench.media;

import org.jspecify.annotations.NullMarked;
