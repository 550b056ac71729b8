/**
 * The room: commands in, events out. Pure data and pure functions; nothing here reads a clock, a socket, a random source
 * or a thread. Ids and times are arguments.
 */
@NullMarked
package dev.ephyra.room;

import org.jspecify.annotations.NullMarked;
