/** Cameras in rooms: RTSP 1.0 (RFC 2326) as they speak it, and H.264 over RTP, by UDP or inside the connection. */
@NullMarked
package dev.ephyra.component.rtsp;

import org.jspecify.annotations.NullMarked;
