package dev.ephyra.server.store;

import dev.ephyra.notify.endpoint.Deliveries;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Replays, with how far they are. Owned by {@link SqliteStore}; their owner keeps them few. */
final class ReplayTable {
    /** What is remembered of replays that are over, 200 B each. */
    static final int MAX_REPLAYS = 1_000;

    private final Connection connection;
    private final PreparedStatement save;

    ReplayTable(Connection connection) throws SQLException {
        this.connection = connection;
        save = connection.prepareStatement(
                "INSERT INTO replay VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO UPDATE SET"
                        + " sent = excluded.sent, failed = excluded.failed, next_offset = excluded.next_offset,"
                        + " state = excluded.state");
    }

    void saved(ReplayRow row) throws SQLException {
        Deliveries.ReplayStatus status = row.status();
        Deliveries.Replay replay = status.replay();
        save.setString(1, status.id());
        save.setString(2, replay.endpointId());
        save.setString(3, replay.room());
        save.setLong(4, replay.fromOffset());
        save.setLong(5, replay.toOffset());
        save.setBoolean(6, replay.failedOnly());
        save.setInt(7, replay.perSecond());
        save.setBoolean(8, row.deadLetters());
        save.setLong(9, status.sent());
        save.setLong(10, status.failed());
        save.setLong(11, status.nextOffset());
        save.setString(12, status.state());
        save.executeUpdate();
    }

    void trim() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("DELETE FROM replay WHERE state <> 'running' AND rowid <="
                    + " (SELECT coalesce(max(rowid), 0) FROM replay) - " + MAX_REPLAYS);
        }
    }

    List<ReplayRow> load() throws SQLException {
        List<ReplayRow> replays = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, endpoint_id, room, from_offset, to_offset,"
                        + " failed_only, per_second, dead_letters, sent, failed, next_offset, state FROM replay"
                        + " ORDER BY rowid")) {
            while (row.next()) {
                var replay = new Deliveries.Replay(
                        row.getString(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getBoolean(6),
                        row.getInt(7));
                var status = new Deliveries.ReplayStatus(
                        row.getString(1), replay, row.getLong(9), row.getLong(10), row.getLong(11), row.getString(12));
                replays.add(new ReplayRow(status, row.getBoolean(8)));
            }
        }
        return replays;
    }
}
