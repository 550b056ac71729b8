package dev.ephyra.api.operator;

import dev.ephyra.notify.record.Cursor;
import java.util.List;
import java.util.Optional;

/** The durable consumers of the server socket. Thread-safe; never blocks. */
public interface DurableConsumers {
    /**
     * One that is configured, or has connected.
     *
     * @param place empty if it never had one
     */
    record DurableConsumer(String name, boolean connected, Optional<Place> place) {}

    /**
     * How far one is.
     *
     * @param cursor just behind the last record it has
     * @param lag durable records behind that
     */
    record Place(Cursor cursor, long lag) {}

    /** What came of forgetting one. */
    enum Forgotten {
        DONE,
        UNKNOWN,
        /** The settings name it: until a restart without it nothing may be lost to it. */
        CONFIGURED,
        /** It would begin where it is. */
        CONNECTED
    }

    /** All that are known, by name. */
    List<DurableConsumer> list();

    /** Forgets the place of one: if it comes back, it begins at the head. */
    Forgotten forget(String name);
}
