package dev.ephyra.server.media;

import dev.ephyra.room.ConnectionId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What each connection offered last and was answered, without its secrets, for the metrics report. Written by the loops of
 * rooms, read by whoever reports; bounded by the connections, each of which is closed in the end.
 */
final class Descriptions {
    /** Of offer and answer together: 20 sections. Reports do not show longer ones. */
    static final int MAX_CHARS = 128 << 10;

    private final Map<ConnectionId, Described> latest = new ConcurrentHashMap<>();

    /** An offer and its answer. */
    record Described(String offer, String answer) {}

    void put(ConnectionId connection, String offer, String answer) {
        if ((long) offer.length() + answer.length() > MAX_CHARS) {
            latest.remove(connection);
        } else {
            latest.put(connection, new Described(offer, answer));
        }
    }

    void remove(ConnectionId connection) {
        latest.remove(connection);
    }

    Optional<Described> of(ConnectionId connection) {
        return Optional.ofNullable(latest.get(connection));
    }
}
