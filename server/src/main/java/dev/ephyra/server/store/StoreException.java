package dev.ephyra.server.store;

/** The database was written by a newer version, or is damaged. Nothing that waiting or retrying could change. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message says what is wrong and what would be right */
    public StoreException(String message) {
        super(message);
    }
}
