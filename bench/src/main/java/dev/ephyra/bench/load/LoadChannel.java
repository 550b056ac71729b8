package dev.ephyra.bench.load;

import dev.ephyra.bench.ScenarioFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/** A socket of the load. Called by the thread that turns its {@link LoadLoop}. */
interface LoadChannel {
    /** Reads what is there. {@code scratch} is the loop's and holds nothing before or after. */
    void ready(SelectionKey key, ByteBuffer scratch) throws IOException, ScenarioFailure;
}
