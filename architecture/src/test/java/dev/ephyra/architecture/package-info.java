/** The architecture, as tests: what may use what, what a core may not touch, and the house rules of the sources. */
@NullMarked
package dev.ephyra.architecture;

import org.jspecify.annotations.NullMarked;
