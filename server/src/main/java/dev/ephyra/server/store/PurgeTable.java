package dev.ephyra.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What is to be removed for endpoints and may be a million rows: dead letters, and with an endpoint its attempts. Each commit
 * removes a slice, and a start goes on where a kill stopped it. Owned by {@link SqliteStore}.
 */
final class PurgeTable {
    // As many as are trimmed at once: a commit stays below some ten milliseconds.
    private static final int SLICE_ROWS = 1_000;

    private final Connection connection;
    private boolean empty;

    PurgeTable(Connection connection) throws SQLException {
        this.connection = connection;
        empty = next().isEmpty();
    }

    private record Purge(String endpointId, long lettersThrough, long attemptsThrough) {
        boolean isEmpty() {
            return endpointId.isEmpty();
        }
    }

    /** Those that there are now; what comes later stays. */
    void begin(String endpointId, boolean attemptsToo) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO purge VALUES(?1,"
                + " (SELECT coalesce(max(id), 0) FROM dead_letter WHERE endpoint_id = ?1),"
                + " (SELECT coalesce(max(id), 0) FROM attempt WHERE endpoint_id = ?1 AND ?2))"
                + " ON CONFLICT(endpoint_id) DO UPDATE SET letters_through = excluded.letters_through,"
                + " attempts_through = max(attempts_through, excluded.attempts_through)")) {
            insert.setString(1, endpointId);
            insert.setBoolean(2, attemptsToo);
            insert.executeUpdate();
        }
        empty = false;
    }

    boolean isEmpty() {
        return empty;
    }

    /** Removes some of what is to be removed, inside the caller's transaction. */
    void removeSlice() throws SQLException {
        if (empty) {
            return;
        }
        Purge purge = next();
        int removed = remove("dead_letter", purge.endpointId(), purge.lettersThrough(), SLICE_ROWS);
        removed += remove("attempt", purge.endpointId(), purge.attemptsThrough(), SLICE_ROWS - removed);
        if (removed < SLICE_ROWS) {
            forget("purge WHERE endpoint_id = ?", purge.endpointId());
            forget("dead_letter_size WHERE endpoint_id = ? AND letters = 0", purge.endpointId());
            empty = next().isEmpty();
        }
    }

    private int remove(String table, String endpointId, long through, int most) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM " + table + " WHERE id IN (SELECT id FROM " + table
                        + " WHERE endpoint_id = ? AND id <= ? ORDER BY id LIMIT ?)")) {
            delete.setString(1, endpointId);
            delete.setLong(2, through);
            delete.setInt(3, most);
            return delete.executeUpdate();
        }
    }

    private void forget(String rows, String endpointId) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + rows)) {
            delete.setString(1, endpointId);
            delete.executeUpdate();
        }
    }

    /** Empty if there is none. */
    private Purge next() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT endpoint_id, letters_through, attempts_through FROM purge LIMIT 1")) {
            return row.next() ? new Purge(row.getString(1), row.getLong(2), row.getLong(3)) : new Purge("", 0, 0);
        }
    }
}
