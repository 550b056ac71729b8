package dev.ephyra.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.lane.EndpointMemory;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LaneMemory;
import dev.ephyra.notify.lane.LanePosition;
import dev.ephyra.notify.record.EventType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest {
    private static final UUID LOG = new UUID(1, 2);
    private static final LaneIdentity FIRST = lane(1);
    private static final LaneIdentity SECOND = lane(2);

    private static final Endpoint ENDPOINT = new Endpoint(
            "ep_1",
            "https://example.com/hook",
            new EventFilter(
                    Set.of(EventType.ROOM_CREATED, EventType.ENDPOINT_TRIPPED),
                    Set.of(EventType.TRACK_ADDED),
                    "a-",
                    Map.of("tenant", "\"x\"")),
            BodyFormat.JSON,
            true,
            Map.of("x-key", "value"),
            new Batching(10, 4096, 20),
            Endpoint.PoisonPolicy.PARK,
            60_000,
            3_000);

    @TempDir
    Path folder;

    @Test
    void keepsUnfinishedLanesAndTheScan() throws SQLException, StoreException {
        var gap = new LanePosition(3, 30, 1, 2, 3);
        try (SqliteStore store = open()) {
            assertThat(store.load(LOG).isNew()).isTrue();
            store.apply(List.of(
                    new StoreChange.LaneOpened(FIRST, LanePosition.startingAfter(9), 10),
                    new StoreChange.LaneOpened(SECOND, LanePosition.startingAfter(19), 20)));
            store.apply(List.of(
                    new StoreChange.LaneAdvanced(1, gap),
                    new StoreChange.LaneFailing(1, new LaneMemory(3, 1_000, 2_000)),
                    new StoreChange.LaneFinished(2),
                    new StoreChange.Scanned(15)));
        }

        try (SqliteStore store = open()) {
            StoredLanes loaded = store.load(LOG);
            assertThat(loaded.isNew()).isFalse();
            assertThat(loaded.scannedThrough()).isEqualTo(20);
            assertThat(loaded.lanes())
                    .containsExactly(new StoredLanes.StoredLane(FIRST, gap, new LaneMemory(3, 1_000, 2_000)));
            store.apply(List.of(new StoreChange.LaneAdvanced(1, gap)));
            assertThat(store.load(LOG).lanes().getFirst().memory()).isEqualTo(LaneMemory.NONE);
        }
    }

    @Test
    void takesUpTheLanesOfTheFirstFormat() throws SQLException, StoreException {
        try (Connection first = connect();
                Statement statement = first.createStatement()) {
            statement.execute("CREATE TABLE lane(id INTEGER PRIMARY KEY, url TEXT NOT NULL, room TEXT NOT NULL,"
                    + " epoch BLOB NOT NULL, acked_seq INTEGER NOT NULL, acked_offset INTEGER NOT NULL)");
            statement.execute("CREATE TABLE lane_scan(id INTEGER PRIMARY KEY CHECK (id = 1), log_epoch BLOB NOT NULL,"
                    + " scanned_through INTEGER NOT NULL)");
            statement.execute("CREATE TABLE schema_version(id INTEGER PRIMARY KEY CHECK (id = 1),"
                    + " version INTEGER NOT NULL)");
            statement.execute("INSERT INTO schema_version VALUES(1, 1)");
            statement.execute("INSERT INTO lane_scan VALUES(1, x'00000000000000010000000000000002', 40)");
            statement.execute("INSERT INTO lane VALUES(1, 'http://localhost/1', 'room',"
                    + " x'00000000000000070000000000000001', 5, 33)");
        }

        try (SqliteStore store = open()) {
            StoredLanes loaded = store.load(LOG);
            assertThat(loaded.scannedThrough()).isEqualTo(40);
            assertThat(loaded.lanes())
                    .containsExactly(
                            new StoredLanes.StoredLane(FIRST, new LanePosition(5, 33, 5, 0, 0), LaneMemory.NONE));
        }
        open().close();
    }

    @Test
    void removesLanesOfAnotherJournal() throws SQLException, StoreException {
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(
                    new StoreChange.LaneOpened(FIRST, LanePosition.startingAfter(9), 10),
                    new StoreChange.ConsumerMoved("billing", 7)));

            StoredLanes other = store.load(new UUID(3, 4));
            assertThat(other.discarded()).isEqualTo(1);
            assertThat(other.lanes()).isEmpty();
            assertThat(other.scannedThrough()).isZero();
            assertThat(other.consumers()).isEmpty();
        }
    }

    @Test
    void goesWithAJournalThatWasRestoredUnderANewMark() throws SQLException, StoreException {
        UUID restored = new UUID(3, 4);
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(
                    new StoreChange.LaneOpened(FIRST, LanePosition.startingAfter(9), 10),
                    new StoreChange.ConsumerMoved("billing", 7)));
            store.rebase(LOG, restored);
        }

        try (SqliteStore store = open()) {
            StoredLanes loaded = store.load(restored);
            assertThat(loaded.lanes()).hasSize(1);
            assertThat(loaded.consumers()).containsExactly(Map.entry("billing", 7L));
        }
    }

    @Test
    void keepsEndpointsTheirSecretsAndHowTheyDo() throws SQLException, StoreException {
        var endpoint = new StoredEndpoint(ENDPOINT, true, 12);
        var memory = new EndpointMemory(EndpointState.PAUSED, 77, "HTTP 500");
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(
                    new StoreChange.EndpointSaved(endpoint, new byte[] {7}),
                    new StoreChange.KeysSaved("ep_1", new SealedKeys(new byte[] {1}, Optional.empty(), 0, 0)),
                    new StoreChange.KeysSaved(
                            "ep_1", new SealedKeys(new byte[] {2}, Optional.of(new byte[] {1}), 5, 6)),
                    new StoreChange.EndpointRemembered("ep_1", memory),
                    new StoreChange.EndpointRemembered("http://x/", memory),
                    new StoreChange.EndpointForgotten("http://x/")));
        }

        try (SqliteStore store = open()) {
            StoredLanes loaded = store.load(LOG);
            assertThat(loaded.endpoints())
                    .extracting(
                            stored -> stored.endpoint().id(), StoredEndpoint::fromFile, StoredEndpoint::createdMicros)
                    .containsExactly(tuple("ep_1", true, 12L));
            Endpoint kept = loaded.endpoints().getFirst().endpoint();
            assertThat(kept.headers()).isEmpty();
            assertThat(kept)
                    .usingRecursiveComparison()
                    .ignoringFields("headers")
                    .isEqualTo(ENDPOINT);
            assertThat(loaded.headers())
                    .hasEntrySatisfying("ep_1", bytes -> assertThat(bytes).containsExactly(7));
            assertThat(loaded.memories()).containsExactly(Map.entry("ep_1", memory));
            SealedKeys keys = Optional.ofNullable(loaded.keys().get("ep_1")).orElseThrow();
            assertThat(keys.current()).containsExactly(2);
            assertThat(keys.previous())
                    .hasValueSatisfying(previous -> assertThat(previous).containsExactly(1));

            store.apply(List.of(
                    new StoreChange.LaneOpened(
                            new LaneIdentity(9, "ep_1", FIRST.incarnation()), LanePosition.startingAfter(9), 10),
                    new StoreChange.DeadLettered(letter("ep_1", 1)),
                    new StoreChange.EndpointRemoved("ep_1")));
            StoredLanes empty = store.load(LOG);
            assertThat(empty.endpoints()).isEmpty();
            assertThat(empty.keys()).isEmpty();
            assertThat(empty.lanes()).isEmpty();
            assertThat(store.deadLetters(Optional.empty(), 0, 10)).isEmpty();
            assertThat(store.deadLetterCounts()).isEmpty();
        }
    }

    @Test
    void keepsDeadLettersWithTheirBytes() throws SQLException, StoreException {
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(
                    new StoreChange.DeadLettered(letter("ep_1", 1)),
                    new StoreChange.DeadLettered(letter("ep_2", 2)),
                    new StoreChange.DeadLettered(letter("ep_1", 3))));

            List<DeadLetterRow> mine = store.deadLetters(Optional.of("ep_1"), 0, 10);
            assertThat(mine).extracting(row -> row.letter().roomSeq()).containsExactly(1L, 3L);
            assertThat(mine.getFirst().event().notification()).containsExactly(9, 9);
            assertThat(store.deadLetters(
                            Optional.empty(), mine.getFirst().letter().id(), 1))
                    .extracting(row -> row.letter().endpointId())
                    .containsExactly("ep_2");
            assertThat(store.deadLettersOf(new UUID(0, 3))).hasSize(1);
            assertThat(store.deadLetterCounts()).containsEntry("ep_1", 2L).containsEntry("ep_2", 1L);

            store.apply(List.of(
                    new StoreChange.DeadLetterForgotten(mine.getFirst().letter().id())));
            assertThat(store.deadLetter(mine.getFirst().letter().id())).isEmpty();
            assertThat(store.deadLetterCounts()).containsEntry("ep_1", 1L);
        }
    }

    @Test
    void keepsADeadLetterOnceHoweverOftenItsLaneAsks() throws SQLException, StoreException {
        StoreChange dead = new StoreChange.DeadLettered(letter("ep_1", 1));
        StoreChange again = new StoreChange.DeadLettered(letter("ep_1", 1));
        StoreChange elsewhere = new StoreChange.DeadLettered(letter("ep_2", 1));
        try (SqliteStore store = open()) {
            store.load(LOG);

            assertThat(store.apply(List.of(dead))).containsExactly(dead);
            assertThat(store.apply(List.of(again, elsewhere))).containsExactly(elsewhere);

            assertThat(store.deadLetterCounts()).containsOnly(Map.entry("ep_1", 1L), Map.entry("ep_2", 1L));
        }
    }

    @Test
    void leavesOutTheSecondCopiesThatTheSecondFormatHas() throws SQLException, StoreException {
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(
                    new StoreChange.DeadLettered(letter("ep_1", 1)), new StoreChange.DeadLettered(letter("ep_1", 2))));
        }
        try (Connection second = connect();
                Statement statement = second.createStatement()) {
            statement.execute("DROP INDEX dead_letter_once");
            statement.execute("DROP TABLE purge");
            statement.execute("ALTER TABLE endpoint DROP COLUMN headers");
            statement.execute("UPDATE schema_version SET version = 2");
            statement.execute("INSERT INTO dead_letter SELECT NULL, endpoint_id, event_id, room, epoch, room_seq,"
                    + " log_offset, occurred_at, lifecycle, type, cause, attempts, last_failure, died_at, event,"
                    + " notification FROM dead_letter WHERE room_seq = 2");
            statement.execute("INSERT INTO endpoint VALUES('ep_1', '{\"url\":\"http://x/\",\"format\":\"json\","
                    + "\"headers\":{\"authorization\":\"Bearer t\"},\"deadLetters\":\"PARK\","
                    + "\"batching\":{\"maxEvents\":1,\"maxBytes\":1024}}', 0, 1)");
        }

        try (SqliteStore store = open()) {
            StoredLanes loaded = store.load(LOG);
            assertThat(loaded.deadLetters()).containsExactly(Map.entry("ep_1", 2L));
            assertThat(store.deadLetters(Optional.empty(), 0, 10))
                    .extracting(row -> row.letter().roomSeq())
                    .containsExactly(1L, 2L);
            assertThat(loaded.headers()).isEmpty();
            assertThat(loaded.endpoints().getFirst().endpoint().headers())
                    .containsExactly(Map.entry("authorization", "Bearer t"));
        }
    }

    @Test
    void removesWhatWasKeptForAnEndpointInSlicesAndGoesOnAfterARestart() throws SQLException, StoreException {
        List<StoreChange> letters = new ArrayList<>();
        for (int seq = 1; seq <= 2_500; seq++) {
            letters.add(new StoreChange.DeadLettered(letter("ep_1", seq)));
        }
        var attempt = new Deliveries.Attempt("ep_1", new UUID(0, 4), 2, 1_000, 20, 500, "HTTP 500", "no", false);
        letters.add(new StoreChange.AttemptFailed(new UUID(7, 1), 4, 9, attempt));
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(letters);
            store.apply(List.of(
                    new StoreChange.EndpointRemoved("ep_1"), new StoreChange.DeadLettered(letter("ep_1", 3_000))));

            assertThat(store.isPurging()).isTrue();
            assertThat(store.deadLetterCounts()).containsEntry("ep_1", 1_501L);
        }

        try (SqliteStore store = open()) {
            assertThat(store.isPurging()).isTrue();
            store.apply(List.of());
            assertThat(store.isPurging()).isTrue();
            store.apply(List.of());

            assertThat(store.isPurging()).isFalse();
            assertThat(store.attempts("ep_1", 10)).isEmpty();
            assertThat(store.deadLetters(Optional.of("ep_1"), 0, 10))
                    .extracting(row -> row.letter().roomSeq())
                    .containsExactly(3_000L);
            assertThat(store.deadLetterCounts()).containsEntry("ep_1", 1L);
        }
    }

    @Test
    void belongsToItsOwnerAlone() throws SQLException, StoreException, IOException {
        try (SqliteStore store = open()) {
            store.load(LOG);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files)
                        .hasSizeGreaterThan(1)
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
    }

    @Test
    void findsTheFailedAttemptsOfAnEventInsideABatch() throws SQLException, StoreException {
        var attempt = new Deliveries.Attempt("ep_1", new UUID(0, 4), 2, 1_000, 20, 500, "HTTP 500", "no", false);
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(new StoreChange.AttemptFailed(new UUID(7, 1), 4, 9, attempt)));

            assertThat(store.attempts("ep_1", 10)).containsExactly(attempt);
            assertThat(store.attempts("ep_2", 10)).isEmpty();
            assertThat(store.attemptsOf(new UUID(7, 1), 7, 10)).containsExactly(attempt);
            assertThat(store.attemptsOf(new UUID(7, 1), 10, 10)).isEmpty();
            assertThat(store.attemptsOf(new UUID(7, 2), 7, 10)).isEmpty();
        }
    }

    @Test
    void keepsHowFarReplaysAre() throws SQLException, StoreException {
        var replay = new Deliveries.Replay("ep_1", "r", 5, 9, false, 10);
        var begun = new Deliveries.ReplayStatus("rp_1", replay, 0, 0, 5, ReplayRow.RUNNING);
        var further = new Deliveries.ReplayStatus("rp_1", replay, 2, 1, 8, ReplayRow.RUNNING);
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(
                    new StoreChange.ReplaySaved(new ReplayRow(begun, false)),
                    new StoreChange.ReplaySaved(new ReplayRow(further, false))));

            assertThat(store.load(LOG).replays()).containsExactly(new ReplayRow(further, false));
            assertThat(store.load(new UUID(3, 4)).replays())
                    .extracting(row -> row.status().state())
                    .containsExactly("cancelled");
        }
    }

    @Test
    void writesACopyThatOpens() throws SQLException, StoreException {
        Path copy = folder.resolve("copy.db");
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(new StoreChange.LaneOpened(FIRST, LanePosition.startingAfter(9), 10)));
            SqliteStore.copy(folder.resolve("ephyra.db"), copy);
        }

        try (SqliteStore store = SqliteStore.open(copy)) {
            assertThat(store.load(LOG).lanes()).hasSize(1);
        }
    }

    @Test
    void refusesADatabaseOfANewerVersion() throws SQLException, StoreException {
        open().close();
        try (Connection newer = connect();
                Statement statement = newer.createStatement()) {
            statement.execute("UPDATE schema_version SET version = 4");
        }

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("has format 4, written by a newer version");
    }

    @Test
    void looksAtADatabaseAsAnOpeningWouldAlsoWithTheLogThatAKillLeft() throws SQLException, StoreException {
        open().close();
        try (SqliteStore killed = open();
                Connection newer = connect();
                Statement statement = newer.createStatement()) {
            SqliteStore.inspect(folder.resolve("ephyra.db"));
            // While it is open, the change is in the log alone.
            statement.execute("UPDATE schema_version SET version = 4");

            assertThatThrownBy(() -> SqliteStore.inspect(folder.resolve("ephyra.db")))
                    .hasMessageContaining("has format 4");
            assertThat(killed.load(LOG).lanes()).isEmpty();
        }
    }

    @Test
    void saysThatARowIsDamaged() throws SQLException, StoreException {
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(new StoreChange.LaneOpened(FIRST, LanePosition.startingAfter(9), 10)));
        }
        try (Connection other = connect();
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

    @Test
    void readsAtTheStartWhatItCannotGoOnWithoutAndNotAllThatItKeeps() throws SQLException, StoreException, IOException {
        try (SqliteStore store = open()) {
            store.load(LOG);
            store.apply(List.of(
                    new StoreChange.LaneOpened(FIRST, LanePosition.startingAfter(9), 10),
                    new StoreChange.DeadLettered(letter("ep_1", 1))));
        }
        overwrite("dead_letter");
        try (SqliteStore store = open()) {
            assertThat(store.load(LOG).lanes()).hasSize(1);
            assertThatThrownBy(() -> store.deadLetters(Optional.empty(), 0, 10)).isInstanceOf(SQLException.class);
        }

        overwrite("lane");
        try (SqliteStore store = open()) {
            assertThatThrownBy(() -> store.load(LOG))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failed -> assertThat(SqliteStore.isDamage(failed)).isTrue());
        }
    }

    /** The first page of a table. */
    private void overwrite(String table) throws SQLException, IOException {
        try (Connection other = connect();
                Statement statement = other.createStatement();
                ResultSet page = statement.executeQuery(
                        "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = '" + table + "'");
                RandomAccessFile file =
                        new RandomAccessFile(folder.resolve("ephyra.db").toFile(), "rw")) {
            file.seek((page.getLong(1) - 1) * 4096);
            file.write(new byte[4096]);
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ephyra.db"));
    }

    static DeadLetterRow letter(String endpointId, long seq) {
        JournalRecord event = new JournalRecord(
                seq + 10,
                "room",
                new UUID(7, 1),
                seq,
                new UUID(0, seq),
                1_000,
                JournalRecord.Lifecycle.CONTINUES,
                new byte[] {1},
                new byte[] {9, 9});
        return new DeadLetterRow(
                new Deliveries.DeadLetter(
                        0,
                        endpointId,
                        event.eventId(),
                        "room",
                        event.roomEpoch(),
                        seq,
                        1_000,
                        "peerAdded",
                        "poison",
                        20,
                        "HTTP 500",
                        System.currentTimeMillis() * 1_000),
                event);
    }

    private SqliteStore open() throws SQLException, StoreException {
        return SqliteStore.open(folder.resolve("ephyra.db"));
    }

    private static LaneIdentity lane(long id) {
        return new LaneIdentity(id, "http://localhost/" + id, new Incarnation("room", new UUID(7, id)));
    }
}
