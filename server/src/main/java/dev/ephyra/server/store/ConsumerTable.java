package dev.ephyra.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** How far the durable consumers of the server socket are. Owned by {@link SqliteStore}. */
final class ConsumerTable {
    private final Connection connection;
    private final PreparedStatement save;
    private final PreparedStatement forget;

    ConsumerTable(Connection connection) throws SQLException {
        this.connection = connection;
        save = connection.prepareStatement("INSERT OR REPLACE INTO consumer SELECT ?, log_epoch, ? FROM lane_scan");
        forget = connection.prepareStatement("DELETE FROM consumer WHERE name = ?");
    }

    void moved(String name, long offset) throws SQLException {
        save.setString(1, name);
        save.setLong(2, offset);
        save.executeUpdate();
    }

    void forget(String name) throws SQLException {
        forget.setString(1, name);
        forget.executeUpdate();
    }

    /** Those of the journal marked {@code logEpoch}; a place in another one means nothing. */
    Map<String, Long> load(UUID logEpoch) throws SQLException {
        Map<String, Long> consumers = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT name, log_epoch, position FROM consumer")) {
            while (row.next()) {
                if (Columns.uuid(row.getBytes(2)).equals(logEpoch)) {
                    consumers.put(row.getString(1), row.getLong(3));
                }
            }
        }
        return consumers;
    }
}
