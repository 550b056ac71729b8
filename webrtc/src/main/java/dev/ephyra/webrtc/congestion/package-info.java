/** Congestion control: for now, what a sender must be told so that it can estimate its bandwidth. */
@NullMarked
package dev.ephyra.webrtc.congestion;

import org.jspecify.annotations.NullMarked;
