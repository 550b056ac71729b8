/** How log lines look, set up in code: reading an XML configuration would cost more than the rest of the logging start. */
@NullMarked
package dev.ephyra.server.logging;

import org.jspecify.annotations.NullMarked;
