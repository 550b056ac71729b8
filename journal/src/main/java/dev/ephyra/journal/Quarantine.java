package dev.ephyra.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;

/**
 * Where bytes go that do not check, as they were found, each range once: {@code quarantine/FILE-FROM-TO.bin}
 * and what is known of it in {@code .json} beside it. Bounded by the damage there is. Thread-safe: two who
 * find the same write the same.
 */
final class Quarantine {
    static final String FOLDER = "quarantine";

    private final Disk disk;

    Quarantine(Disk disk) {
        this.disk = disk;
    }

    /** The name of a report's files, without their ending. */
    static String name(DamageReport report) {
        return FOLDER + "/" + report.file() + "-" + report.position() + "-" + report.endPosition();
    }

    /** Copies what a report is about, and then writes the report: one that is there is whole. */
    void keep(DamageReport report) throws IOException {
        String name = name(report);
        if (exists(name + ".json")) {
            return;
        }
        try (DiskFile source = disk.open(report.file(), Disk.Access.READ);
                DiskFile target = disk.open(name + ".bin", Disk.Access.CREATE)) {
            DiskCopy.bytes(source, report.position(), report.endPosition(), target);
            target.force();
        }
        DiskCopy.write(disk, name + ".json", report.json().getBytes(StandardCharsets.UTF_8));
    }

    private boolean exists(String name) throws IOException {
        try (DiskFile file = disk.open(name, Disk.Access.READ)) {
            return file.size() > 0;
        } catch (NoSuchFileException none) {
            return false;
        }
    }
}
