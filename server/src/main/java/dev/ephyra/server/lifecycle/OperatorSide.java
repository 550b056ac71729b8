package dev.ephyra.server.lifecycle;

import dev.ephyra.api.Api;
import dev.ephyra.api.AuthFailureLimit;
import dev.ephyra.api.ServerTokenCheck;
import dev.ephyra.api.operator.Backups;
import dev.ephyra.api.operator.DurableConsumers;
import dev.ephyra.api.operator.OperatorApi;
import dev.ephyra.journal.Journal;
import dev.ephyra.notify.endpoint.TestEvents;
import dev.ephyra.room.Rooms;
import dev.ephyra.server.Version;
import dev.ephyra.server.events.EventHistory;
import dev.ephyra.server.http.HttpEdge;
import dev.ephyra.server.http.StreamCount;
import dev.ephyra.server.pump.RecordSink;
import dev.ephyra.server.webhook.WebhookDispatcher;
import java.nio.file.Path;
import java.util.List;

/**
 * What stands behind {@code /ephyra/v1}: the log as it is read there, and the streams of it. Opened with the journal, closed
 * after the ports. Owned by the main thread.
 */
record OperatorSide(
        Journal journal, WebhookDispatcher webhooks, EventHistory history, StreamCount streams, Backups backups) {
    static OperatorSide open(Path data, Journal journal, WebhookDispatcher webhooks) {
        return new OperatorSide(
                journal,
                webhooks,
                EventHistory.open(journal),
                new StreamCount(EventHistory.MAX_STREAMS),
                new DataBackup(data, journal, webhooks::backup));
    }

    /** What the pump has to feed. */
    List<RecordSink> sinks() {
        return history.sinks();
    }

    OperatorApi operatorApi(
            Rooms rooms,
            DurableConsumers consumers,
            TestEvents testEvents,
            ServerTokenCheck serverToken,
            AuthFailureLimit failures) {
        return OperatorApi.of(new OperatorApi.Parts(
                rooms,
                history.forRequests(),
                webhooks.endpoints(),
                webhooks.deliveries(),
                consumers,
                testEvents,
                backups,
                serverToken,
                failures,
                Version.NUMBER));
    }

    /** Both dialects, for the port. */
    HttpEdge.Apis apis(Api fishjam, OperatorApi operator) {
        return new HttpEdge.Apis(fishjam, operator, history.forStreams(), streams);
    }

    /** The server drains: streams bring what there is and end, and no poll waits any more. */
    void end() {
        streams.end();
        history.drain();
    }

    void close() {
        history.close();
    }
}
