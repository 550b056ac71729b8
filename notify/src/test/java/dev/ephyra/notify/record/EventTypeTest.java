package dev.ephyra.notify.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.record.stored.StoredEvent;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.wire.ServerMessage;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class EventTypeTest {
    @Provide
    Arbitrary<RoomEvent> events() {
        return RoomEventArbitraries.events();
    }

    @Example
    void hasOneNameForEachWhichIsThatOfItsNotification() {
        List<String> contents = ServerMessage.getDescriptor().getOneofs().getFirst().getFields().stream()
                .map(field -> field.getJsonName())
                .toList();

        assertThat(EventType.values()).extracting(EventType::text).doesNotHaveDuplicates();
        for (EventType type : EventType.values()) {
            assertThat(EventType.of(type.text())).contains(type);
            assertThat(contents).contains(type.text());
        }
        assertThat(EventType.of("ROOM_CREATED")).isEmpty();
        assertThat(EventType.of("")).isEmpty();
    }

    @Example
    void namesServerEventsAfterThoseOfRooms() {
        assertThat(Arrays.stream(EventType.values()).filter(EventType::isOfServer))
                .containsExactly(
                        EventType.ENDPOINT_DEGRADED,
                        EventType.ENDPOINT_TRIPPED,
                        EventType.ENDPOINT_RECOVERED,
                        EventType.ENDPOINT_STOPPED,
                        EventType.DELIVERY_DEAD_LETTERED,
                        EventType.EVENTS_EXPIRED,
                        EventType.LOG_CORRUPTION,
                        EventType.RETENTION_BLOCKED);
    }

    @Property
    void isTheSameOfAnEventAndOfWhatIsStoredOfIt(@ForAll("events") RoomEvent event) throws Exception {
        StoredEvent stored = StoredEvent.parseFrom(EventCodec.encode(event));

        assertThat(EventType.of(stored)).isEqualTo(EventType.of(event));
        assertThat(EventType.of(event).isPresent()).isEqualTo(event.isNotified());
    }
}
