package dev.ephyra.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a process has used, as Linux counts it in /proc (proc(5)). */
public final class ProcessCost {
    // USER_HZ: 100 on every architecture that the JVM runs on.
    private static final double TICKS_PER_SECOND = 100;
    // utime and stime are fields 14 and 15 of the line; its second may hold blanks, so count behind its bracket.
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private ProcessCost() {}

    /**
     * Time of a processor, in seconds.
     *
     * @param user in the program itself
     * @param system in the kernel on its behalf
     */
    public record Cpu(double user, double system) {
        public double sum() {
            return user + system;
        }

        /** What was used after {@code earlier}. */
        public Cpu since(Cpu earlier) {
            return new Cpu(user - earlier.user, system - earlier.system);
        }
    }

    /** User and system time of all threads so far. */
    public static double cpuSeconds(long pid) throws IOException {
        return cpu(pid).sum();
    }

    /** The same, apart. */
    public static Cpu cpu(long pid) throws IOException {
        String line = Files.readString(Path.of("/proc/" + pid + "/stat"));
        List<String> fields =
                List.of(line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1));
        return new Cpu(
                Long.parseLong(fields.get(USER_TICKS)) / TICKS_PER_SECOND,
                Long.parseLong(fields.get(SYSTEM_TICKS)) / TICKS_PER_SECOND);
    }

    /** The same of this process, which generates the load. */
    public static double ownCpuSeconds() throws IOException {
        return cpuSeconds(ProcessHandle.current().pid());
    }

    /** Resident memory in megabytes of 10^6 bytes. */
    public static double residentMegabytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024 / 1e6;
            }
        }
        throw new IOException("no VmRSS of process " + pid);
    }
}
