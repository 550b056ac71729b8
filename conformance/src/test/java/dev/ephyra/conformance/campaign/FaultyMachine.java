package dev.ephyra.conformance.campaign;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ephyra.conformance.Program;
import dev.ephyra.testkit.ServerOptions;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Disk and clock of one server, that fail on demand: a small library of C, compiled here and preloaded into the process, reads
 * what it shall do from a file that both sides map. Rows are skipped where no compiler is. Owned by the test thread of its row.
 */
final class FaultyMachine {
    private static final int SYNC_DELAY_MILLIS = 0;
    private static final int SYNC_ERRNO = 4;
    private static final int WRITE_ERRNO = 8;
    private static final int CLOCK_OFFSET_SECONDS = 12;
    private static final int FILES = 16;
    private static final int READ_ERRNO = 20;
    private static final int BYTES = 24;

    /** Linux error numbers, asm-generic/errno-base.h. */
    static final int EIO = 5;

    static final int ENOSPC = 28;
    static final int EROFS = 30;

    /** Which files of the data folder a disk fault concerns. */
    enum Affected {
        ALL(0),
        JOURNAL(1),
        DATABASE(2);

        private final int number;

        Affected(int number) {
            this.number = number;
        }
    }

    private final MappedByteBuffer faults;
    private final ServerOptions options;

    private FaultyMachine(MappedByteBuffer faults, ServerOptions options) {
        this.faults = faults;
        this.options = options;
    }

    /** A server of these options, with the library in it, whose data folder is on that disk. */
    static FaultyMachine of(ServerOptions options) throws IOException, InterruptedException {
        return of(options, options.data());
    }

    /** The same with what is below another folder on that disk. */
    static FaultyMachine of(ServerOptions options, Path below) throws IOException, InterruptedException {
        Path library = options.home().resolve("faulty.so");
        Program compiler = Program.run(
                List.of(
                        "gcc",
                        "-O1",
                        "-shared",
                        "-fPIC",
                        "-o",
                        library.toString(),
                        Path.of("src", "test", "resources", "campaign", "faulty.c")
                                .toAbsolutePath()
                                .toString(),
                        "-ldl"),
                Map.of(),
                Duration.ofMinutes(1));
        assumeTrue(compiler.exitCode() == 0, "no C compiler: " + compiler.output());
        Path control = options.home().resolve("faults");
        Files.write(control, new byte[BYTES]);
        try (FileChannel channel = FileChannel.open(control, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer faults = channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES);
            faults.order(ByteOrder.nativeOrder());
            return new FaultyMachine(
                    faults,
                    options.with("LD_PRELOAD", library.toString())
                            .with("FAULTS", control.toString())
                            .with("FAULTS_BELOW", below.toString()));
        }
    }

    ServerOptions options() {
        return options;
    }

    void syncTakes(Duration time) {
        faults.putInt(SYNC_DELAY_MILLIS, Math.toIntExact(time.toMillis()));
    }

    void syncFails(Affected files, int errno) {
        faults.putInt(FILES, files.number);
        faults.putInt(SYNC_ERRNO, errno);
    }

    void writeFails(Affected files, int errno) {
        faults.putInt(FILES, files.number);
        faults.putInt(WRITE_ERRNO, errno);
    }

    /** Of any file. */
    void readFails(int errno) {
        faults.putInt(FILES, Affected.ALL.number);
        faults.putInt(READ_ERRNO, errno);
    }

    /** The errors and delays of the disk are gone; the clock stays where it is. */
    void diskHeals() {
        faults.putInt(SYNC_DELAY_MILLIS, 0);
        faults.putInt(SYNC_ERRNO, 0);
        faults.putInt(WRITE_ERRNO, 0);
        faults.putInt(READ_ERRNO, 0);
    }

    /** The wall clock is so much ahead of, or behind, the true one from now on; the monotonic clock is not. */
    void clockIsOff(Duration offset) {
        faults.putInt(CLOCK_OFFSET_SECONDS, Math.toIntExact(offset.toSeconds()));
    }
}
