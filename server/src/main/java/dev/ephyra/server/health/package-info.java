/** What the server has to say of itself, as events in the journal and as one page of figures per endpoint. */
@NullMarked
package dev.ephyra.server.health;

import org.jspecify.annotations.NullMarked;
