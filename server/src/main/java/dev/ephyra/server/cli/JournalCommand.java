package dev.ephyra.server.cli;

import dev.ephyra.api.operator.Times;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalInspection;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.Recovery;
import dev.ephyra.server.config.SettingsResult;
import dev.ephyra.server.lifecycle.JournalOpening;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ephyra journal}: looks at what the data folder holds and changes no record of it. Meant for a server that is
 * stopped.
 */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        description = "Looks at the journal in the data folder (EPHYRA_DATA_DIR) of a server that is stopped.")
final class JournalCommand implements Runnable {
    private final SettingsSource source;
    private final PrintWriter out;
    private final PrintWriter err;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before run
    private CommandSpec spec;

    JournalCommand(SettingsSource source, PrintWriter out, PrintWriter err) {
        this.source = source;
        this.out = out;
        this.err = err;
    }

    @Override
    public void run() {
        spec.commandLine().usage(out);
    }

    /** Something to do with the files of a journal; returns the exit code. */
    private interface Look {
        int at(FileDisk disk) throws JournalException;
    }

    private int look(Optional<String> config, Look look) {
        return switch (source.read(config)) {
            case SettingsResult.Rejected(String message) -> failed(message);
            case SettingsResult.Accepted accepted -> {
                try {
                    yield look.at(FileDisk.existing(
                            accepted.settings().data().folder().resolve(JournalOpening.FOLDER)));
                } catch (JournalException unusable) {
                    yield failed(String.valueOf(unusable.getMessage()));
                }
            }
        };
    }

    private int failed(String message) {
        err.println(message);
        return ExitCode.FAILED;
    }

    private int misused(String message) {
        err.println(message);
        return ExitCode.USAGE;
    }

