/** How often things happened, by kind: why something was dropped, what was told. */
@NullMarked
package dev.ephyra.webrtc.tally;

import org.jspecify.annotations.NullMarked;
