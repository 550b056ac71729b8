package dev.ephyra.server.store;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.lane.LaneOutput;

/**
 * A dead letter with its bytes, which it keeps longer than the journal does.
 *
 * @param letter its id is 0 until it is stored
 */
public record DeadLetterRow(Deliveries.DeadLetter letter, JournalRecord event) {
    /** One of the events that a lane gives up. */
    public static DeadLetterRow of(LaneOutput.WriteDeadLetters dead, Item member, long nowMicros) {
        JournalRecord event = member.record();
        return new DeadLetterRow(
                new Deliveries.DeadLetter(
                        0,
                        dead.lane().identity().endpointId(),
                        event.eventId(),
                        event.room(),
                        event.roomEpoch(),
                        event.roomSeq(),
                        event.occurredAtMicros(),
                        member.facts().type().text(),
                        dead.cause().text(),
                        dead.attempts(),
                        dead.lastFailure(),
                        nowMicros),
                event);
    }
}
