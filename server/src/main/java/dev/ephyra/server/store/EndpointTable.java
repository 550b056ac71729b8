package dev.ephyra.server.store;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.EndpointMemory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Registered endpoints, their sealed secrets, and how endpoints do. Owned by {@link SqliteStore}. */
final class EndpointTable {
    private final Connection connection;
    private final PreparedStatement save;
    private final PreparedStatement saveKeys;
    private final PreparedStatement saveMemory;

    EndpointTable(Connection connection) throws SQLException {
        this.connection = connection;
        save = connection.prepareStatement("INSERT INTO endpoint VALUES(?, ?, ?, ?, ?)"
                + " ON CONFLICT(id) DO UPDATE SET config = excluded.config, from_file = excluded.from_file,"
                + " headers = excluded.headers");
        saveKeys = connection.prepareStatement("INSERT OR REPLACE INTO endpoint_secret VALUES(?, ?, ?, ?, ?)");
        saveMemory = connection.prepareStatement("INSERT OR REPLACE INTO endpoint_memory VALUES(?, ?, ?, ?)");
    }

    void saved(StoredEndpoint endpoint, byte[] sealedHeaders) throws SQLException {
        save.setString(1, endpoint.endpoint().id());
        save.setString(2, EndpointCodec.encode(endpoint.endpoint()));
        save.setBoolean(3, endpoint.fromFile());
        save.setLong(4, endpoint.createdMicros());
        save.setBytes(5, sealedHeaders);
        save.executeUpdate();
    }

    void keysSaved(String endpointId, SealedKeys keys) throws SQLException {
        saveKeys.setString(1, endpointId);
        saveKeys.setBytes(2, keys.current());
        saveKeys.setBytes(3, keys.previous().orElse(null));
        saveKeys.setLong(4, keys.flipsAtMicros());
        saveKeys.setLong(5, keys.endsAtMicros());
        saveKeys.executeUpdate();
    }

    void remembered(String endpointId, EndpointMemory memory) throws SQLException {
        saveMemory.setString(1, endpointId);
        saveMemory.setString(2, memory.state().name());
        saveMemory.setLong(3, memory.failingSinceMicros());
        saveMemory.setString(4, memory.lastFailure());
        saveMemory.executeUpdate();
    }

    void forgotten(String endpointId) throws SQLException {
        delete("DELETE FROM endpoint_memory WHERE endpoint_id = ?", endpointId);
    }

    /** With its secrets, lanes and replays. Its dead letters and attempts may be many, see {@link PurgeTable}. */
    void removed(String endpointId) throws SQLException {
        for (String table : List.of("endpoint_secret", "endpoint_memory", "lane", "replay")) {
            delete("DELETE FROM " + table + " WHERE endpoint_id = ?", endpointId);
        }
        delete("DELETE FROM endpoint WHERE id = ?", endpointId);
    }

    private void delete(String sql, String endpointId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, endpointId);
            statement.executeUpdate();
        }
    }

    /** In the order of registration. */
    List<StoredEndpoint> load() throws SQLException {
        List<StoredEndpoint> endpoints = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id, config, from_file, created_at FROM endpoint ORDER BY rowid")) {
            while (row.next()) {
                Optional<Endpoint> endpoint = EndpointCodec.decode(row.getString(1), row.getString(2));
                if (endpoint.isEmpty()) {
                    throw Columns.damage("endpoint " + row.getString(1) + " cannot be read");
                }
                endpoints.add(new StoredEndpoint(endpoint.get(), row.getBoolean(3), row.getLong(4)));
            }
        }
        return endpoints;
    }

    /** Sealed, by endpoint; none of those that version 2 wrote, which are in their configuration. */
    Map<String, byte[]> loadHeaders() throws SQLException {
        Map<String, byte[]> headers = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, headers FROM endpoint WHERE headers IS NOT NULL")) {
            while (row.next()) {
                headers.put(row.getString(1), row.getBytes(2));
            }
        }
        return headers;
    }

    Map<String, SealedKeys> loadKeys() throws SQLException {
        Map<String, SealedKeys> keys = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT endpoint_id, current, previous, flips_at, ends_at FROM endpoint_secret")) {
            while (row.next()) {
                keys.put(
                        row.getString(1),
                        new SealedKeys(
                                row.getBytes(2), Optional.ofNullable(row.getBytes(3)), row.getLong(4), row.getLong(5)));
            }
        }
        return keys;
    }

    Map<String, EndpointMemory> loadMemories() throws SQLException {
        Map<String, EndpointMemory> memories = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT endpoint_id, state, failing_since, last_failure FROM endpoint_memory")) {
            while (row.next()) {
                memories.put(
                        row.getString(1),
                        new EndpointMemory(
                                Columns.constant(EndpointState.class, row.getString(2)),
                                row.getLong(3),
                                row.getString(4)));
            }
        }
        return memories;
    }
}
