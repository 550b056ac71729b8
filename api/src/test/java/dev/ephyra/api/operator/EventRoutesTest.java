package dev.ephyra.api.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.api.RequestBody;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRoutesTest {
    private static final String CURSOR = Cursor.of(FakeEventLog.EPOCH, 5).text();
    private static final String NEXT = Cursor.of(FakeEventLog.EPOCH, 6).text();
    private static final String OLDEST = Cursor.of(FakeEventLog.EPOCH, 0).text();

    private final OperatorHarness api = new OperatorHarness();

    private EventQuery query() {
        return api.log.queries.getLast();
    }

    @Test
    void showsPage() {
        api.get("/events")
                .is(
                        200,
                        "{\"events\":[{\"type\":\"peerAdded\"}],\"next\":\"" + NEXT + "\",\"oldest\":\"" + OLDEST
                                + "\",\"recovered\":true,\"more\":true}");

        assertThat(api.log.asked).containsExactly("page 100 0");
        assertThat(query())
                .isEqualTo(new EventQuery(
                        Optional.empty(),
                        java.util.Set.of(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        new EventQuery.Start.Oldest()));
    }

    @Test
    void readsEveryFilter() {
        api.get(
                "/events?room=a%2Fb&type=peerAdded,%20endpointTripped&since=10m&until=2023-11-14T23:13:20%2B01:00&limit=7&wait=3");

        assertThat(api.log.asked).containsExactly("page 7 3000");
        assertThat(query().room()).contains("a/b");
        assertThat(query().types()).containsExactlyInAnyOrder(EventType.PEER_ADDED, EventType.ENDPOINT_TRIPPED);
        assertThat(query().sinceMicros()).hasValue(OperatorHarness.NOW_MICROS - 600_000_000L);
        assertThat(query().untilMicros()).hasValue(OperatorHarness.NOW_MICROS);
        assertThat(query().start()).isEqualTo(new EventQuery.Start.Since(OperatorHarness.NOW_MICROS - 600_000_000L));
    }

    @Test
    void cursorIsWhereReadingBeginsWhateverTheTime() {
        api.get("/events?since=1d&after=" + CURSOR);

        assertThat(query().start()).isEqualTo(new EventQuery.Start.After(Cursor.of(FakeEventLog.EPOCH, 5)));
        assertThat(query().sinceMicros()).isPresent();
    }

    @Test
    void plusInTimeIsNoSpace() {
        api.get("/events?since=2023-11-14T23:13:20+01:00");

        assertThat(query().sinceMicros()).hasValue(OperatorHarness.NOW_MICROS);
    }

    @Test
    void tellsWhatIsMissingAndThatCursorIsForeign() {
        api.log.missing = Optional.of(
                new EventLog.Missing(Cursor.of(FakeEventLog.EPOCH, 1), Cursor.of(FakeEventLog.EPOCH, 4), 3));
        assertThat(api.get("/events?after=" + CURSOR).body())
                .endsWith("\"missing\":{\"after\":\""
                        + Cursor.of(FakeEventLog.EPOCH, 1).text() + "\",\"upTo\":\""
                        + Cursor.of(FakeEventLog.EPOCH, 4).text() + "\",\"records\":3}}");
        api.log.missing = Optional.empty();
        api.log.recovered = false;

        assertThat(api.get("/events?after=" + CURSOR).body()).contains("\"events\":[]", "\"recovered\":false");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0|Expected limit to be a whole number from 1 to 1000, got: 0",
                "limit=1001|Expected limit to be a whole number from 1 to 1000, got: 1001",
                "limit=99999999999999999999|Expected limit to be a whole number from 1 to 1000, got: 99999999999999999999",
                "limit=+1|Expected limit to be a whole number from 1 to 1000, got: +1",
                "wait=61|Expected wait to be a whole number from 0 to 60, got: 61",
                "after=xyz|Expected after to be a cursor as events carry it, got: xyz",
                "type=peerAded|Unknown event type in type: peerAded; did you mean peerAdded?",
                "since=yesterday|Expected since to be a time as 2026-11-25T01:02:03Z, or how long ago as 90s, 10m, 2h or 7d, got: yesterday",
                "until=5w|Expected until to be a time as 2026-11-25T01:02:03Z, or how long ago as 90s, 10m, 2h or 7d, got: 5w",
                "since=%2B999999999-12-31T23:59:59Z|Expected since to be a time as 2026-11-25T01:02:03Z, or how long ago as 90s, 10m, 2h or 7d, got: +999999999-12-31T23:59:59Z",
                "since=9999999999d|Expected since to be a time as 2026-11-25T01:02:03Z, or how long ago as 90s, 10m, 2h or 7d, got: 9999999999d"
            })
    void saysWhichParameterIsWrong(String query, String text) {
        api.get("/events?" + query).isError(400, text);

        assertThat(api.log.asked).isEmpty();
    }

    private OperatorAnswer stream(String target, Map<String, String> more) {
        Map<String, List<String>> headers = new HashMap<>(OperatorHarness.AUTHORIZED);
        headers.put("accept", List.of("text/event-stream"));
        more.forEach((name, value) -> headers.put(name, List.of(value)));
        return api.answer("GET", target, headers, new RequestBody.Empty());
    }

    @Test
    void streamsFromTheHeadUnlessToldOtherwise() {
        OperatorAnswer answer = stream("/events?type=roomDeleted", Map.of());

        assertThat(answer).isInstanceOfSatisfying(OperatorAnswer.Streamed.class, streamed -> {
            assertThat(streamed.query().start()).isEqualTo(new EventQuery.Start.Head());
            assertThat(streamed.query().types()).containsExactly(EventType.ROOM_DELETED);
        });
        assertThat(api.log.asked).isEmpty();
    }

    @Test
    void streamsAfterLastEventIdRatherThanAfterTheCursorOfTheUrl() {
        OperatorAnswer answer = stream("/events?after=" + OLDEST, Map.of("last-event-id", CURSOR));

        assertThat(answer)
                .isEqualTo(new OperatorAnswer.Streamed(new EventQuery(
                        Optional.empty(),
                        java.util.Set.of(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        new EventQuery.Start.After(Cursor.of(FakeEventLog.EPOCH, 5)))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"until=2020-01-01T00:00:00Z", "limit=5", "wait=1", "until="})
    void refusesToEndAStream(String query) {
        String name = query.substring(0, query.indexOf('='));

        assertThat(stream("/events?" + query, Map.of()))
                .isInstanceOfSatisfying(
                        OperatorAnswer.Whole.class,
                        whole -> assertThat(new String(whole.response().body(), UTF_8))
                                .contains(name + ": a stream goes on; leave it out"));
    }

    @Test
    void refusesStreamsLikeOtherRequests() {
        assertThat(stream("/events", Map.of("last-event-id", "nonsense")))
                .isInstanceOfSatisfying(
                        OperatorAnswer.Whole.class,
                        whole -> assertThat(whole.response().status()).isEqualTo(400));
        assertThat(stream("/events", Map.of("authorization", "Bearer wrong")))
                .isInstanceOfSatisfying(
                        OperatorAnswer.Whole.class,
                        whole -> assertThat(whole.response().status()).isEqualTo(401));
        assertThat(stream("/endpoints", Map.of()))
                .isInstanceOfSatisfying(
                        OperatorAnswer.Whole.class,
                        whole -> assertThat(whole.response().status()).isEqualTo(406));
    }

    @Test
    void showsHistoryOfRoom() {
        UUID epoch = new UUID(5, 6);

        assertThat(api.get("/rooms/r1/events").status()).isEqualTo(200);
        api.get("/rooms/r1/events?after=" + CURSOR + "&limit=5&epoch=" + epoch);
        api.get("/rooms/r1/events?epoch=1-1-1-1-1")
                .isError(400, "Expected epoch to be a UUID in lower case, got: 1-1-1-1-1");
        api.log.known = false;
        api.get("/rooms/r1/events").isError(404, "The log holds no events of this room; they may have expired");

        assertThat(api.log.asked).startsWith("room r1 100", "room r1 " + epoch + " after 5 5");
    }

    @Test
    void showsEventById() {
        api.get("/events/" + FakeDeliveries.EVENT).is(200, "{\"type\":\"peerAdded\"}");
        api.get("/events/abc").isError(400, "Expected the event id to be a UUID in lower case, got: abc");
        api.log.known = false;
        api.get("/events/" + FakeDeliveries.EVENT).isError(404, "The log holds no such event; it may have expired");
        api.log.unavailable = Optional.of("the disk is away");
        api.get("/events/" + FakeDeliveries.EVENT).isError(503, "the disk is away");
    }

    @Test
    void showsRoomWithWhereItStandsInItsHistory() {
        RoomId room = new RoomId("r1");
        UUID epoch = new UUID(9, 9);
        RoomConfig config = new RoomConfig(
                room,
                OptionalInt.of(4),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Metadata("{\"tenant\":\"a\"}"),
                true);
        api.rooms.happens(room, new RoomCommand.CreateRoom(config, epoch));

        api.get("/rooms/r1")
                .is(
                        200,
                        "{\"room\":\"r1\",\"roomEpoch\":\"" + epoch
                                + "\",\"roomSeq\":1,\"roomMetadata\":{\"tenant\":\"a\"},"
                                + "\"batchWebhookNotifications\":true,\"config\":{\"roomId\":\"r1\",\"maxPeers\":4,"
                                + "\"videoCodec\":null,\"webhookUrl\":null,\"peerlessPurgeTimeout\":null,"
                                + "\"peerDisconnectedTimeout\":null},\"peers\":[],\"components\":[]}");
        api.get("/rooms/r2").isError(404, "Room r2 does not exist");
        api.rooms.fail("not now");
        api.get("/rooms/r1").isError(503, "not now");
    }
}
