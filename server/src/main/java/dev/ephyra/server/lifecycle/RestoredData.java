package dev.ephyra.server.lifecycle;

import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.JournalBackup;
import dev.ephyra.journal.JournalException;
import dev.ephyra.server.config.EncryptionKey;
import dev.ephyra.server.config.Secrets;
import dev.ephyra.server.secret.SecretBox;
import dev.ephyra.server.store.NativeSqlite;
import dev.ephyra.server.store.SealedKeys;
import dev.ephyra.server.store.SqliteStore;
import dev.ephyra.server.store.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes the data folder of a server that does not run out of what {@link DataBackup} copied. Owned by one thread.
 *
 * <p>Everything is made ready in a folder inside the data folder. Then the secrets and the database get their names by a
 * second link, and the journal moves. From the first step on and until that folder is renamed, which is the last one, a
 * server does not start there, and another restore knows by the links what to remove.
 */
public final class RestoredData {
    static final String DATABASE = "ephyra.db";

    /** Where it is made ready. It exists exactly while a restore is not complete. */
    static final String STAGE = ".restoring";

    /** What that folder is called from then on until it is removed; it means nothing. */
    private static final String COMPLETE = ".restored";

    private static final List<String> SECRETS = List.of(Secrets.SECRET_KEY_BASE_FILE, Secrets.ENCRYPTION_KEY_FILE);
    private static final List<String> DATABASE_FILES = List.of(DATABASE, DATABASE + "-wal", DATABASE + "-shm");

    private final Path backup;
    private final Path data;
    private final Optional<EncryptionKey> givenKey;
    private final Path stage;

    private RestoredData(Path backup, Path data, Optional<EncryptionKey> givenKey) {
        this.backup = backup;
        this.data = data;
        this.givenKey = givenKey;
        this.stage = data.resolve(STAGE);
    }

    /**
     * What was brought back.
     *
     * @param warning of secrets that a start could not open; else empty
     */
    public record Restored(JournalBackup.Restored journal, String warning) {}

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
     * @param givenKey the encryption key of the settings, which the server would use before that of the backup
     * @throws RestoreException if one of them is not what it has to be; what was restored until then is removed, now or, if
     *     the process was killed, by the next restore
     */
    public static Restored restore(Path backup, Path data, boolean acceptDamage, Optional<EncryptionKey> givenKey)
            throws RestoreException {
        if (!Files.isDirectory(backup.resolve(JournalOpening.FOLDER))
                || !Files.isRegularFile(backup.resolve(DATABASE))) {
            throw new RestoreException(backup + " is no backup: it has no journal and " + DATABASE
                    + " in it. Give the folder that `ephyra backup` printed.");
        }
        RestoredData restored = new RestoredData(backup, data, givenKey);
        try {
            Files.createDirectories(data);
            restored.undo();
            restored.requireRoom();
            return restored.restore(acceptDamage);
        } catch (IOException failed) {
            throw new RestoreException("Not restored: " + failed);
        }
    }

    /** Whether a restore into this folder was begun and not completed: it may hold anything. */
    public static boolean isUnfinished(Path data) {
        return Files.exists(data.resolve(STAGE));
    }

