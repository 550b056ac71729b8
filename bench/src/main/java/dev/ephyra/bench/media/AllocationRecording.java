package dev.ephyra.bench.media;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.ServerUnderLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * What the media threads of a server allocate, from a recording of its JVM: how much by the count that each thread keeps,
 * and the cipher's share by samples of stack traces.
 *
 * @param bytesPerSecond of all media threads
 * @param cipherShare of the bytes: those within the JDK's cipher, or of its parameters; 0 to 1
 * @param samples that the share rests on
 */
record AllocationRecording(double bytesPerSecond, double cipherShare, long samples) {
    private static final String THREADS = "media-";
    private static final String SETTINGS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <configuration version="2.0">
              <event name="jdk.ThreadAllocationStatistics"><setting name="enabled">true</setting><setting name="period">500 ms</setting></event>
              <event name="jdk.ObjectAllocationSample"><setting name="enabled">true</setting><setting name="throttle">1000/s</setting><setting name="stackTrace">true</setting></event>
            </configuration>
            """;

    /** Begins to record; {@link #stop} ends it. */
    static void start(ServerUnderLoad server) throws IOException {
        Path settings = server.folder().resolve("allocation.jfc");
        Files.writeString(settings, SETTINGS);
        server.diagnose("JFR.start", "name=allocation", "settings=" + settings);
    }

    /** What was recorded since {@link #start}. */
    static AllocationRecording stop(ServerUnderLoad server) throws IOException, ScenarioFailure {
        Path file = server.folder().resolve("allocation.jfr");
        String stopped = server.diagnose("JFR.stop", "name=allocation", "filename=" + file);
        ScenarioFailure.unless(Files.exists(file), "no recording: " + stopped);
        return read(RecordingFile.readAllEvents(file));
    }

    private static AllocationRecording read(List<RecordedEvent> events) {
        Map<Long, Growth> growths = new HashMap<>();
        double all = 0;
        double cipher = 0;
        long samples = 0;
        for (RecordedEvent event : events) {
            boolean isCount = event.getEventType().getName().equals("jdk.ThreadAllocationStatistics");
            RecordedThread thread = isCount ? event.getThread("thread") : event.getThread();
            if (thread == null
                    || thread.getJavaName() == null
                    || !thread.getJavaName().startsWith(THREADS)) {
                continue;
            }
            if (isCount) {
                growths.computeIfAbsent(thread.getJavaThreadId(), _ -> new Growth())
                        .add(event.getLong("allocated"), event.getStartTime());
            } else {
                long weight = event.getLong("weight");
                all += weight;
                cipher += isCipher(event) ? weight : 0;
                samples++;
            }
        }
        double perSecond =
                growths.values().stream().mapToDouble(Growth::perSecond).sum();
        return new AllocationRecording(perSecond, samples == 0 ? 0 : cipher / all, samples);
    }

    private static boolean isCipher(RecordedEvent event) {
        RecordedClass allocated = event.getClass("objectClass");
        RecordedStackTrace trace = event.getStackTrace();
        boolean isParameter = allocated.getName().startsWith("javax.crypto.");
        return isParameter || (trace != null && trace.getFrames().stream().anyMatch(AllocationRecording::isCipher));
    }

    private static boolean isCipher(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.startsWith("javax.crypto.") || type.startsWith("com.sun.crypto.");
    }

    /** What one thread has allocated at two moments. */
    private static final class Growth {
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;
        private long firstBytes;
        private long lastBytes;

        void add(long bytes, Instant when) {
            if (when.isBefore(first)) {
                first = when;
                firstBytes = bytes;
            }
            if (when.isAfter(last)) {
                last = when;
                lastBytes = bytes;
            }
        }

        double perSecond() {
            double seconds = Duration.between(first, last).toNanos() / 1e9;
            return seconds <= 0 ? 0 : (lastBytes - firstBytes) / seconds;
        }
    }
}
