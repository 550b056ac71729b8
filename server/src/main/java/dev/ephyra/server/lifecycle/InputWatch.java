package dev.ephyra.server.lifecycle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when the standard input ends. A program that starts the server as a child holds the other end of a pipe; the system closes it
 * when that program is gone, however it went, {@code SIGKILL} included. Owns one daemon thread, which waits for as long as the process lives.
 */
final class InputWatch {
    private static final Logger LOG = LoggerFactory.getLogger(InputWatch.class);

    private InputWatch() {}

    /**
     * Begins to read and to forget.
     *
     * @param ended is called once, on the watch's own thread
     */
    static Thread start(InputStream input, Runnable ended) {
        Thread thread = new Thread(() -> read(input, ended), "input-watch");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void read(InputStream input, Runnable ended) {
        try {
            long passed = input.transferTo(OutputStream.nullOutputStream());
            LOG.info("The standard input ended after {} bytes, and the server ends with it", passed);
        } catch (IOException broken) {
            LOG.info("The standard input broke ({}), and the server ends with it", broken.getMessage());
        }
        ended.run();
    }
}
