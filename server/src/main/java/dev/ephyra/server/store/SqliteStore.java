package dev.ephyra.server.store;

import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LanePosition;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/**
 * {@code ephyra.db}: the lanes that are not finished. Owned by one thread; a call is one transaction, whole or not at
 * all. Every SQLException is the disk's or the file's and may be retried on a new store.
 */
public final class SqliteStore implements AutoCloseable {
    static final int SCHEMA_VERSION = 1;

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE IF NOT EXISTS lane(id INTEGER PRIMARY KEY, url TEXT NOT NULL, room TEXT NOT NULL,"
                    + " epoch BLOB NOT NULL, acked_seq INTEGER NOT NULL, acked_offset INTEGER NOT NULL)",
            // One row: the journal that the lanes are of, and how far it was searched for created rooms.
            "CREATE TABLE IF NOT EXISTS lane_scan(id INTEGER PRIMARY KEY CHECK (id = 1), log_epoch BLOB NOT NULL,"
                    + " scanned_through INTEGER NOT NULL)",
            "CREATE TABLE IF NOT EXISTS schema_version(id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL)",
            "INSERT OR IGNORE INTO schema_version VALUES(1, " + SCHEMA_VERSION + ")");

    private final Connection connection;
    private final PreparedStatement open;
    private final PreparedStatement advance;
    private final PreparedStatement finish;
    private final PreparedStatement scan;

    private SqliteStore(Connection connection) throws SQLException {
        this.connection = connection;
        open = connection.prepareStatement("INSERT OR REPLACE INTO lane VALUES(?, ?, ?, ?, ?, ?)");
        advance = connection.prepareStatement("UPDATE lane SET acked_seq = ?, acked_offset = ? WHERE id = ?");
        finish = connection.prepareStatement("DELETE FROM lane WHERE id = ?");
        scan = connection.prepareStatement("UPDATE lane_scan SET scanned_through = max(scanned_through, ?)");
    }

    /**
     * Opens or creates the database.
     *
     * @throws StoreException if a newer version wrote it
     */
    public static SqliteStore open(Path file) throws SQLException, StoreException {
        Connection connection = new JDBC().connect("jdbc:sqlite:" + file, new Properties());
        try {
            prepare(connection, file);
            return new SqliteStore(connection);
        } catch (SQLException | StoreException failed) {
            connection.close();
            throw failed;
        }
    }

    private static void prepare(Connection connection, Path file) throws SQLException, StoreException {
        try (Statement statement = connection.createStatement()) {
            int version = storedVersion(statement);
            if (version > SCHEMA_VERSION) {
                throw new StoreException(
                        file + " has format " + version + ", written by a newer version; this one reads" + " up to "
                                + SCHEMA_VERSION + ". Run the newer version, or start with another data folder.");
            }
            statement.execute("PRAGMA journal_mode = WAL");
            // A commit of 50 positions takes 0.1 ms, with FULL 3 ms: lanes that wait for each commit would stop at some
            // hundred requests a second each. A kill loses nothing of it; a power loss may set all positions back to an
            // earlier commit, together with the scan, and what was delivered since is delivered again.
            statement.execute("PRAGMA synchronous = NORMAL");
            connection.setAutoCommit(false);
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    private static int storedVersion(Statement statement) throws SQLException {
        try (ResultSet table =
                statement.executeQuery("SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'")) {
            if (table.getInt(1) == 0) {
                return SCHEMA_VERSION;
            }
        }
        try (ResultSet row = statement.executeQuery("SELECT coalesce(max(version), 0) FROM schema_version")) {
            return row.getInt(1);
        }
    }

    /** Whether {@code failure} tells of bytes that are not what SQLite or this class wrote. */
    static boolean isDamage(SQLException failure) {
        int code = failure.getErrorCode();
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    private static SQLException damage(String what) {
        return new SQLException(what, "", SQLiteErrorCode.SQLITE_CORRUPT.code);
    }

    /** Looks at every page: some milliseconds for 10,000 lanes. */
    private void check() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
            if (!"ok".equals(row.getString(1))) {
                throw damage(row.getString(1));
            }
        }
    }

    /** The unfinished lanes of the journal marked {@code logEpoch}. Those of any other are of records that are gone. */
    public StoredLanes load(UUID logEpoch) throws SQLException {
        check();
        byte[] stored = null;
        long scannedThrough = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT log_epoch, scanned_through FROM lane_scan")) {
            if (row.next()) {
                stored = row.getBytes(1);
                scannedThrough = row.getLong(2);
            }
        }
        if (stored != null && uuid(stored).equals(logEpoch)) {
            return new StoredLanes(false, scannedThrough, lanes(), 0);
        }
        int discarded = 0;
        try (Statement statement = connection.createStatement();
                PreparedStatement begin =
                        connection.prepareStatement("INSERT OR REPLACE INTO lane_scan VALUES(1, ?, 0)")) {
            discarded = statement.executeUpdate("DELETE FROM lane");
            begin.setBytes(1, bytes(logEpoch));
            begin.executeUpdate();
        }
        connection.commit();
        return new StoredLanes(stored == null, 0, List.of(), discarded);
    }

    private List<StoredLanes.StoredLane> lanes() throws SQLException {
        List<StoredLanes.StoredLane> lanes = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id, url, room, epoch, acked_seq, acked_offset FROM lane ORDER BY id")) {
            while (row.next()) {
                var incarnation = new Incarnation(row.getString(3), uuid(row.getBytes(4)));
                lanes.add(new StoredLanes.StoredLane(
                        new LaneIdentity(row.getLong(1), row.getString(2), incarnation),
                        new LanePosition(row.getLong(5), row.getLong(6), row.getLong(5), 0, 0)));
            }
        }
        return lanes;
    }

    /** Makes all of {@code changes} durable, in one commit. */
    public void apply(List<LaneChange> changes) throws SQLException {
        for (LaneChange change : changes) {
            switch (change) {
                case LaneChange.Opened opened -> {
                    insert(opened);
                    scanned(opened.scannedThrough());
                }
                case LaneChange.Advanced(long laneId, LanePosition position) -> {
                    advance.setLong(1, position.roomSeq());
                    advance.setLong(2, position.offset());
                    advance.setLong(3, laneId);
                    advance.executeUpdate();
                }
                case LaneChange.Finished(long laneId) -> {
                    finish.setLong(1, laneId);
                    finish.executeUpdate();
                }
                case LaneChange.Scanned(long scannedThrough) -> scanned(scannedThrough);
            }
        }
        connection.commit();
    }

    private void insert(LaneChange.Opened opened) throws SQLException {
        LaneIdentity identity = opened.identity();
        open.setLong(1, identity.id());
        open.setString(2, identity.endpointId());
        open.setString(3, identity.incarnation().room());
        open.setBytes(4, bytes(identity.incarnation().epoch()));
        open.setLong(5, opened.position().roomSeq());
        open.setLong(6, opened.position().offset());
        open.executeUpdate();
    }

    private void scanned(long through) throws SQLException {
        scan.setLong(1, through);
        scan.executeUpdate();
    }

    private static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static UUID uuid(byte @Nullable [] bytes) throws SQLException {
        if (bytes == null || bytes.length != 16) {
            throw damage("a UUID does not have 16 bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
