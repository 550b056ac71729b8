/** The command line: what people type, and what it prints. */
@NullMarked
package dev.ephyra.server.cli;

import org.jspecify.annotations.NullMarked;
