/** Secrets where they are stored: encrypted, and bound to what they belong to. */
@NullMarked
package dev.ephyra.server.secret;

import org.jspecify.annotations.NullMarked;
