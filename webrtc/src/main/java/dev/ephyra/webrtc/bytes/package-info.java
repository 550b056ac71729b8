/** Numbers in byte arrays, as all protocols here write them. */
@NullMarked
package dev.ephyra.webrtc.bytes;

import org.jspecify.annotations.NullMarked;
