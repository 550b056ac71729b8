/** The packet path: media sockets, the threads that own them, and who gets whose packets. */
@NullMarked
package dev.ephyra.media;

import org.jspecify.annotations.NullMarked;
