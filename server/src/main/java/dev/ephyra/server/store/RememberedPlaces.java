package dev.ephyra.server.store;

import dev.ephyra.journal.Remembered;
import dev.ephyra.notify.lane.Incarnation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;

/**
 * What {@code ephyra.db} remembers of the journal, for a start that must know it before it appends anything. Opened before
 * {@link PositionWriter} and closed before it starts. Owned by one thread; each question is one pass over the lanes.
 */
public final class RememberedPlaces implements Remembered, AutoCloseable {
    private static final String OF_LANES = " FROM lane WHERE EXISTS (SELECT 1 FROM lane_scan WHERE log_epoch = ?1)";

    private final Path file;
    private final @Nullable Connection connection;

    private RememberedPlaces(Path file, @Nullable Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens the database if there is one; a missing one is not created.
     *
     * @throws IOException if it cannot be used; the message is one line for people
     */
    public static RememberedPlaces open(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new RememberedPlaces(file, null);
        }
        NativeSqlite.prepare(file.toAbsolutePath().resolveSibling("native"));
        try {
            Connection connection = new JDBC().connect("jdbc:sqlite:" + file, new Properties());
            RememberedPlaces places = new RememberedPlaces(file, connection);
            boolean done = false;
            try {
                Schema.prepare(connection, file);
                done = true;
                return places;
            } finally {
                if (!done) {
                    connection.close();
                }
            }
        } catch (SQLException refused) {
            throw unusable(file, refused);
        } catch (StoreException newer) {
            throw new IOException(newer.getMessage(), newer);
        }
    }

    /** The highest offset that a lane, a durable consumer or the search for new rooms has come to. */
    @Override
    public long through(UUID logEpoch) throws IOException {
        return number(
                "SELECT max(o) FROM (SELECT scanned_through AS o FROM lane_scan WHERE log_epoch = ?1 UNION ALL"
                        + " SELECT position FROM consumer WHERE log_epoch = ?1 UNION ALL SELECT max(acked_offset)"
                        + OF_LANES + ")",
                logEpoch);
    }

    /** The first offset that a lane, or the search for new rooms, may still need; 0 if nothing is known of the log. */
    public long neededFrom(UUID logEpoch) throws IOException {
        return number(
                "SELECT min(o) + 1 FROM (SELECT scanned_through AS o FROM lane_scan WHERE log_epoch = ?1 UNION ALL"
                        + " SELECT acked_offset" + OF_LANES + ")",
                logEpoch);
    }

    /** Hears of lanes. */
    public interface LaneVisitor {
        /** A lane has dealt with everything of its room up to {@code roomSeq}, and needs nothing up to {@code offset}. */
        void lane(Incarnation incarnation, long roomSeq, long offset);
    }

    /** Visits the lanes that are not finished. */
    public void forEachLane(UUID logEpoch, LaneVisitor visitor) throws IOException {
        ask("SELECT room, epoch, acked_seq, acked_offset" + OF_LANES, logEpoch, row -> {
            while (row.next()) {
                Incarnation incarnation = new Incarnation(row.getString(1), Columns.uuid(row.getBytes(2)));
                visitor.lane(incarnation, row.getLong(3), row.getLong(4));
            }
            return 0L;
        });
    }

    private interface Rows {
        long read(ResultSet row) throws SQLException;
    }

    private long number(String sql, UUID logEpoch) throws IOException {
        return ask(sql, logEpoch, row -> row.next() ? row.getLong(1) : 0);
    }

    private long ask(String sql, UUID logEpoch, Rows rows) throws IOException {
        Connection open = connection;
        if (open == null) {
            return 0;
        }
        try (PreparedStatement statement = open.prepareStatement(sql)) {
            statement.setBytes(1, Columns.bytes(logEpoch));
            try (ResultSet row = statement.executeQuery()) {
                return rows.read(row);
            }
        } catch (SQLException refused) {
            throw unusable(file, refused);
        }
    }

    private static IOException unusable(Path file, SQLException refused) {
        String why = Columns.isDamage(refused)
                ? SqliteStore.damaged(file, refused).getMessage()
                : file + " cannot be read: " + refused.getMessage();
        return new IOException(why, refused);
    }

    @Override
    public void close() throws IOException {
        Connection open = connection;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException refused) {
                throw unusable(file, refused);
            }
        }
    }
}
