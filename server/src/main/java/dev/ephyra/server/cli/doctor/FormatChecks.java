package dev.ephyra.server.cli.doctor;

import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalInspection;
import dev.ephyra.server.store.SqliteStore;
import dev.ephyra.server.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * Whether this version would take what the data folder holds. Reads the heads of the journal's segments and the database, and
 * changes neither. Meant for a folder that nobody uses: whoever uses it has been through this. Stateless.
 */
final class FormatChecks {
    private FormatChecks() {}

    static List<Finding> all(Path journal, Path database) {
        return List.of(journal(journal), database(database));
    }

    private static Finding journal(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Finding.ok("journal format", "the first start makes the journal");
        }
        try {
            List<String> damaged = JournalInspection.damagedHeads(FileDisk.existing(folder));
            return damaged.isEmpty()
                    ? Finding.ok("journal format", "this version reads it; ephyra journal check verifies every record")
                    : Finding.warn(
                            "journal format",
                            "the heads of " + String.join(", ", damaged) + " are damaged",
                            "see what is lost with ephyra journal check, and look at the disk");
        } catch (JournalException refused) {
            return Finding.fail(
                    "journal format", String.valueOf(refused.getMessage()), "a start is refused until this is mended");
        }
    }

    private static Finding database(Path file) {
        if (!Files.exists(file)) {
            return Finding.ok("database", "the first start makes it");
        }
        try {
            SqliteStore.inspect(file);
            return Finding.ok("database", "this version reads it");
        } catch (StoreException refused) {
            return Finding.fail(
                    "database", String.valueOf(refused.getMessage()), "a start is refused until this is mended");
        } catch (SQLException unreadable) {
            return Finding.fail("database", file + " cannot be read: " + unreadable.getMessage(), "look at the disk");
        }
    }
}
