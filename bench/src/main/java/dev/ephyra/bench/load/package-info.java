/** A load generator that costs little: one thread, one selector, raw HTTP/1.1 and WebSocket bytes. */
@NullMarked
package dev.ephyra.bench.load;

import org.jspecify.annotations.NullMarked;
