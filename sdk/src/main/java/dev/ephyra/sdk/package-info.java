/** The Java server SDK of Ephyra, Fishjam and Jellyfish. */
@NullMarked
package dev.ephyra.sdk;

import org.jspecify.annotations.NullMarked;
