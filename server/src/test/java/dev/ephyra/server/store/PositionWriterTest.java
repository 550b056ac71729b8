package dev.ephyra.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LanePosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PositionWriterTest {
    private static final UUID LOG = new UUID(1, 2);
    private static final StoreChange OPENED = new StoreChange.LaneOpened(
            new LaneIdentity(1, "http://localhost/", new Incarnation("r", new UUID(7, 1))),
            LanePosition.startingAfter(9),
            10);

    @TempDir
    Path folder;

    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    @Test
    void tellsWhatIsDurableAndHasItAfterARestart() throws InterruptedException {
        try (PositionWriter writer = start(folder.resolve("ephyra.db"))) {
            assertThat(next())
                    .isInstanceOfSatisfying(
                            StoredLanes.class,
                            lanes -> assertThat(lanes.isNew()).isTrue());
            writer.write(List.of(OPENED));
            assertThat(next()).isEqualTo(List.of(OPENED));
            assertThat(writer.health()).isEmpty();
        }

        try (PositionWriter writer = start(folder.resolve("ephyra.db"))) {
            assertThat(next()).isInstanceOfSatisfying(StoredLanes.class, lanes -> {
                assertThat(lanes.scannedThrough()).isEqualTo(10);
                assertThat(lanes.lanes()).hasSize(1);
            });
            assertThat(writer.health()).isEmpty();
        }
    }

    @Test
    void retriesUntilTheDiskTakesItAndSaysSoMeanwhile() throws InterruptedException, IOException {
        Path missing = folder.resolve("missing");
        try (PositionWriter writer = start(missing.resolve("ephyra.db"))) {
            writer.write(List.of(OPENED));
            assertThat(heard.poll(300, TimeUnit.MILLISECONDS)).isNull();
            assertThat(writer.health()).isPresent();

            Files.createDirectory(missing);

            assertThat(next()).isInstanceOf(StoredLanes.class);
            assertThat(next()).isEqualTo(List.of(OPENED));
            assertThat(writer.health()).isEmpty();
        }
    }

    @Test
    void holdsOneChangeOfEachRowWhileTheDiskRefuses() throws InterruptedException, IOException {
        Path missing = folder.resolve("missing");
        var advanced = new StoreChange.LaneAdvanced(1, LanePosition.startingAfter(9));
        try (PositionWriter writer = start(missing.resolve("ephyra.db"))) {
            for (int again = 0; again < 1_000; again++) {
                writer.write(List.of(
                        new StoreChange.DeadLettered(SqliteStoreTest.letter("ep_1", 1)),
                        advanced,
                        new StoreChange.ConsumerMoved("billing", again)));
            }
            Files.createDirectory(missing);

            assertThat(next()).isInstanceOf(StoredLanes.class);
            assertThat(next())
                    .asInstanceOf(InstanceOfAssertFactories.list(StoreChange.class))
                    .hasSize(3)
                    .endsWith(advanced, new StoreChange.ConsumerMoved("billing", 999));
            assertThat(writer.ask(StoreReads::deadLetterCounts).toCompletableFuture())
                    .succeedsWithin(10, TimeUnit.SECONDS)
                    .isEqualTo(Map.of("ep_1", 1L));
        }
    }

    @Test
    void writesOnWhileABackupIsTaken() throws Exception {
        Path copy = folder.resolve("copy.db");
        try (PositionWriter writer = start(folder.resolve("ephyra.db"))) {
            writer.write(List.of(OPENED));
            String thread = writer.backup(copy)
                    .thenApply(_ -> Thread.currentThread().getName())
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            writer.write(List.of(new StoreChange.LaneFinished(1)));
            writer.barrier().toCompletableFuture().get(10, TimeUnit.SECONDS);

            assertThat(thread).isNotEqualTo("positions");
            assertThat(writer.backup(copy).toCompletableFuture()).failsWithin(10, TimeUnit.SECONDS);
        }
        try (SqliteStore store = SqliteStore.open(copy)) {
            assertThat(store.load(LOG).lanes()).hasSize(1);
        }
    }

    @Test
    void answersWhenAllThatWasKeptForAnEndpointIsGone() throws Exception {
        try (PositionWriter writer = start(folder.resolve("ephyra.db"))) {
            List<StoreChange> letters = new ArrayList<>();
            for (int seq = 1; seq <= 3_500; seq++) {
                letters.add(new StoreChange.DeadLettered(SqliteStoreTest.letter("ep_1", seq)));
            }
            writer.write(letters);
            writer.commit(List.of(new StoreChange.DeadLettersForgotten("ep_1")))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);

            assertThat(writer.ask(StoreReads::deadLetterCounts).toCompletableFuture())
                    .succeedsWithin(10, TimeUnit.SECONDS)
                    .isEqualTo(Map.of());
        }
    }

    @Test
    void refusesADamagedDatabaseAndSaysWhatToDo() throws InterruptedException, IOException {
        Path file = folder.resolve("ephyra.db");
        Files.writeString(file, "this was a database once. ".repeat(1_000));

        try (PositionWriter writer = start(file)) {
            assertThat(next())
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            refusal -> assertThat(refusal)
                                    .hasMessageContaining("is damaged")
                                    .hasMessageContaining("move it away"));
            assertThat(writer.health()).isPresent();
        }
        assertThat(file).content().startsWith("this was a database once. ");
    }

    @Test
    void unpacksItsMachineCodeOnce() throws InterruptedException, IOException {
        try (PositionWriter writer = start(folder.resolve("ephyra.db"))) {
            assertThat(next()).isInstanceOf(StoredLanes.class);
            assertThat(writer.health()).isEmpty();
        }

        try (Stream<Path> files = Files.walk(folder.resolve("native")).filter(Files::isRegularFile)) {
            assertThat(files)
                    .singleElement()
                    .satisfies(file -> assertThat(Files.size(file)).isGreaterThan(500_000));
        }
    }

    @Test
    void answersAQuestionAfterWhatWasWrittenBefore() throws Exception {
        try (PositionWriter writer = start(folder.resolve("ephyra.db"))) {
            writer.write(List.of(new StoreChange.DeadLettered(SqliteStoreTest.letter("ep_1", 1))));
            var counts = writer.ask(StoreReads::deadLetterCounts).toCompletableFuture();

            assertThat(counts.get(10, TimeUnit.SECONDS)).containsEntry("ep_1", 1L);
            var broken = writer.ask(_ -> {
                        throw new IllegalStateException("no");
                    })
                    .toCompletableFuture();
            assertThat(broken).failsWithin(10, TimeUnit.SECONDS);
            writer.commit(List.of(new StoreChange.DeadLettersForgotten("ep_1")))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            assertThat(writer.ask(StoreReads::deadLetterCounts)
                            .toCompletableFuture()
                            .get(10, TimeUnit.SECONDS))
                    .isEmpty();
        }
    }

    @Test
    void refusesAQuestionOnceItIsClosed() {
        PositionWriter writer = start(folder.resolve("ephyra.db"));
        writer.close();

        assertThat(writer.ask(StoreReads::deadLetterCounts).toCompletableFuture())
                .isCompletedExceptionally();
    }

    private PositionWriter start(Path file) {
        PositionWriter writer = new PositionWriter(file, LOG, new PositionWriter.Listener() {
            @Override
            public void loaded(StoredLanes lanes) {
                heard.add(lanes);
            }

            @Override
            public void refused(StoreException why) {
                heard.add(why);
            }

            @Override
            public void written(List<StoreChange> changes) {
                heard.add(changes);
            }
        });
        writer.start();
        return writer;
    }

    private Object next() throws InterruptedException {
        Object next = heard.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next == null ? "nothing" : next;
    }
}
