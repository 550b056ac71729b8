/** The journal as the operator API reads it: pages, long polls and streams of events, and histories of rooms. */
@NullMarked
package dev.ephyra.server.events;

import org.jspecify.annotations.NullMarked;
