package dev.ephyra.bench.media;

import dev.ephyra.bench.ScenarioFailure;
import java.io.IOException;

/** A server in a process of its own that forwards media. Owned by the thread of its scenario, which closes it. */
public interface ForwardingServer extends AutoCloseable {
    /** Of the process. */
    long pid();

    /** Lets clients join, until all are connected; nothing is sent yet. */
    Audience join(MediaLoad load) throws IOException, ScenarioFailure;

    @Override
    void close() throws IOException;
}
