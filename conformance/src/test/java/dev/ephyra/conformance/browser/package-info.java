/** The published browser clients in real browsers, in a room of a real server. */
@NullMarked
package dev.ephyra.conformance.browser;

import org.jspecify.annotations.NullMarked;
