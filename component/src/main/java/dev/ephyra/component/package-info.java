/**
 * The frame in which components run: participants of a room that each stand for one outside world, and of which each may
 * end or break alone.
 */
@NullMarked
package dev.ephyra.component;

import org.jspecify.annotations.NullMarked;
