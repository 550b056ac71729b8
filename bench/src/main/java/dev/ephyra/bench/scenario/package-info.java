/** What is measured: one class per line of work. */
@NullMarked
package dev.ephyra.bench.scenario;

import org.jspecify.annotations.NullMarked;
