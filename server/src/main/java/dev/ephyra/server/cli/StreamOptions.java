package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.client.NotificationStream;
import dev.ephyra.server.cli.client.Query;
import dev.ephyra.server.cli.client.ReceivedEvent;
import dev.ephyra.wire.delivery.EventFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which events a stream brings and where it starts. */
final class StreamOptions {
    @Option(
            names = "--events",
            paramLabel = "TYPE",
            split = ",",
            description = "Only these types, as in roomCreated,peerConnected.")
    private List<String> types = new ArrayList<>();

    @Option(names = "--room", paramLabel = "ID", description = "Only events of this room.")
    private Optional<String> room = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "Start with what happened so long ago (10m, 2h, 7d) or at this time (RFC 3339).")
    private Optional<String> since = Optional.empty();

    @Option(names = "--after", paramLabel = "CURSOR", description = "Start after this cursor, as printed at the end.")
    private Optional<String> after = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "Ends after so many events.")
    private long limit = Long.MAX_VALUE;

    /**
     * The stream, open.
     *
     * @param ofServer whether events of the server belong to it when no types are named
     */
    NotificationStream open(ApiClient api, boolean ofServer) throws ClientFailure, InterruptedException {
        if (since.isPresent() && after.isPresent()) {
            throw new ClientFailure(ClientFailure.Kind.USAGE, "--since and --after exclude each other");
        }
        if (after.isPresent() && Cursor.parse(after.get()).isEmpty()) {
            throw new ClientFailure(
                    ClientFailure.Kind.USAGE,
                    "--after is a cursor, as printed at the end of tail and listen, not "
                            + EventLine.printable(after.get()));
        }
        EventFilter filter = filter(ofServer);
        Optional<String> start = since.isPresent() ? Optional.of(before(api, since.get())) : after;
        NotificationStream stream = new NotificationStream(api, filter, start);
        stream.open();
        return stream;
    }

    /** How many events are enough: all that come if nothing is said. */
    long limit() throws ClientFailure {
        if (limit < 1) {
            throw new ClientFailure(ClientFailure.Kind.USAGE, "--limit is 1 or more");
        }
        return limit;
    }

    /** Whether the server's filter let through what was asked for: it knows only how a room's id begins. */
    boolean wants(ReceivedEvent event) {
        return room.isEmpty() || event.room().equals(room.get());
    }

    private EventFilter filter(boolean ofServer) throws ClientFailure {
        EventFilter.Builder filter = EventFilter.newBuilder().setRoomIdPrefix(room.orElse(""));
        for (String type : types) {
            filter.addInclude(EventNames.of(type).text());
        }
        if (types.isEmpty() && ofServer && room.isEmpty()) {
            for (EventType type : EventType.values()) {
                filter.addInclude(type.text());
            }
        }
        return filter.build();
    }

    /** The place before the first event since then; the head if there was none. */
    private static String before(ApiClient api, String since) throws ClientFailure, InterruptedException {
        JsonNode page = api.get(Query.of(ApiClient.ROOT + "/events")
                .with("since", since)
                .with("limit", "1")
                .toString());
        JsonNode first = page.path("events").path(0).path("cursor");
        Optional<Cursor> cursor = Cursor.parse(first.asText());
        if (cursor.isEmpty()) {
            return page.path("next").asText();
        }
        return Cursor.of(cursor.get().logEpoch(), cursor.get().offset() - 1).text();
    }
}
