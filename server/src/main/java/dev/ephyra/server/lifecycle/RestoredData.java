package dev.ephyra.server.lifecycle;

import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.JournalBackup;
import dev.ephyra.journal.JournalException;
import dev.ephyra.server.config.Secrets;
import dev.ephyra.server.store.NativeSqlite;
import dev.ephyra.server.store.SqliteStore;
import dev.ephyra.server.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes the data folder of a server that does not run out of what {@link DataBackup} copied. Owned by one thread.
 *
 * <p>Everything is made ready in a folder inside the data folder. Then the secrets and the database get their names by a
 * second link, and the journal moves last: until it has, a server does not start there, and another restore knows by the
 * links what to remove.
 */
public final class RestoredData {
    static final String DATABASE = "ephyra.db";

    /** Where it is made ready. It holds a journal exactly until the restore is complete. */
    static final String STAGE = ".restoring";

    private static final List<String> SECRETS = List.of(Secrets.SECRET_KEY_BASE_FILE, Secrets.ENCRYPTION_KEY_FILE);
    private static final List<String> DATABASE_FILES = List.of(DATABASE, DATABASE + "-wal", DATABASE + "-shm");

    private final Path backup;
    private final Path data;
    private final Path stage;

    private RestoredData(Path backup, Path data) {
        this.backup = backup;
        this.data = data;
        this.stage = data.resolve(STAGE);
    }

    /** What is wrong and what would be right. */
    public static final class RestoreException extends Exception {
        private static final long serialVersionUID = 1L;

        RestoreException(String message) {
            super(message);
        }
    }

    /**
     * Restores {@code backup} into {@code data}, which must hold neither a journal nor a database nor other secrets than the
     * backup's.
     *
     * <p>The journal becomes another log, so that cursors of the old one are known to be that; positions of lanes and
     * consumers are carried over to it.
     *
     * @param acceptDamage whether a journal that has lost records is restored without them
     * @throws RestoreException if one of them is not what it has to be; what was restored until then is removed, now or, if
     *     the process was killed, by the next restore
     */
    public static JournalBackup.Restored restore(Path backup, Path data, boolean acceptDamage) throws RestoreException {
        if (!Files.isDirectory(backup.resolve(JournalOpening.FOLDER))
                || !Files.isRegularFile(backup.resolve(DATABASE))) {
            throw new RestoreException(backup + " is no backup: it has no journal and " + DATABASE
                    + " in it. Give the folder that `ephyra backup` printed.");
        }
        RestoredData restored = new RestoredData(backup, data);
        try {
            Files.createDirectories(data);
            restored.undo();
            restored.requireRoom();
            return restored.restore(acceptDamage);
        } catch (IOException failed) {
            throw new RestoreException("Not restored: " + failed);
        }
    }

    /**
     * For the start of a server.
     *
     * @throws IOException if a restore into this folder was not finished
     */
    static void requireFinished(Path data) throws IOException {
        if (Files.exists(data.resolve(STAGE).resolve(JournalOpening.FOLDER))) {
            throw new IOException("A restore into " + data + " was not finished. Run it again: ephyra restore PATH");
        }
    }

    private void requireRoom() throws IOException, RestoreException {
        Path journal = data.resolve(JournalOpening.FOLDER);
        if (Files.exists(journal) && !isEmpty(journal)) {
            throw occupied(journal);
        }
        for (String file : DATABASE_FILES) {
            if (Files.exists(data.resolve(file))) {
                throw occupied(data.resolve(file));
            }
        }
        for (String secret : SECRETS) {
            Path there = data.resolve(secret);
            boolean same = Files.exists(backup.resolve(secret))
                    && Files.exists(there)
                    && Files.mismatch(backup.resolve(secret), there) < 0;
            if (Files.exists(there) && !same) {
                throw new RestoreException(there + " is not the backup's, and what is in the backup would be unreadable"
                        + " with it. Move it away, or restore into an empty data folder (EPHYRA_DATA_DIR).");
            }
        }
    }

    private static RestoreException occupied(Path there) {
        return new RestoreException(there + " exists. Restore into an empty data folder (EPHYRA_DATA_DIR).");
    }

    private JournalBackup.Restored restore(boolean acceptDamage) throws IOException, RestoreException {
        boolean done = false;
        try {
            JournalBackup.Restored restored = prepare(acceptDamage);
            place();
            done = true;
            return restored;
        } catch (JournalException failed) {
            String accept = failed.kind() == JournalException.Kind.CORRUPT
                    ? ". With --accept-damage the rest is restored, and the next start reports what is lost"
                    : "";
            throw new RestoreException("Not restored: " + failed.getMessage() + accept);
        } catch (SQLException | StoreException failed) {
            throw new RestoreException("Not restored: " + backup.resolve(DATABASE) + ": " + failed.getMessage());
        } finally {
            if (!done) {
                undo();
            }
        }
    }

    private JournalBackup.Restored prepare(boolean acceptDamage)
            throws IOException, JournalException, SQLException, StoreException {
        Files.createDirectory(
                stage, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        JournalBackup.Restored restored = JournalBackup.restore(
                backup.resolve(JournalOpening.FOLDER), stage.resolve(JournalOpening.FOLDER), acceptDamage);
        Path database = stage.resolve(DATABASE);
        Files.copy(backup.resolve(DATABASE), database);
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-------"));
        NativeSqlite.prepare(data.toAbsolutePath().resolve("native"));
        try (SqliteStore store = SqliteStore.open(database)) {
            store.rebase(restored.oldLogEpoch(), restored.newLogEpoch());
        }
        for (String secret : SECRETS) {
            if (Files.exists(backup.resolve(secret))) {
                Files.copy(backup.resolve(secret), stage.resolve(secret), StandardCopyOption.COPY_ATTRIBUTES);
                try (FileChannel written = FileChannel.open(stage.resolve(secret), StandardOpenOption.READ)) {
                    written.force(true);
                }
            }
        }
        return restored;
    }

    private void place() throws IOException, JournalException {
        for (String file : placed()) {
            if (Files.exists(stage.resolve(file)) && !Files.exists(data.resolve(file))) {
                Files.createLink(data.resolve(file), stage.resolve(file));
            }
        }
        FileDisk.existing(data).forceDirectory();
        Path journal = data.resolve(JournalOpening.FOLDER);
        Files.deleteIfExists(journal);
        Files.move(stage.resolve(JournalOpening.FOLDER), journal, StandardCopyOption.ATOMIC_MOVE);
        FileDisk.existing(data).forceDirectory();
        try {
            deleteAll(stage);
        } catch (IOException left) {
            // Without its journal it means nothing, and the next restore removes it.
        }
    }

    /** Removes what a restore has left that was not finished. */
    private void undo() throws IOException {
        if (Files.exists(stage.resolve(JournalOpening.FOLDER))) {
            for (String file : placed()) {
                Path ours = stage.resolve(file);
                Path there = data.resolve(file);
                if (Files.exists(ours) && Files.exists(there) && Files.isSameFile(ours, there)) {
                    Files.delete(there);
                }
            }
        }
        deleteAll(stage);
    }

    private static List<String> placed() {
        return Stream.concat(SECRETS.stream(), Stream.of(DATABASE)).toList();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** The journal last: as long as it is there, the links of the rest are known to be ours. */
    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
