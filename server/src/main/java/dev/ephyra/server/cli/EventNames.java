package dev.ephyra.server.cli;

import dev.ephyra.notify.record.EventType;
import dev.ephyra.server.cli.client.ClientFailure;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The names of events as people type them: with or without the right capitals. Stateless. */
final class EventNames {
    private EventNames() {}

    static EventType of(String name) throws ClientFailure {
        String plain = name.replace("_", "").replace("-", "");
        for (EventType type : EventType.values()) {
            if (type.text().equalsIgnoreCase(plain)) {
                return type;
            }
        }
        throw new ClientFailure(ClientFailure.Kind.USAGE, "There is no event called " + name + "; there are " + list());
    }

    static String list() {
        return Arrays.stream(EventType.values()).map(EventType::text).collect(Collectors.joining(", "));
    }
}
