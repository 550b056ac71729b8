package dev.ephyra.server.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The tables of {@code ephyra.db} and the way from older ones. Used by {@link SqliteStore} when it opens. */
final class Schema {
    static final int VERSION = 3;

    /** Without them nothing can go on; those left out are large and are needed by a question or two. */
    static final List<String> CHECKED = List.of(
            "schema_version",
            "lane",
            "lane_scan",
            "endpoint",
            "endpoint_secret",
            "endpoint_memory",
            "replay",
            "consumer",
            "dead_letter_size",
            "purge");

    // One row each: the journal that the lanes are of, and how far it was searched for created rooms; the version.
    private static final List<String> VERSION_1 = List.of(
            "CREATE TABLE IF NOT EXISTS lane(id INTEGER PRIMARY KEY, url TEXT NOT NULL, room TEXT NOT NULL,"
                    + " epoch BLOB NOT NULL, acked_seq INTEGER NOT NULL, acked_offset INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS lane_scan(id INTEGER PRIMARY KEY CHECK (id = 1), log_epoch BLOB NOT NULL,"
                    + " scanned_through INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS schema_version(id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL)",
            "INSERT OR IGNORE INTO schema_version VALUES(1, 1)");

    // A URL of rooms is its endpoint's id, so lanes of version 1 are at the endpoint they were at.
    private static final List<String> TO_VERSION_2 = List.of(
            "ALTER TABLE lane RENAME COLUMN url TO endpoint_id",
            "ALTER TABLE lane ADD COLUMN prev_seq INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE lane ADD COLUMN gap_from INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE lane ADD COLUMN gap_to INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE lane ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE lane ADD COLUMN first_attempt INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE lane ADD COLUMN next_attempt INTEGER NOT NULL DEFAULT 0",
            "UPDATE lane SET prev_seq = acked_seq",
            "CREATE TABLE endpoint(id TEXT PRIMARY KEY, config TEXT NOT NULL, from_file INTEGER NOT NULL,"
                    + " created_at INTEGER NOT NULL)",
            "CREATE TABLE endpoint_secret(endpoint_id TEXT PRIMARY KEY, current BLOB NOT NULL, previous BLOB,"
                    + " flips_at INTEGER NOT NULL, ends_at INTEGER NOT NULL) WITHOUT ROWID",
            "CREATE TABLE endpoint_memory(endpoint_id TEXT PRIMARY KEY, state TEXT NOT NULL,"
                    + " failing_since INTEGER NOT NULL, last_failure TEXT NOT NULL) WITHOUT ROWID",
            "CREATE TABLE dead_letter(id INTEGER PRIMARY KEY AUTOINCREMENT, endpoint_id TEXT NOT NULL,"
                    + " event_id BLOB NOT NULL, room TEXT NOT NULL, epoch BLOB NOT NULL, room_seq INTEGER NOT NULL,"
                    + " log_offset INTEGER NOT NULL, occurred_at INTEGER NOT NULL, lifecycle TEXT NOT NULL,"
                    + " type TEXT NOT NULL, cause TEXT NOT NULL, attempts INTEGER NOT NULL, last_failure TEXT NOT NULL,"
                    + " died_at INTEGER NOT NULL, event BLOB NOT NULL, notification BLOB NOT NULL)",
            "CREATE INDEX dead_letter_endpoint ON dead_letter(endpoint_id, id)",
            "CREATE INDEX dead_letter_event ON dead_letter(event_id)",
            // Kept beside, because counting a million rows takes seconds.
            "CREATE TABLE dead_letter_size(endpoint_id TEXT PRIMARY KEY, letters INTEGER NOT NULL,"
                    + " bytes INTEGER NOT NULL) WITHOUT ROWID",
            "CREATE TRIGGER dead_letter_came AFTER INSERT ON dead_letter BEGIN"
                    + " INSERT INTO dead_letter_size VALUES(NEW.endpoint_id, 1,"
                    + " 200 + length(NEW.event) + length(NEW.notification))"
                    + " ON CONFLICT(endpoint_id) DO UPDATE SET letters = letters + 1, bytes = bytes + excluded.bytes; END",
            "CREATE TRIGGER dead_letter_went AFTER DELETE ON dead_letter BEGIN"
                    + " UPDATE dead_letter_size SET letters = letters - 1,"
                    + " bytes = bytes - 200 - length(OLD.event) - length(OLD.notification)"
                    + " WHERE endpoint_id = OLD.endpoint_id; END",
            "CREATE TABLE attempt(id INTEGER PRIMARY KEY AUTOINCREMENT, endpoint_id TEXT NOT NULL, epoch BLOB NOT NULL,"
                    + " from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, event_id BLOB NOT NULL,"
                    + " number INTEGER NOT NULL, at INTEGER NOT NULL, millis INTEGER NOT NULL, status INTEGER NOT NULL,"
                    + " failure TEXT NOT NULL, answer TEXT NOT NULL, replay INTEGER NOT NULL)",
            "CREATE INDEX attempt_endpoint ON attempt(endpoint_id, id)",
            "CREATE INDEX attempt_event ON attempt(epoch, to_seq)",
            "CREATE TABLE replay(id TEXT PRIMARY KEY, endpoint_id TEXT NOT NULL, room TEXT NOT NULL,"
                    + " from_offset INTEGER NOT NULL, to_offset INTEGER NOT NULL, failed_only INTEGER NOT NULL,"
                    + " per_second INTEGER NOT NULL, dead_letters INTEGER NOT NULL, sent INTEGER NOT NULL,"
                    + " failed INTEGER NOT NULL, next_offset INTEGER NOT NULL, state TEXT NOT NULL)",
            "CREATE TABLE consumer(name TEXT PRIMARY KEY, log_epoch BLOB NOT NULL, position INTEGER NOT NULL)"
                    + " WITHOUT ROWID",
            "UPDATE schema_version SET version = 2");

