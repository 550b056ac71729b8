package dev.ephyra.component.worker.protocol;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes lines for a log of what a worker writes to its standard error: none too long, none that looks like several, and so
 * many a second. Owned by one thread; times are monotonic nanoseconds.
 */
public final class LogLines {
    /** Of a line, in UTF-8; the rest of it is cut off. */
    static final int MAX_LINE_BYTES = 1_000;

    /** What is said beyond it is counted; a stack trace has more lines, and its first say why. */
    static final int MAX_LINES_A_SECOND = 50;

    /** Who writes more than this waits: its pipe is not read any more. */
    static final int MAX_BYTES_A_SECOND = 1024 * 1024;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final byte[] line = new byte[MAX_LINE_BYTES];
    private int lineBytes;
    private boolean isCut;
    private long beganNanos;
    private int lines;
    private int bytes;
    private long suppressed;

    public LogLines(long nowNanos) {
        beganNanos = nowNanos;
    }

    /** Takes what was written; the lines that are to be logged. */
    public List<String> add(byte[] written, int count, long nowNanos) {
        List<String> whole = new ArrayList<>();
        if (nowNanos - beganNanos >= SECOND_NANOS) {
            beginSecond(nowNanos, whole);
        }
        bytes += count;
        for (int i = 0; i < count; i++) {
            if (written[i] == '\n') {
                endLine(whole);
            } else if (lineBytes < MAX_LINE_BYTES) {
                line[lineBytes++] = written[i];
            } else {
                isCut = true;
            }
        }
        return whole;
    }

    /** What there is at the end: a last line without an end, and how many were left out. */
    public List<String> end() {
        List<String> last = new ArrayList<>();
        endLine(last);
        tellSuppressed(last);
        return last;
    }

    /** For how long nothing more is to be read; 0 if it may go on. */
    public long pauseNanos(long nowNanos) {
        return bytes < MAX_BYTES_A_SECOND ? 0 : Math.max(0, beganNanos + SECOND_NANOS - nowNanos);
    }

    private void beginSecond(long nowNanos, List<String> whole) {
        tellSuppressed(whole);
        beganNanos = nowNanos;
        lines = 0;
        bytes = 0;
    }

    private void tellSuppressed(List<String> whole) {
        if (suppressed > 0) {
            whole.add("(" + suppressed + " more lines)");
            suppressed = 0;
        }
    }

    private void endLine(List<String> whole) {
        if (lineBytes > 0 && lines < MAX_LINES_A_SECOND) {
            lines++;
            whole.add(printable() + (isCut ? "…" : ""));
        } else if (lineBytes > 0) {
            suppressed++;
        }
        lineBytes = 0;
        isCut = false;
    }

    /** Without what moves a terminal's cursor, or begins another line. */
    private String printable() {
        return new String(line, 0, lineBytes, StandardCharsets.UTF_8)
                .replace("\r", "")
                .replaceAll("[\\p{Cc}\\u2028\\u2029]", "?");
    }
}
