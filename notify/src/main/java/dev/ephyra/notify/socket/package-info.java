/** Server sockets without their sockets: the session of one connection, and the frames that all of them share. */
@NullMarked
package dev.ephyra.notify.socket;

import org.jspecify.annotations.NullMarked;
