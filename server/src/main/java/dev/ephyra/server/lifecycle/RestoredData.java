package dev.ephyra.server.lifecycle;

import dev.ephyra.journal.JournalBackup;
import dev.ephyra.journal.JournalException;
import dev.ephyra.server.config.Secrets;
import dev.ephyra.server.store.NativeSqlite;
import dev.ephyra.server.store.SqliteStore;
import dev.ephyra.server.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.List;

/** Makes the data folder of a server that does not run out of what {@link DataBackup} copied. Owned by one thread. */
public final class RestoredData {
    static final String DATABASE = "ephyra.db";

    private RestoredData() {}

    /** What is wrong and what would be right. */
    public static final class RestoreException extends Exception {
        private static final long serialVersionUID = 1L;

        RestoreException(String message) {
            super(message);
        }
    }

    /**
     * Restores {@code backup} into {@code data}, which must hold neither a journal nor a database.
     *
     * <p>The journal becomes another log, so that cursors taken after the backup are known to be of the old one; positions of
     * lanes and consumers are carried over to it.
     *
     * @throws RestoreException if one of them is not what it has to be; what was restored until then is removed
     */
    public static JournalBackup.Restored restore(Path backup, Path data) throws RestoreException {
        Path database = data.resolve(DATABASE);
        if (!Files.isDirectory(backup.resolve(JournalOpening.FOLDER))
                || !Files.isRegularFile(backup.resolve(DATABASE))) {
            throw new RestoreException(backup + " is no backup: it has no journal and " + DATABASE
                    + " in it. Give the folder that `ephyra backup` printed.");
        }
        if (Files.exists(database)) {
            throw new RestoreException(database + " exists. Restore into an empty data folder (EPHYRA_DATA_DIR).");
        }
        try {
            Files.createDirectories(data);
            // The journal refuses a folder that is in use, so it goes first.
            JournalBackup.Restored restored =
                    JournalBackup.restore(backup.resolve(JournalOpening.FOLDER), data.resolve(JournalOpening.FOLDER));
            Path copy = data.resolve(DATABASE + ".restoring");
            Files.copy(backup.resolve(DATABASE), copy, StandardCopyOption.REPLACE_EXISTING);
            NativeSqlite.prepare(data.toAbsolutePath().resolve("native"));
            try (SqliteStore store = SqliteStore.open(copy)) {
                store.rebase(restored.oldLogEpoch(), restored.newLogEpoch());
            }
            for (String secret : List.of(Secrets.SECRET_KEY_BASE_FILE, Secrets.ENCRYPTION_KEY_FILE)) {
                if (Files.exists(backup.resolve(secret)) && !Files.exists(data.resolve(secret))) {
                    Files.copy(backup.resolve(secret), data.resolve(secret), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
            Files.move(copy, database, StandardCopyOption.ATOMIC_MOVE);
            return restored;
        } catch (IOException | JournalException | SQLException | StoreException failed) {
            throw new RestoreException("Not restored: " + failed.getMessage());
        }
    }
}
