package dev.ephyra.server.http;

import dev.ephyra.api.JsonText;
import dev.ephyra.api.operator.EventLog.LoggedEvent;
import dev.ephyra.api.operator.EventLog.Missing;
import dev.ephyra.api.operator.EventLog.Page;

/**
 * Pages of events in the format of Server-Sent Events (HTML Living Standard, section 9.2.5). Each event's id is its cursor,
 * so that {@code Last-Event-ID} resumes. Stateless.
 */
final class ServerSentEvents {
    private ServerSentEvents() {}

    static String of(Page page) {
        StringBuilder out = new StringBuilder(page.events().size() * 1_024 + 128);
        if (!page.recovered()) {
            String data = new JsonText()
                    .object()
                    .rawMember("recovered", "false")
                    .member("oldest", page.oldest().text())
                    .member("next", page.next().text())
                    .end()
                    .toString();
            append(page.next().text(), "gap", data, out);
        }
        page.missing().ifPresent(missing -> gap(missing, out));
        for (LoggedEvent event : page.events()) {
            append(event.cursor().text(), event.type().text(), event.json(), out);
        }
        if (out.isEmpty()) {
            // An id without data moves Last-Event-ID and tells the application nothing: who waits for a rare event must
            // not fall behind what the log keeps.
            out.append(": ping\nid: ").append(page.next().text()).append("\n\n");
        }
        return out.toString();
    }

    private static void gap(Missing missing, StringBuilder out) {
        String data = new JsonText()
                .object()
                .rawMember("recovered", "true")
                .member("after", missing.after().text())
                .member("upTo", missing.upTo().text())
                .rawMember("records", Long.toString(missing.records()))
                .end()
                .toString();
        append(missing.upTo().text(), "gap", data, out);
    }

    private static void append(String id, String type, String data, StringBuilder out) {
        out.append("id: ").append(id).append("\nevent: ").append(type).append('\n');
        // A line break inside JSON is white space, so that it may be read back as one.
        data.lines().forEach(line -> out.append("data: ").append(line).append('\n'));
        out.append('\n');
    }
}
