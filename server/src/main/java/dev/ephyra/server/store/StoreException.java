package dev.ephyra.server.store;

import java.nio.file.Path;
import java.sql.SQLException;

/** The database was written by a newer version, or is damaged. Nothing that waiting or retrying could change. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message says what is wrong and what would be right */
    public StoreException(String message) {
        super(message);
    }

    /** Never begun anew without being told to: it would send old notifications again. */
    static StoreException ofDamage(Path file, SQLException failed) {
        return new StoreException(file + " is damaged (" + failed.getMessage() + "). Restore it, or move it away"
                + " and have every notification that the journal still holds delivered again.");
    }
}
