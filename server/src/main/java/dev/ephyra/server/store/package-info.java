/** What is small and looked up, in SQLite: how far each webhook lane has delivered. */
@NullMarked
package dev.ephyra.server.store;

import org.jspecify.annotations.NullMarked;
