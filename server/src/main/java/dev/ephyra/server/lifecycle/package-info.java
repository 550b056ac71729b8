/** The life of the process: what opens in which order, how it is told to stop, and how it drains. */
@NullMarked
package dev.ephyra.server.lifecycle;

import org.jspecify.annotations.NullMarked;
