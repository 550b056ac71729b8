/** What the server is told at its start: the table of settings, where each value came from, and the typed result. */
@NullMarked
package dev.ephyra.server.config;

import org.jspecify.annotations.NullMarked;
