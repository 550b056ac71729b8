/** The protobuf dialect: media events as messages of {@code media_events/*.proto}. */
@NullMarked
package dev.ephyra.signaling.proto;

import org.jspecify.annotations.NullMarked;
