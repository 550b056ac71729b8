package dev.ephyra.sdk.notifier;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** What the SDK logs from its making to its closing. Safe for many threads. */
final class LogLines extends Handler implements AutoCloseable {
    private final Queue<String> all = new ConcurrentLinkedQueue<>();
    private final Logger logger = Logger.getLogger("dev.ephyra.sdk");

    private LogLines() {}

    static LogLines listen() {
        LogLines lines = new LogLines();
        lines.logger.addHandler(lines);
        return lines;
    }

    List<String> with(String words) {
        return all.stream().filter(line -> line.contains(words)).toList();
    }

    @Override
    public void publish(LogRecord line) {
        all.add(new SimpleFormatter().formatMessage(line));
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        logger.removeHandler(this);
    }
}
