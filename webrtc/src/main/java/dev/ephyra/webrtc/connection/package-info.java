/** One peer connection, composed of the cores of the other packages. */
@NullMarked
package dev.ephyra.webrtc.connection;

import org.jspecify.annotations.NullMarked;
