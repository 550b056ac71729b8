package dev.ephyra.api.operator;

import dev.ephyra.api.JsonText;
import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.record.Rfc3339;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Writes deliveries, attempts, dead letters and replays. Stateless. */
final class DeliveryJson {
    private DeliveryJson() {}

    /** {@code {"<name>":[…]}} of some things. */
    static <T> JsonText list(String name, List<T> things, Function<T, String> json) {
        JsonText out = new JsonText().object().name(name).array();
        things.forEach(thing -> out.raw(json.apply(thing)));
        return out.end();
    }

    static String attempt(Deliveries.Attempt attempt) {
        JsonText out = new JsonText().object();
        out.member("endpoint", attempt.endpointId());
        out.member("eventId", attempt.eventId().toString());
        out.rawMember("number", Integer.toString(attempt.number()));
        out.member("at", Rfc3339.micros(attempt.atMicros()));
        out.rawMember("millis", Long.toString(attempt.millis()));
        out.rawMember("status", Integer.toString(attempt.status()));
        out.member("failure", attempt.failure());
        out.member("answer", attempt.answer());
        out.rawMember("replay", Boolean.toString(attempt.replay()));
        return out.end().toString();
    }

    static String delivery(Deliveries.Delivery delivery) {
        JsonText out = new JsonText().object();
        out.member("endpoint", delivery.endpointId());
        out.member("state", delivery.state().name().toLowerCase(Locale.ROOT));
        out.name("attempts").array();
        delivery.attempts().forEach(attempt -> out.raw(attempt(attempt)));
        return out.end().end().toString();
    }

    static String deadLetter(Deliveries.DeadLetter letter) {
        JsonText out = new JsonText().object();
        out.rawMember("id", Long.toString(letter.id()));
        out.member("endpoint", letter.endpointId());
        out.member("eventId", letter.eventId().toString());
        out.member("type", letter.type());
        out.member("room", letter.room());
        out.member("roomEpoch", letter.roomEpoch().toString());
        out.rawMember("roomSeq", Long.toString(letter.roomSeq()));
        out.member("occurredAt", Rfc3339.micros(letter.occurredAtMicros()));
        out.member("cause", letter.cause());
        out.rawMember("attempts", Integer.toString(letter.attempts()));
        out.member("lastFailure", letter.lastFailure());
        out.member("diedAt", Rfc3339.micros(letter.diedAtMicros()));
        return out.end().toString();
    }

    static String replay(Deliveries.ReplayStatus status) {
        Deliveries.Replay replay = status.replay();
        JsonText out = new JsonText().object();
        out.member("id", status.id());
        out.member("endpoint", replay.endpointId());
        if (!replay.room().isEmpty()) {
            out.member("room", replay.room());
        }
        out.rawMember("failedOnly", Boolean.toString(replay.failedOnly()));
        out.rawMember("perSecond", Integer.toString(replay.perSecond()));
        out.member("state", status.state());
        out.rawMember("sent", Long.toString(status.sent()));
        out.rawMember("failed", Long.toString(status.failed()));
        // Where it stands among the records of the log, for a progress bar; offsets mean nothing beyond that.
        out.rawMember("fromRecord", Long.toString(replay.fromOffset()));
        out.rawMember("toRecord", Long.toString(replay.toOffset()));
        out.rawMember("nextRecord", Long.toString(status.nextOffset()));
        return out.end().toString();
    }
}
