package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;

/**
 * Where bytes go that do not check, as they were found, each range once: {@code quarantine/FILE-FROM-TO.bin}
 * and what is known of it in {@code .json} beside it. Bounded by the damage there is. Thread-safe: two who
 * find the same write the same.
 */
final class Quarantine {
    static final String FOLDER = "quarantine";

    private static final int PIECE_BYTES = 1024 * 1024;

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
            ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
            for (long at = report.position(); at < report.endPosition(); at += PIECE_BYTES) {
                piece.clear().limit((int) Math.min(PIECE_BYTES, report.endPosition() - at));
                source.read(piece, at);
                target.write(piece.flip(), at - report.position());
            }
            target.force();
        }
        try (DiskFile target = disk.open(name + ".json", Disk.Access.CREATE)) {
            target.write(ByteBuffer.wrap(report.json().getBytes(StandardCharsets.UTF_8)), 0);
            target.force();
        }
    }

    private boolean exists(String name) throws IOException {
        try (DiskFile file = disk.open(name, Disk.Access.READ)) {
            return file.size() > 0;
        } catch (NoSuchFileException none) {
            return false;
        }
    }
}
