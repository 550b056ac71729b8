package dev.ephyra.notify.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes {@link Presence} as the messages of one metrics report: {@code room_id=..} to {@code endpoint_id=..} to
 * {@code endpoint.metadata}. Stateless.
 *
 * <p>The Python notifier closes on a message over 1 MiB, so a report is split between rooms, and inside one only if that
 * room alone is too large.
 */
public final class MetricsReports {
    static final int MAX_MESSAGE_BYTES = 512 << 10;

    /** The tags and lengths around the text, and its braces. */
    private static final int ENVELOPE_BYTES = 64;

    /** The fixed text of one endpoint or one room, with its punctuation. */
    private static final int ENTRY_BYTES = 64;

    /** A char is at most 6 bytes in a JSON string, as {@code \\u0000}. */
    private static final int MAX_ESCAPED_CHAR_BYTES = 6;

    private static final JsonFactory JSON = new JsonFactory();

    private MetricsReports() {}

    /** The report as ServerMessages, each at most 512 KiB; one with an empty object if nobody is connected. */
    public static List<byte[]> encode(Presence presence) {
        List<byte[]> messages = new ArrayList<>();
        Part part = new Part();
        for (Map.Entry<RoomId, SortedMap<PeerId, Metadata>> room :
                presence.rooms().entrySet()) {
            int roomBytes = nameBytes(room.getKey().value());
            for (Map.Entry<PeerId, Metadata> peer : room.getValue().entrySet()) {
                roomBytes += endpointBytes(peer);
            }
            if (!part.fits(roomBytes)) {
                part = flush(part, messages);
            }
            part.openRoom(room.getKey());
            for (Map.Entry<PeerId, Metadata> peer : room.getValue().entrySet()) {
                if (!part.fits(endpointBytes(peer))) {
                    part.closeRoom();
                    part = flush(part, messages);
                    part.openRoom(room.getKey());
                }
                part.endpoint(peer.getKey(), peer.getValue());
            }
            part.closeRoom();
        }
        if (!part.isEmpty() || messages.isEmpty()) {
            flush(part, messages);
        }
        return messages;
    }

    private static Part flush(Part part, List<byte[]> messages) {
        if (!part.isEmpty() || messages.isEmpty()) {
            messages.add(part.message());
        }
        return new Part();
    }

    private static int nameBytes(String id) {
        return ENTRY_BYTES + MAX_ESCAPED_CHAR_BYTES * id.length();
    }

    private static int endpointBytes(Map.Entry<PeerId, Metadata> peer) {
        return nameBytes(peer.getKey().value()) + shown(peer.getValue()).bytes();
    }

    /** Metadata that would fill a message alone is left out: a report that kills its reader tells nothing. */
    private static Shown shown(Metadata metadata) {
        Shown shown = new Shown(metadata.json(), utf8Bytes(metadata.json()));
        return shown.bytes() > MAX_MESSAGE_BYTES / 2 ? new Shown("null", 4) : shown;
    }

    private static int utf8Bytes(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair counts 2, together 4.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    private record Shown(String json, int bytes) {}

    /** One message while it is written. Bytes are counted from above. */
    private static final class Part {
        private final StringWriter text = new StringWriter();
        private final JsonGenerator json;
        private int bytes = ENVELOPE_BYTES;

        Part() {
            try {
                json = JSON.createGenerator(text);
                json.writeStartObject();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        boolean fits(int more) {
            return bytes + more <= MAX_MESSAGE_BYTES;
        }

        boolean isEmpty() {
            return bytes == ENVELOPE_BYTES;
        }

        void openRoom(RoomId room) {
            try {
                json.writeObjectFieldStart("room_id=" + room.value());
                bytes += nameBytes(room.value());
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        void endpoint(PeerId peer, Metadata metadata) {
            try {
                Shown shown = shown(metadata);
                json.writeObjectFieldStart("endpoint_id=" + peer.value());
                json.writeFieldName("endpoint.metadata");
                json.writeRawValue(shown.json());
                json.writeEndObject();
                bytes += nameBytes(peer.value()) + shown.bytes();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        void closeRoom() {
            try {
                json.writeEndObject();
            } catch (IOException e) {
                throw unwritable(e);
            }
        }

        byte[] message() {
            try {
                json.writeEndObject();
                json.close();
            } catch (IOException e) {
                throw unwritable(e);
            }
            return ServerMessage.newBuilder()
                    .setMetricsReport(ServerMessage.MetricsReport.newBuilder().setMetrics(text.toString()))
                    .build()
                    .toByteArray();
        }

        /** A StringWriter does not fail. */
        private static UncheckedIOException unwritable(IOException e) {
            return new UncheckedIOException("writing to memory failed", e);
        }
    }
}
