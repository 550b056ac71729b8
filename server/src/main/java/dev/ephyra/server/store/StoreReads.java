package dev.ephyra.server.store;

import dev.ephyra.notify.endpoint.Deliveries.Attempt;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What may be asked of the database. Only on the thread that writes it, see {@link PositionWriter#ask}. */
public interface StoreReads {
    /** Dead letters after {@code afterId}, oldest first, at most {@code max}; of one endpoint if given. */
    List<DeadLetterRow> deadLetters(Optional<String> endpointId, long afterId, int max) throws SQLException;

    Optional<DeadLetterRow> deadLetter(long id) throws SQLException;

    List<DeadLetterRow> deadLettersOf(UUID eventId) throws SQLException;

    /** The highest id of an endpoint's dead letters; 0 if there is none. */
    long lastDeadLetter(String endpointId) throws SQLException;

    /** How many, by endpoint. */
    Map<String, Long> deadLetterCounts() throws SQLException;

    /** The latest failed POSTs to an endpoint, newest first. */
    List<Attempt> attempts(String endpointId, int max) throws SQLException;

    /** The failed POSTs that carried one event, oldest first. */
    List<Attempt> attemptsOf(UUID roomEpoch, long roomSeq, int max) throws SQLException;
}
