/** The event path out of the journal: one cursor that hands each durable record to everything that listens. */
@NullMarked
package dev.ephyra.server.pump;

import org.jspecify.annotations.NullMarked;
