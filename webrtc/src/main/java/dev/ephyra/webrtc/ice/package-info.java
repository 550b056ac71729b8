/** ICE-lite: answers connectivity checks, chooses a path, watches consent (RFC 8445, RFC 7675). */
@NullMarked
package dev.ephyra.webrtc.ice;

import org.jspecify.annotations.NullMarked;
