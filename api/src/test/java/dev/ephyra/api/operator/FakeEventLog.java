package dev.ephyra.api.operator;

import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log of one event, that remembers what it was asked. Owned by its test's thread. */
final class FakeEventLog implements EventLog {
    static final UUID EPOCH = new UUID(3, 4);
    static final LoggedEvent EVENT =
            new LoggedEvent(Cursor.of(EPOCH, 5), EventType.PEER_ADDED, "{\"type\":\"peerAdded\"}");

    final List<String> asked = new ArrayList<>();
    final List<EventQuery> queries = new ArrayList<>();
    Optional<Missing> missing = Optional.empty();
    boolean recovered = true;
    boolean known = true;
    Optional<String> unavailable = Optional.empty();

    private <T> CompletionStage<Answer<T>> say(String asking, T found) {
        asked.add(asking);
        Answer<T> answer = unavailable
                .<Answer<T>>map(Answer.Unavailable::new)
                .orElseGet(() -> known ? new Answer.Found<>(found) : new Answer.Unknown<>());
        return CompletableFuture.completedFuture(answer);
    }

    private Page page() {
        List<LoggedEvent> events = recovered ? List.of(EVENT) : List.of();
        return new Page(events, Cursor.of(EPOCH, 6), Cursor.of(EPOCH, 0), recovered, missing, recovered);
    }

    @Override
    public CompletionStage<Answer<Page>> page(EventQuery query, int max, long waitMillis, CompletionStage<Void> gone) {
        queries.add(query);
        return say("page " + max + " " + waitMillis, page());
    }

    @Override
    public CompletionStage<Answer<Page>> ofRoom(String room, Optional<UUID> epoch, Optional<Cursor> after, int max) {
        String from = after.map(cursor -> " after " + cursor.offset()).orElse("");
        return say("room " + room + epoch.map(life -> " " + life).orElse("") + from + " " + max, page());
    }

    @Override
    public CompletionStage<Answer<LoggedEvent>> find(UUID eventId) {
        return say("find " + eventId, EVENT);
    }

    @Override
    public CompletionStage<Answer<Range>> range(EventQuery.Start start, OptionalLong untilMicros) {
        return say("range " + start + " " + untilMicros, new Range(5, untilMicros.isPresent() ? 4 : 9));
    }
}
