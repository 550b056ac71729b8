/** A camera of our own that can misbehave, for tests here and of whole servers. */
@NullMarked
package dev.ephyra.component.rtsp.camera;

import org.jspecify.annotations.NullMarked;
