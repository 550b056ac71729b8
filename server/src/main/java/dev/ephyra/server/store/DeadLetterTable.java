package dev.ephyra.server.store;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Deliveries;
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
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Events that were given up, with their bytes. Owned by {@link SqliteStore}; bounded by number, bytes and age. */
final class DeadLetterTable {
    /** A week of one poisoned event a second. */
    static final long MAX_LETTERS = 1_000_000;
    /** 1 KiB each. */
    static final long MAX_LETTER_BYTES = 1L << 30;

    private static final long KEPT_MICROS = TimeUnit.DAYS.toMicros(30);
    // One commit removes a share only, so that it stays below some ten milliseconds.
    private static final int TRIMMED_AT_ONCE = 1_000;
    private static final String COLUMNS = "id, endpoint_id, event_id, room, epoch, room_seq, log_offset, occurred_at,"
            + " lifecycle, type, cause, attempts, last_failure, died_at, event, notification";

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement delete;

    DeadLetterTable(Connection connection) throws SQLException {
        this.connection = connection;
        insert = connection.prepareStatement("INSERT INTO dead_letter(" + COLUMNS.substring("id, ".length())
                + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT(endpoint_id, event_id) DO NOTHING");
        delete = connection.prepareStatement("DELETE FROM dead_letter WHERE id = ?");
    }

    /** Returns whether it is new: a lane that asks again, or delivers again, gives up the same event again. */
    boolean add(DeadLetterRow row) throws SQLException {
        Deliveries.DeadLetter letter = row.letter();
        JournalRecord event = row.event();
        insert.setString(1, letter.endpointId());
        insert.setBytes(2, Columns.bytes(event.eventId()));
        insert.setString(3, event.room());
        insert.setBytes(4, Columns.bytes(event.roomEpoch()));
        insert.setLong(5, event.roomSeq());
        insert.setLong(6, event.offset());
        insert.setLong(7, event.occurredAtMicros());
        insert.setString(8, event.lifecycle().name());
        insert.setString(9, letter.type());
        insert.setString(10, letter.cause());
        insert.setInt(11, letter.attempts());
        insert.setString(12, letter.lastFailure());
        insert.setLong(13, letter.diedAtMicros());
        insert.setBytes(14, event.event());
        insert.setBytes(15, event.notification());
        return insert.executeUpdate() > 0;
    }

    void forget(long id) throws SQLException {
        delete.setLong(1, id);
        delete.executeUpdate();
    }

    /** Removes what is too old or too much, oldest first; returns how many were too much. */
    int trim(long nowMicros) throws SQLException {
        try (PreparedStatement old = connection.prepareStatement(
                "DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter WHERE died_at < ? ORDER BY id LIMIT "
                        + TRIMMED_AT_ONCE + ")")) {
            old.setLong(1, nowMicros - KEPT_MICROS);
            old.executeUpdate();
        }
        int lost = 0;
        if (isTooMuch()) {
            try (Statement statement = connection.createStatement()) {
                lost = statement.executeUpdate(
                        "DELETE FROM dead_letter WHERE id IN (SELECT id FROM dead_letter ORDER BY id LIMIT "
                                + TRIMMED_AT_ONCE + ")");
            }
        }
        return lost;
    }

    private boolean isTooMuch() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT coalesce(sum(letters), 0), coalesce(sum(bytes), 0) FROM dead_letter_size")) {
            return row.getLong(1) > MAX_LETTERS || row.getLong(2) > MAX_LETTER_BYTES;
        }
    }

    Map<String, Long> counts() throws SQLException {
        Map<String, Long> counts = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT endpoint_id, letters FROM dead_letter_size")) {
            while (row.next()) {
                counts.put(row.getString(1), row.getLong(2));
            }
        }
        return counts;
    }

    /** After {@code afterId}, oldest first, at most {@code max}; of one endpoint if given. */
    List<DeadLetterRow> list(Optional<String> endpointId, long afterId, int max) throws SQLException {
        String where = endpointId.isPresent() ? " WHERE endpoint_id = ?2 AND id > ?1" : " WHERE id > ?1";
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM dead_letter" + where + " ORDER BY id LIMIT " + max)) {
            select.setLong(1, afterId);
            if (endpointId.isPresent()) {
                select.setString(2, endpointId.get());
            }
            return rows(select);
        }
    }

    Optional<DeadLetterRow> find(long id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM dead_letter WHERE id = ?")) {
            select.setLong(1, id);
            return rows(select).stream().findFirst();
        }
    }

    List<DeadLetterRow> ofEvent(UUID eventId) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM dead_letter WHERE event_id = ? ORDER BY id")) {
            select.setBytes(1, Columns.bytes(eventId));
            return rows(select);
        }
    }

    /** The highest id of an endpoint's letters; 0 if there is none. */
    long lastId(String endpointId) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT coalesce(max(id), 0) FROM dead_letter WHERE endpoint_id = ?")) {
            select.setString(1, endpointId);
            try (ResultSet row = select.executeQuery()) {
                return row.getLong(1);
            }
        }
    }

    private static List<DeadLetterRow> rows(PreparedStatement select) throws SQLException {
        List<DeadLetterRow> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(row(row));
            }
        }
        return rows;
    }

    private static DeadLetterRow row(ResultSet row) throws SQLException {
        JournalRecord event = new JournalRecord(
                row.getLong(7),
                row.getString(4),
                Columns.uuid(row.getBytes(5)),
                row.getLong(6),
                Columns.uuid(row.getBytes(3)),
                row.getLong(8),
                Columns.constant(JournalRecord.Lifecycle.class, row.getString(9)),
                row.getBytes(15),
                row.getBytes(16));
        var letter = new Deliveries.DeadLetter(
                row.getLong(1),
                row.getString(2),
                event.eventId(),
                event.room(),
                event.roomEpoch(),
                event.roomSeq(),
                event.occurredAtMicros(),
                row.getString(10),
                row.getString(11),
                row.getInt(12),
                row.getString(13),
                row.getLong(14));
        return new DeadLetterRow(letter, event);
    }
}
