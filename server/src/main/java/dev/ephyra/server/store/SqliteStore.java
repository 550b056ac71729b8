package dev.ephyra.server.store;

import dev.ephyra.notify.endpoint.Deliveries.Attempt;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;

/**
 * {@code ephyra.db}: lanes, endpoints, dead letters and the like. Owned by one thread; {@link #apply} is one transaction,
 * whole or not at all. Every SQLException is the disk's or the file's and may be retried on a new store.
 */
public final class SqliteStore implements AutoCloseable, StoreReads {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteStore.class);
    // Rows that may come before the bounds of dead letters and attempts are looked at again.
    private static final int TRIM_INTERVAL = 256;
    private static final String EVERY_PAGE = "PRAGMA quick_check(1)";

    private final Connection connection;
    private final LaneTable lanes;
    private final EndpointTable endpoints;
    private final DeadLetterTable deadLetters;
    private final AttemptTable attempts;
    private final ReplayTable replays;
    private final ConsumerTable consumers;
    private final PurgeTable purges;
    private int untrimmed;

    private SqliteStore(Connection connection) throws SQLException {
        this.connection = connection;
        lanes = new LaneTable(connection);
        endpoints = new EndpointTable(connection);
        deadLetters = new DeadLetterTable(connection);
        attempts = new AttemptTable(connection);
        replays = new ReplayTable(connection);
        consumers = new ConsumerTable(connection);
        purges = new PurgeTable(connection);
    }

    /**
     * Opens or creates the database.
     *
     * @throws StoreException if a newer version wrote it
     */
    public static SqliteStore open(Path file) throws SQLException, StoreException {
        createForOwner(file);
        Connection connection = new JDBC().connect("jdbc:sqlite:" + file, new Properties());
        try {
            Schema.prepare(connection, file);
            execute(connection, "PRAGMA journal_mode = WAL");
            // A commit of 50 positions takes 0.1 ms, with FULL 3 ms: lanes that wait for each commit would stop at some
            // hundred requests a second each. A kill loses nothing of it; a power loss may set all positions back to an
            // earlier commit, together with the scan, and what was delivered since is delivered again.
            execute(connection, "PRAGMA synchronous = NORMAL");
            return new SqliteStore(connection);
        } catch (SQLException | StoreException failed) {
            connection.close();
            throw failed;
        }
    }

    /** SQLite gives its other files the permissions of this one, and takes an empty one for a new database. */
    private static void createForOwner(Path file) {
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException existing) {
            // It keeps the permissions that its operator gave it.
        } catch (IOException | UnsupportedOperationException refused) {
            LOG.debug("{} is left to SQLite to create: {}", file, refused.toString());
        }
    }

    /**
     * Looks at every page of a database that nobody has open, and changes neither it nor its log.
     *
     * @throws StoreException if {@link #open} would refuse it: a newer version wrote it, or it is damaged
     * @throws SQLException if it cannot be read
     */
    public static void inspect(Path file) throws SQLException, StoreException {
        boolean hasLog =
                file.resolveSibling(file.getFileName() + "-wal").toFile().length() > 0;
        // Without a log no file is made beside the database; one that a kill left has the newest pages.
        String how = "?mode=ro" + (hasLog ? "" : "&immutable=1");
        try (Connection connection = new JDBC()
                .connect("jdbc:sqlite:file:" + file.toAbsolutePath().toUri().getRawPath() + how, new Properties())) {
            Schema.refuseNewer(connection, file);
            check(connection, EVERY_PAGE);
        } catch (SQLException failed) {
            if (isDamage(failed)) {
                throw damaged(file, failed);
            }
            throw failed;
        }
    }

    /** Never begun anew without being told to: that would send old notifications again. */
    static StoreException damaged(Path file, SQLException damage) {
        return new StoreException(file + " is damaged (" + damage.getMessage() + "). Restore it, or move it away"
                + " and have every notification that the journal still holds delivered again.");
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whether {@code failure} tells of bytes that are not what SQLite or this class wrote. */
    static boolean isDamage(SQLException failure) {
        return Columns.isDamage(failure);
    }

    /**
     * Looks at every page of what is needed to go on: some milliseconds for 10,000 lanes. Dead letters and attempts may be
     * more than a gigabyte and would take the start seconds; what is damaged of them is found by whoever reads it or writes
     * there, and {@link PositionWriter#health} says so.
     */
    private void check() throws SQLException {
        for (String table : Schema.CHECKED) {
            check(connection, "PRAGMA quick_check('" + table + "')");
        }
    }

    private static void check(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            if (!"ok".equals(row.getString(1))) {
                throw Columns.damage(row.getString(1));
            }
        }
    }

    /** What was kept. Lanes of another journal than that marked {@code logEpoch} are of records that are gone. */
    public StoredLanes load(UUID logEpoch) throws SQLException {
        check();
        Optional<UUID> stored = Optional.empty();
        long scannedThrough = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT log_epoch, scanned_through FROM lane_scan")) {
            if (row.next()) {
                stored = Optional.of(Columns.uuid(row.getBytes(1)));
                scannedThrough = row.getLong(2);
            }
        }
        boolean same = stored.isPresent() && stored.get().equals(logEpoch);
        int discarded = same ? 0 : begin(logEpoch);
        return new StoredLanes(
                stored.isEmpty(),
                same ? scannedThrough : 0,
                lanes.load(),
                discarded,
                endpoints.load(),
                endpoints.loadKeys(),
                endpoints.loadHeaders(),
                endpoints.loadMemories(),
                deadLetters.counts(),
                replays.load(),
                consumers.load(logEpoch));
    }

    /** Takes up the journal; returns how many lanes were of another one. */
    private int begin(UUID logEpoch) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        try (Statement statement = connection.createStatement();
                PreparedStatement begin =
                        connection.prepareStatement("INSERT OR REPLACE INTO lane_scan VALUES(1, ?, 0)")) {
            int discarded = statement.executeUpdate("DELETE FROM lane");
            // Their offsets are of the other journal too.
            statement.executeUpdate(
                    "UPDATE replay SET state = 'cancelled' WHERE state = 'running' AND dead_letters = 0");
            begin.setBytes(1, Columns.bytes(logEpoch));
            begin.executeUpdate();
            execute(connection, "COMMIT");
            return discarded;
        }
    }

    /**
     * Makes all of {@code changes} durable, in one commit, and with them a slice of what is to be removed.
     *
     * @return those that changed something: not dead letters that were there before
     */
    public List<StoreChange> apply(List<StoreChange> changes) throws SQLException {
        execute(connection, "BEGIN IMMEDIATE");
        boolean mustReachTheDisk = false;
        List<StoreChange> effective = new ArrayList<>(changes.size());
        for (StoreChange change : changes) {
            if (apply(change)) {
                effective.add(change);
            }
            mustReachTheDisk |= isOfAnOperator(change);
        }
        if (untrimmed >= TRIM_INTERVAL) {
            trim();
        }
        purges.removeSlice();
        execute(connection, "COMMIT");
        if (mustReachTheDisk) {
            // It was answered as done: it must outlive a power loss, which a commit alone does not here.
            execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
        }
        return effective;
    }

    /** Whether rows are left that were to be removed: the next {@link #apply} removes more. Reads may still see them. */
    public boolean isPurging() {
        return !purges.isEmpty();
    }

    private static boolean isOfAnOperator(StoreChange change) {
        return change instanceof StoreChange.EndpointSaved
                || change instanceof StoreChange.EndpointRemoved
                || change instanceof StoreChange.EndpointRemembered
                || change instanceof StoreChange.KeysSaved
                || change instanceof StoreChange.DeadLettersForgotten
                || (change instanceof StoreChange.ReplaySaved(ReplayRow replay) && replay.isBeginningOrEnd());
    }

    /** Returns whether it changed something. */
    private boolean apply(StoreChange change) throws SQLException {
        switch (change) {
            case StoreChange.LaneOpened opened -> {
                lanes.opened(opened.identity(), opened.position());
                lanes.scanned(opened.scannedThrough());
            }
            case StoreChange.LaneAdvanced(long laneId, var position) -> lanes.advanced(laneId, position);
            case StoreChange.LaneFailing(long laneId, var memory) -> lanes.failing(laneId, memory);
            case StoreChange.LaneFinished(long laneId) -> lanes.finished(laneId);
            case StoreChange.Scanned(long through) -> lanes.scanned(through);
            case StoreChange.EndpointSaved(StoredEndpoint endpoint, byte[] headers) ->
                endpoints.saved(endpoint, headers);
            case StoreChange.EndpointRemoved(String endpointId) -> {
                endpoints.removed(endpointId);
                purges.begin(endpointId, true);
            }
            case StoreChange.EndpointRemembered(String endpointId, var memory) ->
                endpoints.remembered(endpointId, memory);
            case StoreChange.EndpointForgotten(String endpointId) -> endpoints.forgotten(endpointId);
            case StoreChange.KeysSaved(String endpointId, SealedKeys keys) -> endpoints.keysSaved(endpointId, keys);
            case StoreChange.DeadLettered(DeadLetterRow letter) -> {
                untrimmed++;
                return deadLetters.add(letter);
            }
            case StoreChange.DeadLetterForgotten(long id) -> deadLetters.forget(id);
            case StoreChange.DeadLettersForgotten(String endpointId) -> purges.begin(endpointId, false);
            case StoreChange.AttemptFailed failed -> {
                attempts.add(failed);
                untrimmed++;
            }
            case StoreChange.ReplaySaved(ReplayRow replay) -> {
                replays.saved(replay);
                untrimmed++;
            }
            case StoreChange.ConsumerMoved(String name, long offset) -> consumers.moved(name, offset);
            case StoreChange.ConsumerForgotten(String name) -> consumers.forget(name);
        }
        return true;
    }

    private void trim() throws SQLException {
        untrimmed = 0;
        long nowMicros = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        int lost = deadLetters.trim(nowMicros);
        if (lost > 0) {
            LOG.error("The oldest {} dead letters were removed: more are kept than may be", lost);
        }
        attempts.trim(nowMicros);
        replays.trim();
    }

    @Override
    public List<DeadLetterRow> deadLetters(Optional<String> endpointId, long afterId, int max) throws SQLException {
        return deadLetters.list(endpointId, afterId, max);
    }

    @Override
    public Optional<DeadLetterRow> deadLetter(long id) throws SQLException {
        return deadLetters.find(id);
    }

    @Override
    public List<DeadLetterRow> deadLettersOf(UUID eventId) throws SQLException {
        return deadLetters.ofEvent(eventId);
    }

    @Override
    public long lastDeadLetter(String endpointId) throws SQLException {
        return deadLetters.lastId(endpointId);
    }

    @Override
    public Map<String, Long> deadLetterCounts() throws SQLException {
        return deadLetters.counts();
    }

    @Override
    public List<Attempt> attempts(String endpointId, int max) throws SQLException {
        return attempts.latest(endpointId, max);
    }

    @Override
    public List<Attempt> attemptsOf(UUID roomEpoch, long roomSeq, int max) throws SQLException {
        return attempts.ofEvent(roomEpoch, roomSeq, max);
    }

    /**
     * Writes a consistent copy of the database {@code file} to {@code target}, which must not exist. On any thread, also
     * beside the store that is open: SQLite reads what was committed when it began while others go on committing.
     */
    static void copy(Path file, Path target) throws SQLException {
        try (Connection reading = new JDBC().connect("jdbc:sqlite:" + file, new Properties())) {
            execute(reading, "VACUUM INTO '" + target.toString().replace("'", "''") + "'");
        }
    }

    /**
     * After the journal beside it was restored under a new mark: what is kept is of that one now. Looks at every page first,
     * as nobody waits for a restore as for a start.
     */
    public void rebase(UUID oldLogEpoch, UUID newLogEpoch) throws SQLException {
        check(connection, EVERY_PAGE);
        execute(connection, "BEGIN IMMEDIATE");
        for (String table : List.of("lane_scan", "consumer")) {
            try (PreparedStatement move =
                    connection.prepareStatement("UPDATE " + table + " SET log_epoch = ? WHERE log_epoch = ?")) {
                move.setBytes(1, Columns.bytes(newLogEpoch));
                move.setBytes(2, Columns.bytes(oldLogEpoch));
                move.executeUpdate();
            }
        }
        execute(connection, "COMMIT");
        execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /** The secrets of endpoints by the endpoint's id, as they are kept. */
    public Map<String, SealedKeys> sealedKeys() throws SQLException {
        return endpoints.loadKeys();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
