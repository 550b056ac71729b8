package dev.ephyra.api.operator;

import dev.ephyra.notify.record.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Three consumers: one connected, one that is not, one that never was. */
final class FakeConsumers implements DurableConsumers {
    static final Cursor CURSOR = Cursor.of(new UUID(1, 2), 5);

    private final List<DurableConsumer> consumers = new ArrayList<>(List.of(
            new DurableConsumer("billing", true, Optional.of(new Place(CURSOR, 0))),
            new DurableConsumer("dead", false, Optional.of(new Place(CURSOR, 7))),
            new DurableConsumer("new", false, Optional.empty())));

    @Override
    public List<DurableConsumer> list() {
        return List.copyOf(consumers);
    }

    @Override
    public Forgotten forget(String name) {
        Optional<DurableConsumer> found = consumers.stream()
                .filter(consumer -> consumer.name().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            return Forgotten.UNKNOWN;
        }
        if (name.equals("new")) {
            return Forgotten.CONFIGURED;
        }
        if (found.get().connected()) {
            return Forgotten.CONNECTED;
        }
        consumers.remove(found.get());
        return Forgotten.DONE;
    }
}
