package dev.ephyra.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.api.operator.EventLog;
import dev.ephyra.api.operator.EventLog.Answer;
import dev.ephyra.api.operator.EventLog.LoggedEvent;
import dev.ephyra.api.operator.EventLog.Page;
import dev.ephyra.api.operator.EventQuery;
import dev.ephyra.api.operator.EventQuery.Start;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The log over a real journal with segments of some records. */
@Timeout(20)
final class JournalEventsTest {
    private static final EventQuery ALL = query(Optional.empty(), Set.of(), new Start.Oldest());

    @TempDir
    Path folder;

    private EventWorld world;
    private EventLog log;

    @BeforeEach
    void open() throws Exception {
        world = new EventWorld(folder);
        log = world.history().forRequests();
    }

    @AfterEach
    void close() throws Exception {
        world.close();
    }

    private static EventQuery query(Optional<String> room, Set<EventType> types, Start start) {
        return new EventQuery(room, types, OptionalLong.empty(), OptionalLong.empty(), start);
    }

    private static <T> Answer<T> answer(CompletionStage<Answer<T>> asked) throws Exception {
        return asked.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Page page(EventQuery query, int max) throws Exception {
        return ((Answer.Found<Page>) answer(log.page(query, max, 0, new CompletableFuture<>()))).value();
    }

    private static List<Long> offsets(List<LoggedEvent> events) {
        return events.stream().map(event -> event.cursor().offset()).toList();
    }

    /** Reads page by page to the end. */
    private List<LoggedEvent> everything(EventQuery query, int max) throws Exception {
        List<LoggedEvent> all = new ArrayList<>();
        Page page = page(query, max);
        all.addAll(page.events());
        while (page.more()) {
            page = page(query.after(page.next()), max);
            all.addAll(page.events());
        }
        return all;
    }

    @Test
    void showsAnEventWithAllThatIsKnownOfIt() throws Exception {
        world.create("r1");
        world.delete("r1");

        assertThat(page(ALL, 10).events().getLast().json())
                .isEqualTo("{\"eventId\":\"" + EventWorld.eventId(3)
                        + "\",\"type\":\"roomDeleted\",\"room\":\"r1\",\"roomEpoch\":\"00000000-0000-7000-0000-000000000001\","
                        + "\"roomSeq\":2,\"prevSeq\":1,\"cursor\":\""
                        + world.cursor(2).text()
                        + "\",\"occurredAt\":\"2023-11-14T22:13:23.000000Z\",\"reason\":\"room_deleted\","
                        + "\"roomMetadata\":{\"tenant\":\"r1\"},\"counts\":{\"peers\":3,\"connectedPeers\":2,\"components\":1,"
                        + "\"tracks\":4},\"notification\":{\"roomDeleted\":{\"roomId\":\"r1\"}}}");
    }

    @Test
    void readsEveryEventOnceByPages() throws Exception {
        world.create("a");
        for (int i = 0; i < 150; i++) {
            world.peerAdded("a");
        }

        List<LoggedEvent> all = everything(ALL, 7);

        assertThat(offsets(all)).hasSize(151).isSorted().doesNotHaveDuplicates();
        Page end = page(ALL.after(world.cursor(151)), 7);
        assertThat(end.events()).isEmpty();
        assertThat(end.more()).isFalse();
        assertThat(end.next()).isEqualTo(world.cursor(151));
        assertThat(end.oldest()).isEqualTo(world.cursor(0));
    }

    @Test
    void filtersByRoomAndType() throws Exception {
        world.create("a");
        world.create("b");
        world.peerAdded("a");
        world.peerAdded("b");

        assertThat(offsets(everything(query(Optional.of("b"), Set.of(), new Start.Oldest()), 10)))
                .containsExactly(2L, 4L);
        assertThat(offsets(everything(query(Optional.empty(), Set.of(EventType.PEER_ADDED), new Start.Oldest()), 1)))
                .containsExactly(3L, 4L);
        assertThat(everything(query(Optional.empty(), Set.of(), new Start.Head()), 10))
                .isEmpty();
    }

    @Test
    void readsBetweenTwoTimes() throws Exception {
        world.create("a");
        for (int i = 0; i < 60; i++) {
            world.peerAdded("a");
        }
        // The first event takes two numbers of the world, so the n-th record occurs n+1 s after the start.
        long since = EventWorld.START_MICROS + 20 * 1_000_000;
        long until = EventWorld.START_MICROS + 25 * 1_000_000;
        EventQuery query = new EventQuery(
                Optional.empty(), Set.of(), OptionalLong.of(since), OptionalLong.of(until), new Start.Since(since));

        Page page = page(query, 100);

        assertThat(offsets(page.events())).containsExactly(19L, 20L, 21L, 22L, 23L);
        assertThat(page.more()).isFalse();
    }

    @Test
    void tellsThatCursorIsOfAnotherLogOrBeyondTheHead() throws Exception {
        world.create("a");
        Cursor foreign = Cursor.of(new UUID(1, 2), 1);

        for (Cursor cursor : List.of(foreign, world.cursor(2))) {
            Page page = page(ALL.after(cursor), 10);
            assertThat(page.recovered()).isFalse();
            assertThat(page.events()).isEmpty();
            assertThat(page.next()).isEqualTo(world.cursor(1));
        }
    }

    @Test
    void tellsOfHoleBeforeWhatFollowsIt() throws Exception {
        world.create("a");
        for (int i = 0; i < 200; i++) {
            world.peerAdded("a");
        }
        hurtFirstSegment();

        List<Long> read = new ArrayList<>();
        long missing = 0;
        Page page = page(ALL, 50);
        for (boolean more = true; more; ) {
            if (page.missing().isPresent()) {
                EventLog.Missing hole = page.missing().get();
                missing += hole.records();
                assertThat(hole.after().offset()).isEqualTo(read.isEmpty() ? 0L : read.getLast());
                assertThat(hole.upTo().offset() - hole.after().offset()).isEqualTo(hole.records());
            }
            read.addAll(offsets(page.events()));
            more = page.more();
            page = page(ALL.after(page.next()), 50);
        }

        assertThat(missing).isPositive();
        assertThat(read)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(201 - (int) missing)
                .last()
                .isEqualTo(201L);
    }

    /** Changes a byte in the middle of the oldest segment's batches. */
    private void hurtFirstSegment() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Path first = files.filter(Files::isRegularFile)
                    .filter(file -> file.getFileName().toString().endsWith(".log"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
            try (RandomAccessFile file = new RandomAccessFile(first.toFile(), "rw")) {
                file.seek(6_000);
                int was = file.read();
                file.seek(6_000);
                file.write(was ^ 0xff);
            }
        }
    }

    @Test
    void readsOneLifeOfRoomAfterAnother() throws Exception {
        world.create("a");
        world.create("b");
        world.delete("a");
        world.create("a");
        world.peerAdded("a");

        Page all = roomPage("a", Optional.empty(), Optional.empty(), 10);
        Page first = roomPage("a", Optional.empty(), Optional.empty(), 3);
        Page rest = roomPage("a", Optional.empty(), Optional.of(first.next()), 3);

        assertThat(offsets(all.events())).containsExactly(1L, 3L, 4L, 5L);
        assertThat(all.more()).isFalse();
        assertThat(offsets(first.events())).containsExactly(1L, 3L, 4L);
        assertThat(first.more()).isTrue();
        assertThat(offsets(rest.events())).containsExactly(5L);
        // A cursor of another room's event is a place in the log all the same.
        assertThat(offsets(roomPage("a", Optional.empty(), Optional.of(world.cursor(2)), 10)
                        .events()))
                .containsExactly(3L, 4L, 5L);
        assertThat(roomPage("a", Optional.empty(), Optional.of(Cursor.of(new UUID(1, 2), 1)), 10)
                        .recovered())
                .isFalse();
    }

    @Test
    void readsOnlyTheLifeAskedFor() throws Exception {
        world.create("a");
        world.delete("a");
        world.create("a");
        UUID first = new UUID(7L << 12, 1);

        assertThat(offsets(
                        roomPage("a", Optional.of(first), Optional.empty(), 10).events()))
                .containsExactly(1L, 2L);
        assertThat(answer(log.ofRoom("a", Optional.of(new UUID(1, 2)), Optional.empty(), 10)))
                .isInstanceOf(Answer.Unknown.class);
        assertThat(answer(log.ofRoom("nobody", Optional.empty(), Optional.empty(), 10)))
                .isInstanceOf(Answer.Unknown.class);
    }

    private Page roomPage(String room, Optional<UUID> epoch, Optional<Cursor> after, int max) throws Exception {
        return ((Answer.Found<Page>) answer(log.ofRoom(room, epoch, after, max))).value();
    }

    @Test
    void findsEventById() throws Exception {
        world.create("a");
        world.peerAdded("a");

        assertThat(answer(log.find(EventWorld.eventId(3))))
                .isInstanceOfSatisfying(
                        Answer.Found.class,
                        found -> assertThat(((LoggedEvent) found.value()).cursor())
                                .isEqualTo(world.cursor(2)));
        assertThat(answer(log.find(EventWorld.eventId(9)))).isInstanceOf(Answer.Unknown.class);
        assertThat(answer(log.find(new UUID(1, 2)))).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void pagesOfRoomWithLargeMetadataEndByTheirCharacters(@TempDir Path other) throws Exception {
        EventWorld large = new EventWorld(other, JournalOptions.defaults());
        log = large.history().forRequests();
        large.create("a");
        for (int i = 0; i < 40; i++) {
            large.peerAdded("a", 60_000);
        }

        List<Long> read = new ArrayList<>();
        Page page = roomPage("a", Optional.empty(), Optional.empty(), 1_000);
        assertThat(page.events()).hasSize(19);
        read.addAll(offsets(page.events()));
        while (page.more()) {
            page = roomPage("a", Optional.empty(), Optional.of(page.next()), 1_000);
            read.addAll(offsets(page.events()));
        }

        assertThat(read).hasSize(41).isSorted().doesNotHaveDuplicates();
        large.close();
    }

    @Test
    void aFileThatCannotBeReadIsNoDefectOfTheQuestion() throws Exception {
        world.create("a");
        Journal unreadable = (Journal) Proxy.newProxyInstance(
                Journal.class.getClassLoader(), new Class<?>[] {Journal.class}, (_, method, arguments) -> {
                    if (method.getName().equals("history")) {
                        throw new UncheckedIOException(new IOException("Input/output error"));
                    }
                    return method.invoke(world.journal(), arguments);
                });
        try (EventHistory history = EventHistory.open(unreadable)) {
            assertThat(answer(history.forRequests().ofRoom("a", Optional.empty(), Optional.empty(), 10)))
                    .isInstanceOf(Answer.Unavailable.class);
        }
    }

    @Test
    void saysWhatRetentionTookAndRefusesReplayOfIt(@TempDir Path other) throws Exception {
        EventWorld kept = new EventWorld(other, EventWorld.keepingLittle());
        log = kept.history().forRequests();
        kept.create("a");
        while (kept.journal().oldest() < 50) {
            kept.journal().keepFrom(kept.journal().durable() + 1);
            kept.peerAdded("a");
        }
        long oldest = kept.journal().oldest();

        Page page = page(ALL.after(kept.cursor(10)), 10);
        assertThat(page.missing())
                .hasValue(new EventLog.Missing(kept.cursor(10), kept.cursor(oldest - 1), oldest - 11));
        assertThat(page.events().getFirst().cursor()).isEqualTo(kept.cursor(oldest));
        assertThat(answer(log.range(new Start.After(kept.cursor(10)), OptionalLong.empty())))
                .isInstanceOf(Answer.Unknown.class);
        assertThat(answer(log.range(new Start.After(kept.cursor(oldest - 1)), OptionalLong.empty())))
                .isInstanceOf(Answer.Found.class);
        kept.close();
    }

    @Test
    void theRangeOfReplayHoldsWhatOccurredBeforeItsEndAndWasWrittenLater() throws Exception {
        world.create("a");
        world.peerAdded("a");
        world.peerAdded("a");
        world.peerAddedLate("a", 2_500_000);
        world.peerAdded("a");
        long until = EventWorld.START_MICROS + 3_500_000;

        assertThat(answer(log.range(new Start.Oldest(), OptionalLong.of(until))))
                .isEqualTo(new Answer.Found<>(new EventLog.Range(1, 4)));
    }

    @Test
    void givesTheRangeOfReplay() throws Exception {
        world.create("a");
        world.peerAdded("a");
        world.peerAdded("a");
        long third = EventWorld.START_MICROS + 4 * 1_000_000;

        assertThat(answer(log.range(new Start.Oldest(), OptionalLong.empty())))
                .isEqualTo(new Answer.Found<>(new EventLog.Range(1, 3)));
        assertThat(answer(log.range(new Start.After(world.cursor(1)), OptionalLong.of(third))))
                .isEqualTo(new Answer.Found<>(new EventLog.Range(2, 2)));
        assertThat(answer(log.range(new Start.After(Cursor.of(new UUID(1, 2), 1)), OptionalLong.empty())))
                .isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void pollEndsWithNothingWhenTheTimeIsUp() throws Exception {
        world.create("a");
        EventQuery after = ALL.after(world.cursor(1));

        Answer<Page> nothing = answer(log.page(after, 10, 50, new CompletableFuture<>()));

        assertThat(nothing)
                .isInstanceOfSatisfying(
                        Answer.Found.class,
                        found -> assertThat(((Page) found.value()).events()).isEmpty());
    }

    @Test
    void pollsBeyondTheLimitAreRefused() throws Exception {
        world.create("a");
        EventQuery after = ALL.after(world.cursor(1));
        CompletableFuture<Void> gone = new CompletableFuture<>();
        List<CompletionStage<Answer<Page>>> waiting = new ArrayList<>();
        for (int i = 0; i < EventHistory.MAX_POLLS; i++) {
            waiting.add(log.page(after, 10, 60_000, gone));
        }
        while (world.history().waitingPolls() < EventHistory.MAX_POLLS) {
            Thread.onSpinWait();
        }

        assertThat(answer(log.page(after, 10, 60_000, gone))).isInstanceOf(Answer.Unavailable.class);
        gone.complete(null);
        for (CompletionStage<Answer<Page>> poll : waiting) {
            assertThat(answer(poll)).isInstanceOf(Answer.Found.class);
        }
        assertThat(world.history().waitingPolls()).isZero();
    }
}
