package dev.ephyra.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Deliveries.Outcome;
import dev.ephyra.notify.endpoint.Deliveries.Replay;
import dev.ephyra.notify.record.Cursor;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveryRoutesTest {
    private static final String EVENT = FakeDeliveries.EVENT.toString();

    private final OperatorHarness api = new OperatorHarness();

    @Test
    void showsDeliveriesOfEventThatExists() {
        assertThat(api.get("/events/" + EVENT + "/deliveries").body())
                .startsWith(
                        "{\"deliveries\":[{\"endpoint\":\"ep_1\",\"state\":\"pending\",\"attempts\":[{\"endpoint\":");
        api.log.known = false;
        api.deliveries.all = List.of();
        api.get("/events/" + EVENT + "/deliveries").isError(404, "The log holds no such event; it may have expired");
        api.log.unavailable = Optional.of("the disk is away");
        api.get("/events/" + EVENT + "/deliveries").isError(503, "the disk is away");

        assertThat(api.deliveries.asked).containsExactly("deliveries " + EVENT, "deliveries " + EVENT);
    }

    @Test
    void showsDeliveriesOfAnEventThatOnlyADeadLetterHolds() {
        api.log.known = false;
        api.deliveries.all = List.of(new Deliveries.Delivery("ep_1", Deliveries.State.DEAD, List.of()));

        assertThat(api.get("/events/" + EVENT + "/deliveries").body())
                .isEqualTo("{\"deliveries\":[{\"endpoint\":\"ep_1\",\"state\":\"dead\",\"attempts\":[]}]}");
    }

    @Test
    void redeliversToEndpoint() {
        api.deliveries.outcome = new Outcome.Posted(FakeDeliveries.ATTEMPT);
        assertThat(api.post("/events/" + EVENT + "/redeliver", "{\"endpoint\":\"ep_1\"}")
                        .status())
                .isEqualTo(200);
        api.post("/events/" + EVENT + "/redeliver", "{}")
                .isError(400, "Expected endpoint to be given, a string that is not empty");
        api.deliveries.outcome = new Outcome.Unknown("Endpoint ep_2 does not exist");
        api.post("/events/" + EVENT + "/redeliver", "{\"endpoint\":\"ep_2\"}")
                .isError(404, "Endpoint ep_2 does not exist");

        assertThat(api.deliveries.asked)
                .containsExactly("redeliver " + EVENT + " ep_1", "redeliver " + EVENT + " ep_2");
    }

    @Test
    void showsAttempts() {
        assertThat(api.get("/endpoints/ep_1/attempts?failed=true&limit=3").body())
                .startsWith("{\"attempts\":[{");
        api.get("/endpoints/ep_1/attempts?failed=maybe")
                .isError(400, "Expected failed to be true or false, got: maybe");

        assertThat(api.deliveries.asked).containsExactly("attempts ep_1 true 3");
    }

    @Test
    void listsNothingOfAnEndpointThatDoesNotExist() {
        api.deliveries.known = false;

        api.get("/endpoints/ep_9/attempts").isError(404, "Endpoint ep_9 does not exist");
        api.get("/dead-letters?endpoint=nope").isError(404, "Endpoint nope does not exist");
        assertThat(api.get("/dead-letters").status()).isEqualTo(200);
        assertThat(api.deliveries.asked).containsExactly("dead all 0 100");
    }

    @Test
    void showsDeadLettersByPage() {
        api.get("/dead-letters?endpoint=ep_1&after=3&limit=2")
                .is(
                        200,
                        "{\"deadLetters\":[{\"id\":7,\"endpoint\":\"ep_1\",\"eventId\":\"" + EVENT
                                + "\",\"type\":\"peerAdded\",\"room\":\"r1\",\"roomEpoch\":\"" + new UUID(1, 2)
                                + "\",\"roomSeq\":3,\"occurredAt\":\"2023-11-14T22:13:20.000000Z\",\"cause\":\"poison\","
                                + "\"attempts\":4,\"lastFailure\":\"status 400\",\"diedAt\":\"2023-11-14T22:14:20.000000Z\"}],"
                                + "\"next\":7}");

        assertThat(api.deliveries.asked).containsExactly("dead ep_1 3 2");
    }

    @Test
    void requeuesAndPurgesDeadLetters() {
        api.post("/dead-letters/7/requeue", "").is(202, "{\"id\":\"42\"}");
        api.post("/dead-letters/requeue", "{\"endpoint\":\"ep_1\"}").is(202, "{\"id\":\"42\"}");
        api.delete("/dead-letters/7").is(200, "{\"purged\":1}");
        api.delete("/dead-letters?endpoint=ep_1").is(200, "{\"purged\":42}");
        api.delete("/dead-letters")
                .isError(400, "Expected the query parameter endpoint to say whose dead letters are to be forgotten");
        api.post("/dead-letters/x/requeue", "")
                .isError(400, "Expected the id of a dead letter to be a whole number, got: x");
        api.deliveries.outcome = new Outcome.Unavailable("the database is full");
        api.delete("/dead-letters/8").isError(503, "the database is full");

        assertThat(api.deliveries.asked)
                .containsExactly("requeue 7", "requeue all of ep_1", "purge 7", "purge all of ep_1", "purge 8");
    }

    @Test
    void replaysRangeOfTheLog() {
        api.post(
                        "/replays",
                        "{\"endpoint\":\"ep_1\",\"room\":\"r1\",\"since\":\"1h\",\"failedOnly\":true,\"perSecond\":9}")
                .is(202, "{\"id\":\"42\"}");
        api.post(
                        "/replays",
                        "{\"endpoint\":\"ep_1\",\"after\":\""
                                + Cursor.of(FakeEventLog.EPOCH, 5).text() + "\"}")
                .is(202, "{\"id\":\"42\"}");

        assertThat(api.log.asked)
                .containsExactly(
                        "range Since[micros=" + (OperatorHarness.NOW_MICROS - 3_600_000_000L) + "] OptionalLong.empty",
                        "range After[cursor=" + Cursor.of(FakeEventLog.EPOCH, 5) + "] OptionalLong.empty");
        assertThat(api.deliveries.asked)
                .containsExactly(
                        new Replay("ep_1", "r1", 5, 9, true, 9).toString(),
                        new Replay("ep_1", "", 5, 9, false, 50).toString());
    }

    @Test
    void refusesReplaysOfNothing() {
        api.post("/replays", "{\"endpoint\":\"ep_1\",\"since\":\"1h\",\"after\":\"x\"}")
                .isError(400, "Expected either since or after, not both");
        api.post("/replays", "{\"endpoint\":\"ep_1\",\"until\":\"1h\"}")
                .isError(400, "There are no events between since or after, and until");
        api.log.known = false;
        api.post("/replays", "{\"endpoint\":\"ep_1\"}")
                .isError(400, "Expected after to be a cursor of this log, and what follows it to be kept still");
        api.log.unavailable = Optional.of("the disk is away");
        api.post("/replays", "{\"endpoint\":\"ep_1\"}").isError(503, "the disk is away");

        assertThat(api.deliveries.asked).isEmpty();
    }

    @Test
    void showsAndCancelsReplays() {
        api.get("/replays")
                .is(
                        200,
                        "{\"replays\":[{\"id\":\"rp_1\",\"endpoint\":\"ep_1\",\"room\":\"r1\",\"failedOnly\":true,"
                                + "\"perSecond\":10,\"state\":\"running\",\"sent\":2,\"failed\":1,\"fromRecord\":5,"
                                + "\"toRecord\":9,\"nextRecord\":8}]}");
        assertThat(api.delete("/replays/rp_1").status()).isEqualTo(204);

        assertThat(api.deliveries.asked).containsExactly("replays", "cancel rp_1");
    }
}
