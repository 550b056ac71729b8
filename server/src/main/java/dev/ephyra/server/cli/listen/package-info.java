/** Forwards notifications to a receiver as a webhook would bring them: the requests of {@code ephyra listen}. */
@NullMarked
package dev.ephyra.server.cli.listen;

import org.jspecify.annotations.NullMarked;