    private static long nowMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Verifies every byte; exit code 1 if anything that was promised is damaged or missing.")
    int check(
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description = "The configuration file; else EPHYRA_CONFIG.")
                    Optional<String> config) {
        return look(config, disk -> {
            JournalInspection.Report report = JournalInspection.check(disk);
            report.segments().forEach(this::print);
            report.missing().forEach(range -> out.println("missing: " + range(range)));
            String verdict = report.isSound() ? "Sound: " : "DAMAGED: ";
            out.println(verdict + counted(report.records(), "record") + " in "
                    + counted(report.segments().size(), "segment"));
            if (report.isSound()) {
                return ExitCode.OK;
            }
            setAside(disk);
            return ExitCode.FAILED;
        });
    }

    private static String counted(long number, String thing) {
        return number + " " + thing + (number == 1 ? "" : "s");
    }

    private void setAside(FileDisk disk) {
        try {
            JournalInspection.setAside(disk)
                    .forEach(name -> out.println("What is damaged is copied to " + name
                            + ".bin; what can still be read of it is in the .json beside it"));
        } catch (JournalException notWritable) {
            out.println("What is damaged could not be copied: " + notWritable.getMessage());
        }
    }

    private void print(JournalInspection.SegmentReport segment) {
        String torn = segment.tornBytes() == 0
                ? ""
                : ", and " + segment.tornBytes() + " of a batch never confirmed, which the next start cuts";
        out.println(segment.name() + "  records " + segment.firstOffset() + " to " + segment.lastOffset() + ", "
                + segment.bytes() + " bytes" + torn);
        if (!segment.headChecks()) {
            out.println("  damaged: the head of the segment");
        }
        if (segment.index() == JournalInspection.IndexState.DAMAGED) {
            out.println("  damaged: the index; the next start makes it again");
        }
        segment.damaged().forEach(range -> out.println("  damaged: " + range(range)));
    }

    private static String range(Recovery.Quarantined range) {
        String rooms = range.rooms().isEmpty() ? "" : ", of " + String.join(", ", range.rooms());
        return "records " + range.fromOffset() + " to " + range.toOffset() + rooms + ": " + range.why();
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints one line for each record: offset, time (UTC), room, number in the room, event.")
    int show(
            @Option(names = "--room", paramLabel = "ID", description = "Only records of this room.")
                    Optional<String> room,
            @Option(names = "--from", paramLabel = "OFFSET", defaultValue = "1", description = "The first record.")
                    long from,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "1000", description = "Most records: 1000.")
                    long limit,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description = "The configuration file; else EPHYRA_CONFIG.")
                    Optional<String> config) {
        if (from < 1 || limit < 1) {
            return misused("--from and --limit are 1 or more");
        }
        // With a room nobody knows how far its records reach; without one there is no need to read further.
        boolean countsAll = room.isEmpty() && limit <= Long.MAX_VALUE - from;
        long to = countsAll ? from + limit - 1 : Long.MAX_VALUE;
        return look(config, disk -> {
            Printer printer = new Printer(limit);
            JournalInspection.show(disk, nullable(room), from, to, printer);
            out.flush();
            return printer.damaged ? ExitCode.FAILED : ExitCode.OK;
        });
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = "Prints one JSON object for each record, with everything in it: handle it as a secret.")
    int export(
            @Option(names = "--room", paramLabel = "ID", description = "Only records of this room.")
                    Optional<String> room,
            @Option(names = "--from", paramLabel = "OFFSET", defaultValue = "1", description = "The first record.")
                    long from,
            @Option(names = "--to", paramLabel = "OFFSET", description = "The last record; else all.")
                    Optional<Long> to,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description =
                                    "Only records of this time (2026-01-31T12:00:00Z, or back from now: 10m, 2h, 7d)"
                                            + " or later.")
                    Optional<String> since,
            @Option(
                            names = "--format",
                            paramLabel = "FORMAT",
                            defaultValue = "jsonl",
                            description = "jsonl, the only one: one object a line.")
                    String format,
            @Option(
                            names = "--config",
                            paramLabel = "FILE",
                            description = "The configuration file; else EPHYRA_CONFIG.")
                    Optional<String> config) {
        OptionalLong earliest =
                since.map(text -> Times.micros(text, nowMicros())).orElse(OptionalLong.of(Long.MIN_VALUE));
        if (!format.equals("jsonl")) {
            return misused("--format is jsonl, not " + format);
        } else if (from < 1 || to.orElse(from) < from) {
            return misused("--from is 1 or more, and --to not before it");
        } else if (earliest.isEmpty()) {
            return misused("--since is a time like 2026-01-31T12:00:00Z or a duration like 10m, 2h, 7d");
        }
        return look(config, disk -> {
            Exporter exporter = new Exporter(earliest.getAsLong());
            JournalInspection.show(disk, nullable(room), from, to.orElse(Long.MAX_VALUE), exporter);
            out.flush();
            return exporter.damaged ? ExitCode.FAILED : ExitCode.OK;
        });
    }

    private static @Nullable String nullable(Optional<String> room) {
        return room.orElse(null);
    }

    /** Prints the first {@code limit} records. */
    private final class Printer implements JournalInspection.Reader {
        private final long limit;
        private long printed;
        private boolean damaged;

        Printer(long limit) {
            this.limit = limit;
        }

        @Override
        public void record(JournalRecord stored) {
            if (printed < limit) {
                printed++;
                out.println(JournalLine.of(stored));
            }
        }

        @Override
        public void damaged(Recovery.Quarantined range) {
            damaged = true;
            out.println("damaged: " + range(range));
        }
    }

    /** Prints what is late enough, and what is missing. */
    private final class Exporter implements JournalInspection.Reader {
        private final long earliestMicros;
        private boolean damaged;

        Exporter(long earliestMicros) {
            this.earliestMicros = earliestMicros;
        }

        @Override
        public void record(JournalRecord stored) {
            if (stored.occurredAtMicros() >= earliestMicros) {
                out.println(JournalJson.of(stored));
            }
        }

        @Override
        public void damaged(Recovery.Quarantined range) {
            damaged = true;
            out.println(JournalJson.of(range));
        }
    }
}
