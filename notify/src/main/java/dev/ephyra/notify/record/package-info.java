/** How a room's event becomes a journal record: the stored event, and the frozen bytes of its notification. */
@NullMarked
package dev.ephyra.notify.record;

import org.jspecify.annotations.NullMarked;
