/** The program: main, configuration, wiring and the thin edges to sockets, disk and time. */
@NullMarked
package dev.ephyra.server;

import org.jspecify.annotations.NullMarked;
