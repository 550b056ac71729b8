package dev.ephyra.server.cli.doctor;

import dev.ephyra.journal.JournalOptions;
import dev.ephyra.server.config.Secrets;
import dev.ephyra.server.config.Settings;
import dev.ephyra.server.lifecycle.JournalOpening;
import dev.ephyra.server.lifecycle.RestoredData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The folder of the journal and the secrets: whether it can be written, fast enough, for as long as it should, and by nobody
 * else. Edge to the file system: it writes one small file there and removes it. Stateless.
 */
final class DataFolderChecks {
    private static final String DATABASE = "ephyra.db";
    /** Two segments of the journal and the database. */
    private static final long LEAST_FREE_BYTES = 256L << 20;

    private static final int PROBES = 5;
    /** What a durable write may take before requests are noticeably slow, and before it looks like a fault. */
    private static final long SLOW_MILLIS = 20;

    private static final Set<String> NETWORK =
            Set.of("nfs", "nfs4", "cifs", "smb", "smbfs", "smb3", "9p", "ceph", "afs");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    private DataFolderChecks() {}

    /** @param running whether our server answers, which then holds the journal itself */
    static List<Finding> all(Settings settings, boolean running) {
        Path folder = settings.data().folder().toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            return List.of(toBeMade(folder));
        }
        List<Finding> findings = new ArrayList<>();
        if (RestoredData.isUnfinished(folder)) {
            findings.add(Finding.fail(
                    "restore",
                    "one into " + folder + " was not finished, and no server starts there",
                    "run it again: ephyra restore PATH"));
        }
        findings.add(speed(folder));
        findings.add(space(folder, JournalOpening.options(settings.data())));
        findings.add(fileSystem(folder));
        findings.add(secrecy(folder));
        findings.add(encryptionKey(settings, folder));
        Path journal = folder.resolve(JournalOpening.FOLDER);
        Path lock = journal.resolve("journal.lock");
        Use use = use(lock);
        findings.add(lock(lock, use, running));
        if (use == Use.FREE) {
            findings.addAll(FormatChecks.all(journal, folder.resolve(DATABASE)));
        }
        return findings;
    }

    private static Finding toBeMade(Path folder) {
        Path parent = folder;
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent != null && Files.isDirectory(parent) && Files.isWritable(parent)
                ? Finding.ok("data folder", folder + " will be made by the first start")
                : Finding.fail(
                        "data folder",
                        folder + " does not exist and cannot be made",
                        "make it, writable for the server's user, or set EPHYRA_DATA_DIR");
    }

    private static Finding speed(Path folder) {
        long[] nanos = new long[PROBES];
        try {
            Path probe = Files.createTempFile(folder, "doctor", ".probe");
            try (FileChannel channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
                for (int at = 0; at < PROBES; at++) {
                    long beganNanos = System.nanoTime();
                    channel.write(ByteBuffer.allocate(4096));
                    channel.force(true);
                    nanos[at] = System.nanoTime() - beganNanos;
                }
            } finally {
                Files.deleteIfExists(probe);
            }
        } catch (IOException failed) {
            return Finding.fail(
                    "data folder",
                    folder + " cannot be written: " + failed.getMessage(),
                    "give it to the server's user, or make space");
        }
        Arrays.sort(nanos);
        long micros = TimeUnit.NANOSECONDS.toMicros(nanos[PROBES / 2]);
        String why = folder + ", a durable write takes " + micros / 1000 + "." + micros % 1000 / 100 + " ms";
        return micros <= TimeUnit.MILLISECONDS.toMicros(SLOW_MILLIS)
                ? Finding.ok("data folder", why)
                : Finding.warn("data folder", why, "every change waits for one; use a disk of this machine");
    }

    private static Finding space(Path folder, JournalOptions limits) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            long kept = size(folder.resolve(JournalOpening.FOLDER));
            String why = mebibytes(free) + " are free; the journal has " + mebibytes(kept) + " and may have "
                    + mebibytes(limits.retentionBytes()) + ", with what is undelivered "
                    + mebibytes(limits.retentionHardBytes());
            if (free < LEAST_FREE_BYTES) {
                return Finding.fail("disk space", why, "make space: a full disk stops every change");
            }
            return free + kept - LEAST_FREE_BYTES >= limits.retentionHardBytes()
                    ? Finding.ok("disk space", why)
                    : Finding.warn("disk space", why, "make space, or lower EPHYRA_RETENTION_BYTES");
        } catch (IOException unreadable) {
            return Finding.warn("disk space", String.valueOf(unreadable.getMessage()), "look at the disk");
        }
    }

    private static long size(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException absent) {
            return 0;
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    private static Finding fileSystem(Path folder) {
        try {
            String type = Files.getFileStore(folder).type().toLowerCase(Locale.ROOT);
            if (NETWORK.contains(type) || type.startsWith("fuse.")) {
                return Finding.warn(
                        "file system", type + " is not a disk of this machine", "its promises on force and locks vary");
            }
            if (type.equals("tmpfs") || type.equals("ramfs")) {
                return Finding.warn("file system", type + " is memory", "what is kept there is lost with the machine");
            }
            return Finding.ok("file system", type);
        } catch (IOException unreadable) {
            return Finding.warn("file system", String.valueOf(unreadable.getMessage()), "look at the disk");
        }
    }

    private static Finding secrecy(Path folder) {
        List<String> open = new ArrayList<>();
        for (String name : List.of(Secrets.SECRET_KEY_BASE_FILE, Secrets.ENCRYPTION_KEY_FILE)) {
            Path file = folder.resolve(name);
            try {
                if (Files.exists(file)
                        && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                    open.add(name);
                }
            } catch (IOException | UnsupportedOperationException unreadable) {
                open.add(name + " (" + unreadable.getMessage() + ")");
            }
        }
        return open.isEmpty()
                ? Finding.ok("secrets", "only the server's user can read them")
                : Finding.fail(
                        "secrets",
                        "others may read or change " + String.join(" and ", open) + " in " + folder,
                        "chmod 600 them, and think about who has read them");
    }

    private static Finding encryptionKey(Settings settings, Path folder) {
        if (settings.encryptionKey().isPresent()) {
            return Finding.ok(
                    "encryption key",
                    "given by " + settings.encryptionKey().get().origin());
        }
        Path file = folder.resolve(Secrets.ENCRYPTION_KEY_FILE);
        if (Files.exists(file)) {
            return Finding.ok("encryption key", "kept in " + file);
        }
        return Files.exists(folder.resolve(DATABASE))
                ? Finding.warn(
                        "encryption key",
                        "there is none, but a database that may hold secrets sealed with one",
                        "bring " + file + " back if it was lost; else the next start makes a new one")
                : Finding.ok("encryption key", "will be made by the first start");
    }

    /** Who has the journal's lock. */
    private enum Use {
        FREE,
        /** This very process, as in a test. */
        OURS,
        OTHERS,
        UNREADABLE
    }

    private static Use use(Path file) {
        if (!Files.exists(file)) {
            return Use.FREE;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null ? Use.FREE : Use.OTHERS;
        } catch (OverlappingFileLockException ours) {
            return Use.OURS;
        } catch (IOException unreadable) {
            return Use.UNREADABLE;
        }
    }

    private static Finding lock(Path file, Use use, boolean running) {
        return switch (use) {
            case FREE ->
                running && Files.exists(file)
                        ? Finding.warn(
                                "journal",
                                "nobody uses it, yet a server answers",
                                "that server has another data folder; run doctor with its settings")
                        : Finding.ok("journal", "nobody uses it");
            case OURS -> Finding.ok("journal", "this process uses it");
            case OTHERS ->
                running
                        ? Finding.ok("journal", "the running server uses it")
                        : Finding.fail(
                                "journal",
                                "a process uses it, yet no server answers",
                                "it may be starting or ending; else find it with fuser " + file);
            case UNREADABLE ->
                Finding.fail("journal", "its lock " + file + " cannot be opened", "correct its permissions");
        };
    }
}
