package dev.ephyra.server.store;

import dev.ephyra.notify.endpoint.Deliveries.Attempt;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** POSTs that failed. Owned by {@link SqliteStore}; bounded by number and age. */
final class AttemptTable {
    /** With answers of 4 KiB at most 400 MB; mostly 200 B each. */
    static final int MAX_ATTEMPTS = 100_000;

    private static final long KEPT_MICROS = TimeUnit.DAYS.toMicros(7);
    private static final String COLUMNS = "endpoint_id, event_id, number, at, millis, status, failure, answer, replay";

    private final Connection connection;
    private final PreparedStatement insert;

    AttemptTable(Connection connection) throws SQLException {
        this.connection = connection;
        insert = connection.prepareStatement("INSERT INTO attempt(epoch, from_seq, to_seq, " + COLUMNS
                + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    }

    void add(StoreChange.AttemptFailed failed) throws SQLException {
        Attempt attempt = failed.attempt();
        insert.setBytes(1, Columns.bytes(failed.roomEpoch()));
        insert.setLong(2, failed.fromSeq());
        insert.setLong(3, failed.toSeq());
        insert.setString(4, attempt.endpointId());
        insert.setBytes(5, Columns.bytes(attempt.eventId()));
        insert.setInt(6, attempt.number());
        insert.setLong(7, attempt.atMicros());
        insert.setLong(8, attempt.millis());
        insert.setInt(9, attempt.status());
        insert.setString(10, attempt.failure());
        insert.setString(11, attempt.answer());
        insert.setBoolean(12, attempt.replay());
        insert.executeUpdate();
    }

    void trim(long nowMicros) throws SQLException {
        try (PreparedStatement old = connection.prepareStatement(
                "DELETE FROM attempt WHERE id <= (SELECT coalesce(max(id), 0) FROM attempt) - " + MAX_ATTEMPTS
                        + " OR id IN (SELECT id FROM attempt WHERE at < ? ORDER BY id LIMIT 10000)")) {
            old.setLong(1, nowMicros - KEPT_MICROS);
            old.executeUpdate();
        }
    }

    /** The latest at an endpoint, newest first. */
    List<Attempt> latest(String endpointId, int max) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM attempt WHERE endpoint_id = ? ORDER BY id DESC LIMIT " + max)) {
            select.setString(1, endpointId);
            return rows(select);
        }
    }

    /** Those that carried one event, oldest first. */
    List<Attempt> ofEvent(UUID roomEpoch, long roomSeq, int max) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM attempt WHERE epoch = ? AND to_seq >= ? AND from_seq <= ? ORDER BY id LIMIT " + max)) {
            select.setBytes(1, Columns.bytes(roomEpoch));
            select.setLong(2, roomSeq);
            select.setLong(3, roomSeq);
            return rows(select);
        }
    }

    private static List<Attempt> rows(PreparedStatement select) throws SQLException {
        List<Attempt> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(new Attempt(
                        row.getString(1),
                        Columns.uuid(row.getBytes(2)),
                        row.getInt(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getInt(6),
                        row.getString(7),
                        row.getString(8),
                        row.getBoolean(9)));
            }
        }
        return rows;
    }
}
