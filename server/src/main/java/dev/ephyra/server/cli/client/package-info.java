/** A client of a running server: its REST interface and its socket of notifications, as the command line uses them. */
@NullMarked
package dev.ephyra.server.cli.client;

import org.jspecify.annotations.NullMarked;
