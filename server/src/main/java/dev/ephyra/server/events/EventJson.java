package dev.ephyra.server.events;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.api.JsonText;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.body.ProtoJson;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.Rfc3339;
import dev.ephyra.room.Metadata;
import dev.ephyra.wire.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** One record as the API shows it. Stateless. */
final class EventJson {
    private EventJson() {}

    /** @param logEpoch of the journal that the record is of */
    static String of(JournalRecord record, EventFacts facts, UUID logEpoch) {
        JsonText out = new JsonText().object();
        out.member("eventId", record.eventId().toString());
        out.member("type", facts.type().text());
        out.member("room", record.room());
        out.member("roomEpoch", record.roomEpoch().toString());
        out.rawMember("roomSeq", Long.toString(record.roomSeq()));
        // Of the log and not of its reader, who may have asked for some types only: what is lost is said by page.
        out.rawMember("prevSeq", Long.toString(record.roomSeq() - 1));
        out.member("cursor", Cursor.of(logEpoch, record.offset()).text());
        out.member("occurredAt", Rfc3339.micros(record.occurredAtMicros()));
        if (!facts.reason().isEmpty()) {
            out.member("reason", facts.reason());
        }
        if (!facts.detail().isEmpty()) {
            out.member("detail", facts.detail());
        }
        context(facts, out);
        out.rawMember("notification", notification(record));
        return out.end().toString();
    }

    private static void context(EventFacts facts, JsonText out) {
        EventContext context = facts.context();
        if (!context.roomMetadata().equals(Metadata.NONE)) {
            out.rawMember("roomMetadata", context.roomMetadata().json());
        }
        if (!context.peerMetadata().equals(Metadata.NONE)) {
            out.rawMember("peerMetadata", context.peerMetadata().json());
        }
        if (!facts.type().isOfServer()) {
            out.name("counts").object();
            out.rawMember("peers", Integer.toString(context.peers()));
            out.rawMember("connectedPeers", Integer.toString(context.connectedPeers()));
            out.rawMember("components", Integer.toString(context.components()));
            out.rawMember("tracks", Integer.toString(context.tracks())).end();
        }
        if (context.lastAliveAtMicros() > 0) {
            out.member("lastAliveAt", Rfc3339.micros(context.lastAliveAtMicros()));
        }
        if (context.test()) {
            out.rawMember("test", "true");
        }
    }

    private static String notification(JournalRecord record) {
        try {
            return new String(ProtoJson.bytes(ServerMessage.parseFrom(record.notification())), StandardCharsets.UTF_8);
        } catch (InvalidProtocolBufferException notOurs) {
            throw new IllegalArgumentException(
                    "record " + record.offset() + " has no notification that decodes", notOurs);
        }
    }
}
