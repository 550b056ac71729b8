package dev.ephyra.server.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.api.operator.EventQuery;
import dev.ephyra.api.operator.EventQuery.Start;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.notify.record.EventCodec;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.RoomEvent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventWaitersTest {
    private static final EventQuery ALL = query(Optional.empty(), Set.of());

    private final EventWaiters waiters = new EventWaiters(2);

    private static EventQuery query(Optional<String> room, Set<EventType> types) {
        return new EventQuery(room, types, OptionalLong.empty(), OptionalLong.empty(), new Start.Head());
    }

    private static JournalRecord deleted(long offset, String room, int notificationBytes) {
        return new JournalRecord(
                offset,
                room,
                new UUID(1, 1),
                offset,
                new UUID(2, offset),
                offset,
                Lifecycle.CLOSES,
                EventCodec.encode(new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED)),
                new byte[notificationBytes]);
    }

    private static OptionalLong woken(EventWaiters.Waiter waiter) {
        return waiter.woken().toCompletableFuture().getNow(OptionalLong.of(-1));
    }

    private static boolean waits(EventWaiters.Waiter waiter) {
        return !waiter.woken().toCompletableFuture().isDone();
    }

    @Test
    void wakesThoseWhoMayWantWhatCame() {
        EventWaiters.Waiter room =
                waiters.await(5, query(Optional.of("a"), Set.of()), 100).orElseThrow();
        EventWaiters.Waiter type = waiters.await(5, query(Optional.empty(), Set.of(EventType.PEER_ADDED)), 100)
                .orElseThrow();

        waiters.onRecords(List.of(deleted(5, "b", 1)));
        assertThat(waits(room)).isTrue();
        waiters.onRecords(List.of(deleted(6, "b", 1), deleted(7, "a", 1)));

        assertThat(woken(room)).hasValue(6);
        assertThat(waits(type)).isTrue();
        assertThat(waiters.waiting()).isEqualTo(1);
    }

    @Test
    void recordsWithoutNotificationWakeNobody() {
        EventWaiters.Waiter waiter = waiters.await(1, ALL, 100).orElseThrow();

        waiters.onRecords(List.of(deleted(1, "a", 0)));

        assertThat(waits(waiter)).isTrue();
    }

    @Test
    void wakesAtOnceWhoComesAfterThePump() {
        waiters.onRecords(List.of(deleted(4, "a", 1)));

        assertThat(woken(waiters.await(4, ALL, 100).orElseThrow())).hasValue(4);
        assertThat(waits(waiters.await(5, ALL, 100).orElseThrow())).isTrue();
    }

    @Test
    void everyoneReadsOnAtALoss() {
        EventWaiters.Waiter behind =
                waiters.await(3, query(Optional.of("a"), Set.of()), 100).orElseThrow();
        EventWaiters.Waiter within = waiters.await(6, ALL, 100).orElseThrow();
        waiters.onRecords(List.of(deleted(3, "b", 1)));

        waiters.onLost(5, 8);

        assertThat(woken(behind)).hasValue(5);
        assertThat(woken(within)).hasValue(6);
        assertThat(woken(waiters.await(8, ALL, 100).orElseThrow())).hasValue(8);
        EventWaiters.Waiter beyond = waiters.await(9, ALL, 100).orElseThrow();
        waiters.onLost(5, 8);
        assertThat(waits(beyond)).isTrue();
    }

    @Test
    void endsWaitingWhenTheTimeIsUpOrItIsCancelled() {
        EventWaiters.Waiter early = waiters.await(1, ALL, 100).orElseThrow();
        EventWaiters.Waiter late = waiters.await(1, ALL, 200).orElseThrow();

        waiters.onTime(99);
        assertThat(waits(early)).isTrue();
        waiters.onTime(100);
        assertThat(woken(early)).isEmpty();
        late.cancel();

        assertThat(woken(late)).isEmpty();
        assertThat(waiters.waiting()).isZero();
    }

    @Test
    void letsOnlySoManyWait() {
        EventWaiters.Waiter first = waiters.await(1, ALL, 100).orElseThrow();
        assertThat(waiters.await(1, ALL, 100)).isPresent();

        assertThat(waiters.await(1, ALL, 100)).isEmpty();
        first.cancel();
        assertThat(waiters.await(1, ALL, 100)).isPresent();
    }

    @Test
    void nobodyWaitsOnceItEnded() {
        EventWaiters.Waiter waiter = waiters.await(1, ALL, 100).orElseThrow();

        waiters.end();

        assertThat(woken(waiter)).isEmpty();
        assertThat(woken(waiters.await(1, ALL, 100).orElseThrow())).isEmpty();
    }
}
