package dev.ephyra.conformance;

import dev.ephyra.testkit.ServerOptions;
import java.nio.file.Path;

/** The files that components play in tests; {@code conformance/make-sources} made them. */
public final class FileSources {
    private FileSources() {}

    /** A server that has them, and uses the components that there are. */
    public static ServerOptions into(ServerOptions options) {
        return options.with("FJ_COMPONENTS_USED", "file rtsp")
                .with(
                        "FJ_RESOURCES_BASE_PATH",
                        Path.of("src/test/resources").toAbsolutePath().toString());
    }
}