    private static final List<String> TO_VERSION_3 = List.of(
            // A lane that asked twice for the same write left the same dead letter twice.
            "DELETE FROM dead_letter WHERE id NOT IN (SELECT min(id) FROM dead_letter GROUP BY endpoint_id, event_id)",
            "CREATE UNIQUE INDEX dead_letter_once ON dead_letter(endpoint_id, event_id)",
            // Up to which rows are to be removed, which is done in slices.
            "CREATE TABLE purge(endpoint_id TEXT PRIMARY KEY, letters_through INTEGER NOT NULL,"
                    + " attempts_through INTEGER NOT NULL) WITHOUT ROWID",
            // Null for headers in plain text in the configuration, as version 2 wrote them.
            "ALTER TABLE endpoint ADD COLUMN headers BLOB",
            "UPDATE schema_version SET version = 3");

    private Schema() {}

    /**
     * Brings the tables to this version, in one transaction.
     *
     * @throws StoreException if a newer version wrote them
     */
    static void prepare(Connection connection, Path file) throws SQLException, StoreException {
        try (Statement statement = connection.createStatement()) {
            int stored = refuseNewer(connection, file);
            if (stored == VERSION) {
                return;
            }
            statement.execute("BEGIN IMMEDIATE");
            List<List<String>> steps = List.of(VERSION_1, TO_VERSION_2, TO_VERSION_3);
            for (List<String> step : steps.subList(stored, VERSION)) {
                for (String sql : step) {
                    statement.execute(sql);
                }
            }
            statement.execute("COMMIT");
        }
    }

    /** The version of the tables, 0 for an empty file; reads only. */
    static int refuseNewer(Connection connection, Path file) throws SQLException, StoreException {
        try (Statement statement = connection.createStatement()) {
            int stored = storedVersion(statement);
            if (stored > VERSION) {
                throw new StoreException(file + " has format " + stored
                        + ", written by a newer version; this one reads up to " + VERSION
                        + ". Run the newer version, or start with another data folder.");
            }
            return stored;
        }
    }

    /** 0 for an empty file. */
    private static int storedVersion(Statement statement) throws SQLException {
        try (ResultSet table =
                statement.executeQuery("SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'")) {
            if (table.getInt(1) == 0) {
                return 0;
            }
        }
        try (ResultSet row = statement.executeQuery("SELECT coalesce(max(version), 0) FROM schema_version")) {
            return row.getInt(1);
        }
    }
}
