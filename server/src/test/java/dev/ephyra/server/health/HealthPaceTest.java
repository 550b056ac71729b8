package dev.ephyra.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.wire.delivery.DeliveryDeadLettered;
import dev.ephyra.wire.delivery.EndpointRecovered;
import dev.ephyra.wire.delivery.EndpointTripped;
import dev.ephyra.wire.delivery.EventsExpired;
import dev.ephyra.wire.delivery.LogCorruption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class HealthPaceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final UUID LOG = new UUID(1, 1);

    private final HealthPace pace = new HealthPace(0);

    @Test
    void saysAtOnceWhatIsFew() {
        pace.offer(dead("ep_a"), 5);
        pace.offer(dead("ep_a"), 5);

        assertThat(pace.poll(5)).containsExactly(dead("ep_a"), dead("ep_a"));
        assertThat(pace.nanosToNext(SECOND)).isEqualTo(SECOND);
    }

    @Test
    void countsDeadLettersOfOneEndpointBeyondThePace() {
        for (int i = 0; i < HealthPace.MAX_PER_SECOND + 50; i++) {
            pace.offer(dead("ep_a"), 0);
        }
        assertThat(pace.poll(0)).hasSize(HealthPace.MAX_PER_SECOND);
        assertThat(pace.nanosToNext(SECOND)).isLessThan(SECOND);

        assertThat(pace.poll(SECOND))
                .singleElement()
                .isInstanceOfSatisfying(
                        ServerEvent.DeadLettered.class,
                        told -> assertThat(told.message().getFurther()).isEqualTo(49));
    }

    @Test
    void saysOnlyTheLatestStateOfAnEndpointThatWaitsForItsTurn() {
        exhaust();
        pace.offer(tripped("ep_a"), 0);
        pace.offer(recovered("ep_a"), 0);

        assertThat(pace.poll(SECOND)).containsExactly(recovered("ep_a"));
    }

    @Test
    void coversRangesOfSeveralRoomsByOneOfTheLog() {
        exhaust();
        pace.offer(expired("one", 5, 9), 0);
        pace.offer(expired("other", 2, 7), 0);

        assertThat(pace.poll(SECOND))
                .containsExactly(new ServerEvent.Expired(EventsExpired.newBuilder()
                        .setEndpointId("ep_a")
                        .setFromCursor(Cursor.of(LOG, 2).text())
                        .setToCursor(Cursor.of(LOG, 9).text())
                        .setCause("retention")
                        .build()));
    }

    @Test
    void keepsRangesOfSeveralRoomsApartThatOnlyTheirNumbersTell() {
        exhaust();
        pace.offer(expiredByNumbers("one", 5, 9), 0);
        pace.offer(expiredByNumbers("other", 2, 7), 0);
        pace.offer(expiredByNumbers("one", 10, 12), 0);

        assertThat(pace.poll(SECOND)).containsExactly(expiredByNumbers("one", 5, 12), expiredByNumbers("other", 2, 7));
        for (int room = 0; room < HealthPace.MAX_PENDING_BY_ROOM + 50; room++) {
            pace.offer(expiredByNumbers("room" + room, 1, 2), SECOND);
        }
        assertThat(pace.flush()).as("the rest as one").hasSizeLessThanOrEqualTo(HealthPace.MAX_PENDING_BY_ROOM + 101);
    }

    @Test
    void namesTheRoomsOfAllDamageItJoins() {
        exhaust();
        pace.offer(damage(3, 3, "a"), 0);
        pace.offer(damage(1, 2, "b"), 0);

        assertThat(pace.poll(SECOND)).containsExactly(damage(1, 3, "a", "b"));
    }

    @Test
    void refusesOneSubjectTooMany() {
        exhaust();
        for (int i = 0; i < HealthPace.MAX_PENDING; i++) {
            assertThat(pace.offer(dead("ep_" + i), 0)).isTrue();
        }

        assertThat(pace.offer(dead("ep_new"), 0)).isFalse();
        assertThat(pace.offer(dead("ep_7"), 0)).isTrue();
        assertThat(pace.flush()).hasSize(HealthPace.MAX_PENDING);
    }

    /** Steps are milliseconds to wait, and then one dead letter of one of four endpoints. */
    @Property(tries = 200)
    void keepsThePaceAndLosesNoCount(@ForAll @Size(max = 600) List<@IntRange(max = 15) Integer> steps) {
        HealthPace paced = new HealthPace(0);
        Map<String, Long> offered = new HashMap<>();
        Map<String, Long> told = new HashMap<>();
        List<Long> times = new ArrayList<>();
        long nowNanos = 0;
        for (int step : steps) {
            nowNanos += step * 1_000_000L;
            String endpoint = "ep_" + step % 4;
            paced.offer(dead(endpoint), nowNanos);
            offered.merge(endpoint, 1L, Long::sum);
            count(paced.poll(nowNanos), told, times, nowNanos);
        }
        count(paced.poll(nowNanos + SECOND), told, times, nowNanos + SECOND);

        assertThat(told).isEqualTo(offered);
        for (int i = 2 * HealthPace.MAX_PER_SECOND; i < times.size(); i++) {
            // A full bucket and what flows into it meanwhile.
            assertThat(times.get(i) - times.get(i - 2 * HealthPace.MAX_PER_SECOND))
                    .isGreaterThanOrEqualTo(SECOND - SECOND / HealthPace.MAX_PER_SECOND);
        }
    }

    private static void count(List<ServerEvent> events, Map<String, Long> told, List<Long> times, long nowNanos) {
        for (ServerEvent event : events) {
            times.add(nowNanos);
            if (event instanceof ServerEvent.DeadLettered(DeliveryDeadLettered message)) {
                told.merge(message.getEndpointId(), 1 + message.getFurther(), Long::sum);
            }
        }
    }

    private void exhaust() {
        for (int i = 0; i < HealthPace.MAX_PER_SECOND; i++) {
            pace.offer(dead("ep_other"), 0);
        }
        assertThat(pace.poll(0)).hasSize(HealthPace.MAX_PER_SECOND);
    }

    private static ServerEvent dead(String endpoint) {
        return new ServerEvent.DeadLettered(
                DeliveryDeadLettered.newBuilder().setEndpointId(endpoint).build());
    }

    private static ServerEvent tripped(String endpoint) {
        return new ServerEvent.Tripped(
                EndpointTripped.newBuilder().setEndpointId(endpoint).build());
    }

    private static ServerEvent recovered(String endpoint) {
        return new ServerEvent.Recovered(
                EndpointRecovered.newBuilder().setEndpointId(endpoint).build());
    }

    private static ServerEvent expired(String room, long from, long to) {
        return new ServerEvent.Expired(EventsExpired.newBuilder()
                .setEndpointId("ep_a")
                .setRoomId(room)
                .setFromSeq(from)
                .setToSeq(to)
                .setFromCursor(Cursor.of(LOG, from).text())
                .setToCursor(Cursor.of(LOG, to).text())
                .setCause("retention")
                .build());
    }

    private static ServerEvent expiredByNumbers(String room, long from, long to) {
        return new ServerEvent.Expired(EventsExpired.newBuilder()
                .setEndpointId("ep_a")
                .setRoomId(room)
                .setRoomEpoch(room)
                .setFromSeq(from)
                .setToSeq(to)
                .setCause("retention")
                .build());
    }

    private static ServerEvent damage(long from, long to, String... rooms) {
        return new ServerEvent.Corrupted(LogCorruption.newBuilder()
                .setFromCursor(Cursor.of(LOG, from).text())
                .setToCursor(Cursor.of(LOG, to).text())
                .addAllRoomIds(List.of(rooms))
                .build());
    }
}
