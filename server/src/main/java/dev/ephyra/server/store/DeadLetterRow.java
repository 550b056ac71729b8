package dev.ephyra.server.store;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.Deliveries;

/**
 * A dead letter with its bytes, which it keeps longer than the journal does.
 *
 * @param letter its id is 0 until it is stored
 */
public record DeadLetterRow(Deliveries.DeadLetter letter, JournalRecord event) {}
