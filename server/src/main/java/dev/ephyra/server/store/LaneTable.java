package dev.ephyra.server.store;

import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LaneMemory;
import dev.ephyra.notify.lane.LanePosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The lanes that are not finished, and how far their rooms were looked for. Owned by {@link SqliteStore}. */
final class LaneTable {
    private final Connection connection;
    private final PreparedStatement open;
    private final PreparedStatement advance;
    private final PreparedStatement remember;
    private final PreparedStatement finish;
    private final PreparedStatement scan;

    LaneTable(Connection connection) throws SQLException {
        this.connection = connection;
        open = connection.prepareStatement("INSERT OR REPLACE INTO lane(id, endpoint_id, room, epoch, acked_seq,"
                + " acked_offset, prev_seq, gap_from, gap_to) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)");
        advance = connection.prepareStatement("UPDATE lane SET acked_seq = ?, acked_offset = ?, prev_seq = ?,"
                + " gap_from = ?, gap_to = ?, attempts = 0, first_attempt = 0, next_attempt = 0 WHERE id = ?");
        remember = connection.prepareStatement(
                "UPDATE lane SET attempts = ?, first_attempt = ?, next_attempt = ? WHERE id = ?");
        finish = connection.prepareStatement("DELETE FROM lane WHERE id = ?");
        scan = connection.prepareStatement("UPDATE lane_scan SET scanned_through = max(scanned_through, ?)");
    }

    void opened(LaneIdentity identity, LanePosition position) throws SQLException {
        open.setLong(1, identity.id());
        open.setString(2, identity.endpointId());
        open.setString(3, identity.incarnation().room());
        open.setBytes(4, Columns.bytes(identity.incarnation().epoch()));
        open.setLong(5, position.roomSeq());
        open.setLong(6, position.offset());
        open.setLong(7, position.prevSeq());
        open.setLong(8, position.gapFromSeq());
        open.setLong(9, position.gapToSeq());
        open.executeUpdate();
    }

    void advanced(long laneId, LanePosition position) throws SQLException {
        advance.setLong(1, position.roomSeq());
        advance.setLong(2, position.offset());
        advance.setLong(3, position.prevSeq());
        advance.setLong(4, position.gapFromSeq());
        advance.setLong(5, position.gapToSeq());
        advance.setLong(6, laneId);
        advance.executeUpdate();
    }

    void failing(long laneId, LaneMemory memory) throws SQLException {
        remember.setInt(1, memory.attempts());
        remember.setLong(2, memory.firstAttemptMicros());
        remember.setLong(3, memory.nextAttemptMicros());
        remember.setLong(4, laneId);
        remember.executeUpdate();
    }

    void finished(long laneId) throws SQLException {
        finish.setLong(1, laneId);
        finish.executeUpdate();
    }

    void scanned(long through) throws SQLException {
        scan.setLong(1, through);
        scan.executeUpdate();
    }

    List<StoredLanes.StoredLane> load() throws SQLException {
        List<StoredLanes.StoredLane> lanes = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, endpoint_id, room, epoch, acked_seq, acked_offset,"
                        + " prev_seq, gap_from, gap_to, attempts, first_attempt, next_attempt FROM lane ORDER BY id")) {
            while (row.next()) {
                var incarnation = new Incarnation(row.getString(3), Columns.uuid(row.getBytes(4)));
                lanes.add(new StoredLanes.StoredLane(
                        new LaneIdentity(row.getLong(1), row.getString(2), incarnation),
                        new LanePosition(
                                row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9)),
                        row.getInt(10) == 0
                                ? LaneMemory.NONE
                                : new LaneMemory(row.getInt(10), row.getLong(11), row.getLong(12))));
            }
        }
        return lanes;
    }
}
