package dev.ephyra.notify.metrics;

import com.google.protobuf.ByteString;
import dev.ephyra.room.RoomId;
import dev.ephyra.wire.ServerMessage;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A report while it is divided into messages: between rooms, and inside a room or an endpoint only if that alone is too
 * large for a message. Owned by whoever writes.
 */
final class ReportPages {
    /** The tags and lengths around the text. */
    private static final int ENVELOPE_BYTES = 16;

    /** A comma, and what closes endpoint, room and report. */
    private static final int CLOSING_BYTES = 4;

    private final List<byte[]> messages = new ArrayList<>();
    private final ByteArrayOutputStream page = new ByteArrayOutputStream();
    private boolean isFirst = true;

    /** Whether the page has anything beside the beginning of a room. */
    private boolean hasEndpoints;

    ReportPages() {
        page.write('{');
    }

    /** Adds a room with at least one endpoint. */
    void room(RoomId id, List<EndpointText> endpoints) {
        byte[] name = MembersText.name("room_id=" + id.value());
        long bytes = name.length + 4L;
        for (EndpointText endpoint : endpoints) {
            bytes += endpoint.bytes();
        }
        if (hasEndpoints && !fits(bytes)) {
            flush();
        }
        open(name);
        for (EndpointText endpoint : endpoints) {
            if (hasEndpoints && !fits(endpoint.bytes())) {
                close();
                flush();
                open(name);
            }
            endpoint(name, endpoint);
        }
        close();
    }

    private void endpoint(byte[] room, EndpointText endpoint) {
        open(endpoint.name());
        for (byte[] member : endpoint.members()) {
            if (hasEndpoints && !fits(member.length)) {
                close();
                close();
                flush();
                open(room);
                open(endpoint.name());
            }
            separate();
            page.writeBytes(member);
            hasEndpoints = true;
        }
        close();
    }

    private boolean fits(long more) {
        return ENVELOPE_BYTES + page.size() + CLOSING_BYTES + more <= MetricsReports.MAX_MESSAGE_BYTES;
    }

    private void open(byte[] name) {
        separate();
        page.writeBytes(name);
        page.write(':');
        page.write('{');
        isFirst = true;
    }

    private void separate() {
        if (!isFirst) {
            page.write(',');
        }
        isFirst = false;
    }

    private void close() {
        page.write('}');
        isFirst = false;
    }

    private void flush() {
        close();
        messages.add(ServerMessage.newBuilder()
                .setMetricsReport(ServerMessage.MetricsReport.newBuilder()
                        .setMetricsBytes(ByteString.copyFrom(page.toByteArray())))
                .build()
                .toByteArray());
        page.reset();
        page.write('{');
        isFirst = true;
        hasEndpoints = false;
    }

    /** The messages; one with an empty object if there were no rooms. */
    List<byte[]> finish() {
        if (hasEndpoints || messages.isEmpty()) {
            flush();
        }
        return messages;
    }
}
