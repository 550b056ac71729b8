package dev.ephyra.server.components;

import dev.ephyra.component.ComponentMedia;
import dev.ephyra.media.MediaEngine;
import java.util.Optional;

/** What a server's components publish into, for tests of rooms. */
public final class RealMedia {
    private RealMedia() {}

    public static ComponentMedia of(MediaEngine engine) {
        return new EngineComponentMedia(Optional.of(engine));
    }
}
