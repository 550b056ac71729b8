/**
 * The ordered durable log. Everything that leaves the server about what happened is a cursor over it.
 */
@NullMarked
package dev.ephyra.journal;

import org.jspecify.annotations.NullMarked;
