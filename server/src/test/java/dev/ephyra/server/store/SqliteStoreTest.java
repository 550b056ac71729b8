package dev.ephyra.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LanePosition;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    private static final UUID LOG = new UUID(1, 2);
    private static final LaneIdentity FIRST = lane(1);
    private static final LaneIdentity SECOND = lane(2);

    @TempDir
    Path folder;

    @Test
    void keepsUnfinishedLanesAndTheScan() throws SQLException, StoreException {
        try (SqliteStore store = open()) {
            assertThat(store.load(LOG)).isEqualTo(new StoredLanes(true, 0, List.of(), 0));
            store.apply(List.of(
                    new LaneChange.Opened(FIRST, LanePosition.startingAfter(9), 10),
                    new LaneChange.Opened(SECOND, LanePosition.startingAfter(19), 20)));
            store.apply(List.of(
                    new LaneChange.Advanced(1, new LanePosition(3, 30, 3, 0, 0)),
                    new LaneChange.Finished(2),
                    new LaneChange.Scanned(15)));
        }

        try (SqliteStore store = open()) {
            var kept = new StoredLanes.StoredLane(FIRST, new LanePosition(3, 30, 3, 0, 0));
            assertThat(store.load(LOG)).isEqualTo(new StoredLanes(false, 20, List.of(kept), 0));
        }
    }

    @Test
    void removesLanesOfAnotherJournal() throws SQLException, StoreException {
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(new LaneChange.Opened(FIRST, LanePosition.startingAfter(9), 10)));

            assertThat(store.load(new UUID(3, 4))).isEqualTo(new StoredLanes(false, 0, List.of(), 1));
        }
    }

    @Test
    void refusesADatabaseOfANewerVersion() throws SQLException, StoreException {
        open().close();
        try (Connection newer = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ephyra.db"));
                Statement statement = newer.createStatement()) {
            statement.execute("UPDATE schema_version SET version = 2");
        }

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has format 2, written by a newer version");
    }

    @Test
    void saysThatARowIsDamaged() throws SQLException, StoreException {
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(new LaneChange.Opened(FIRST, LanePosition.startingAfter(9), 10)));
        }
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ephyra.db"));
                Statement statement = other.createStatement()) {
            statement.execute("UPDATE lane SET epoch = x'01'");
        }

        try (SqliteStore store = open()) {
            assertThatThrownBy(() -> store.load(LOG))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failed -> assertThat(SqliteStore.isDamage(failed)).isTrue());
        }
    }

    private SqliteStore open() throws SQLException, StoreException {
        return SqliteStore.open(folder.resolve("ephyra.db"));
    }

    private static LaneIdentity lane(long id) {
        return new LaneIdentity(id, "http://localhost/" + id, new Incarnation("room", new UUID(7, id)));
    }
}
