package dev.ephyra.server;

import dev.ephyra.server.config.Settings;
import java.io.IOException;

/** Starts the server for the command line, which so needs to know nothing of its wiring. */
@FunctionalInterface
public interface ServerStart {
    /**
     * Returns when the server is ready to be used.
     *
     * @throws IOException if it cannot be: a port is taken, the data folder is in use; the message is one line for people
     */
    RunningServer start(Settings settings) throws IOException;

    /** A server that is ready. Owned by the thread that started it; it ends by SIGTERM or by {@link #close()}. */
    interface RunningServer extends AutoCloseable {
        /** Waits until the server has ended by itself and returns the exit code of the process. */
        int awaitEnd() throws InterruptedException;

        /** Ends every room and closes the journal; does nothing when ended already. */
        @Override
        void close();
    }
}
