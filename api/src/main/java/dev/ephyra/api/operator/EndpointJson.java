package dev.ephyra.api.operator;

import dev.ephyra.api.JsonText;
import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.record.Rfc3339;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes endpoints; the values of their headers, which are often credentials, are masked. Stateless. */
final class EndpointJson {
    /** Stands for the value of a header. */
    static final String MASK = "***";

    private EndpointJson() {}

    /** @param secret shown if it is not empty */
    static String endpoint(EndpointStatus status, String secret) {
        Endpoint endpoint = status.endpoint();
        JsonText out = new JsonText().object();
        out.member("id", endpoint.id()).member("url", endpoint.url());
        filter(endpoint.filter(), out);
        out.member("format", endpoint.format().text());
        out.rawMember("meta", Boolean.toString(endpoint.meta()));
        out.name("headers").object();
        new TreeMap<>(endpoint.headers()).forEach((name, value) -> out.member(name, MASK));
        out.end();
        batching(endpoint.batching(), out);
        out.member("poison", endpoint.deadLetters().name().toLowerCase(Locale.ROOT));
        out.rawMember("maxAgeSeconds", Long.toString(endpoint.maxAgeMillis() / 1_000));
        out.rawMember("timeoutSeconds", Integer.toString(endpoint.totalTimeoutMillis() / 1_000));
        status(status, out);
        if (!secret.isEmpty()) {
            out.member("secret", secret);
        }
        return out.end().toString();
    }

    private static void filter(EventFilter filter, JsonText out) {
        types("include", filter.include(), out);
        types("exclude", filter.exclude(), out);
        out.member("roomIdPrefix", filter.roomIdPrefix());
        out.name("roomMetadata").object();
        for (Map.Entry<String, String> member : new TreeMap<>(filter.roomMetadata()).entrySet()) {
            out.rawMember(member.getKey(), member.getValue());
        }
        out.end();
    }

    private static void types(String name, Set<EventType> types, JsonText out) {
        out.name(name).array();
        types.stream().sorted().forEach(type -> out.string(type.text()));
        out.end();
    }

    private static void batching(Batching batching, JsonText out) {
        if (batching.maxEvents() == 1) {
            out.rawMember("batching", "false");
            return;
        }
        out.name("batching").object();
        out.rawMember("maxEvents", Integer.toString(batching.maxEvents()));
        out.rawMember("maxBytes", Integer.toString(batching.maxBytes()));
        out.rawMember("lingerMillis", Integer.toString(batching.lingerMillis())).end();
    }

    private static void status(EndpointStatus status, JsonText out) {
        out.member("state", status.state().name().toLowerCase(Locale.ROOT));
        boolean registered = status.endpoint().isRegistered();
        out.member("source", registered ? status.fromFile() ? "file" : "api" : "room");
        out.member("lastFailure", status.lastFailure());
        out.rawMember("lanes", Long.toString(status.lanes()));
        out.rawMember("blockedLanes", Long.toString(status.blockedLanes()));
        out.rawMember("inFlight", Integer.toString(status.inFlight()));
        out.rawMember("concurrency", Integer.toString(status.concurrency()));
        long oldest = status.oldestUndeliveredMicros();
        out.name("oldestUndeliveredAt");
        if (oldest == 0) {
            out.raw("null");
        } else {
            out.string(Rfc3339.micros(oldest));
        }
        out.rawMember("deadLetters", Long.toString(status.deadLetters()));
        out.name("rotation");
        status.rotation()
                .ifPresentOrElse(
                        rotation -> out.object()
                                .member("legacyFlipsAt", Rfc3339.micros(rotation.legacyFlipsAtMicros()))
                                .member("overlapEndsAt", Rfc3339.micros(rotation.overlapEndsAtMicros()))
                                .end(),
                        () -> out.raw("null"));
    }
}
