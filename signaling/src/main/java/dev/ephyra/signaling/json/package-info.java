/** The JSON dialect: media events as JSON text inside a {@code PeerMessage.media_event}. */
@NullMarked
package dev.ephyra.signaling.json;

import org.jspecify.annotations.NullMarked;
