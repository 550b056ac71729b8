/**
 * The other end of a {@link dev.ephyra.webrtc.connection.PeerConnection}: a browser without a picture, sans-IO like it. For
 * simulations here and for load generators elsewhere, which get it in this module's test-jar.
 */
@NullMarked
package dev.ephyra.webrtc.connection.client;

import org.jspecify.annotations.NullMarked;
