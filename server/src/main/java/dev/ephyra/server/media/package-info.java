/** The media of the server: how they are opened, and what they and the rooms tell each other. */
@NullMarked
package dev.ephyra.server.media;

import org.jspecify.annotations.NullMarked;