    /**
     * For the start of a server, before it writes anything.
     *
     * @throws IOException if a restore into this folder was not finished
     */
    static void requireFinished(Path data) throws IOException {
        if (isUnfinished(data)) {
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

    private Restored restore(boolean acceptDamage) throws IOException, RestoreException {
        boolean done = false;
        try {
            Restored restored = prepare(acceptDamage);
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

    private Restored prepare(boolean acceptDamage) throws IOException, JournalException, SQLException, StoreException {
        Files.createDirectory(
                stage, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        FileDisk.existing(data).forceDirectory();
        JournalBackup.Restored restored = JournalBackup.restore(
                backup.resolve(JournalOpening.FOLDER), stage.resolve(JournalOpening.FOLDER), acceptDamage);
        Path database = stage.resolve(DATABASE);
        Files.copy(backup.resolve(DATABASE), database);
        Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("rw-------"));
        NativeSqlite.prepare(data.toAbsolutePath().resolve("native"));
        String warning;
        try (SqliteStore store = SqliteStore.open(database)) {
            store.rebase(restored.oldLogEpoch(), restored.newLogEpoch());
            warning = unreadable(store.sealedKeys());
        }
        for (String secret : SECRETS) {
            if (Files.exists(backup.resolve(secret))) {
                Files.copy(backup.resolve(secret), stage.resolve(secret), StandardCopyOption.COPY_ATTRIBUTES);
                try (FileChannel written = FileChannel.open(stage.resolve(secret), StandardOpenOption.READ)) {
                    written.force(true);
                }
            }
        }
        return new Restored(restored, warning);
    }

    /** A lost key is no reason to lose the rest too: it is said while the first start has not made a new one. */
    private String unreadable(Map<String, SealedKeys> secrets) {
        Optional<SecretBox> box;
        String why;
        try {
            Optional<EncryptionKey> key = givenKey.isPresent() ? givenKey : Secrets.keptEncryptionKey(backup);
            box = key.map(used -> new SecretBox(used, new SecureRandom()));
            why = key.map(used -> "the key of " + used.origin() + " is another one or they are damaged")
                    .orElse("the backup has no " + Secrets.ENCRYPTION_KEY_FILE
                            + ", and none is given in EPHYRA_ENCRYPTION_KEY");
        } catch (IOException unusable) {
            box = Optional.empty();
            why = String.valueOf(unusable.getMessage());
        }
        Optional<SecretBox> opener = box;
        long closed = secrets.entrySet().stream()
                .filter(secret -> opener.isEmpty() || !opens(opener.get(), secret.getKey(), secret.getValue()))
                .count();
        return closed == 0
                ? ""
                : "The secrets of " + closed + " of " + secrets.size() + " endpoints cannot be opened: " + why
                        + ". Before the first start, give the key they were encrypted with in EPHYRA_ENCRYPTION_KEY, or"
                        + " put it into " + data.resolve(Secrets.ENCRYPTION_KEY_FILE)
                        + ". Else these endpoints are paused until their secrets are rotated.";
    }

    private static boolean opens(SecretBox box, String endpoint, SealedKeys keys) {
        return box.open(endpoint, keys.current()) instanceof SecretBox.Opened.Plain;
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
        Path complete = data.resolve(COMPLETE);
        Files.move(stage, complete, StandardCopyOption.ATOMIC_MOVE);
        FileDisk.existing(data).forceDirectory();
        try {
            deleteAll(complete);
        } catch (IOException left) {
            // Under this name it means nothing, and the next restore removes it.
        }
    }

    /** Removes what a restore has left that was not finished. */
    private void undo() throws IOException {
        Path journal = data.resolve(JournalOpening.FOLDER);
        Path made = stage.resolve(JournalOpening.FOLDER);
        if (isOurs(DATABASE) && Files.exists(journal) && Files.notExists(made)) {
            // It had moved, and is ours as no server has started since.
            Files.move(journal, made, StandardCopyOption.ATOMIC_MOVE);
        }
        for (String file : placed()) {
            if (isOurs(file)) {
                Files.delete(data.resolve(file));
            }
        }
        deleteAll(stage);
        deleteAll(data.resolve(COMPLETE));
    }

    /** Whether a file of the data folder is a second name of one that was made ready. */
    private boolean isOurs(String file) throws IOException {
        Path made = stage.resolve(file);
        Path there = data.resolve(file);
        return Files.exists(made) && Files.exists(there) && Files.isSameFile(made, there);
    }

    private static List<String> placed() {
        return Stream.concat(SECRETS.stream(), Stream.of(DATABASE)).toList();
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

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
