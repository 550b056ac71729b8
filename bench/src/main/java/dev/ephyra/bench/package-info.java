/** Measures the floors of the project against a real server process, and prints them as a table. */
@NullMarked
package dev.ephyra.bench;

import org.jspecify.annotations.NullMarked;
