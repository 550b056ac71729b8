package dev.ephyra.notify.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.wire.ServerMessage;
import java.util.Arrays;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class EventCodecPropertyTest {
    @Provide
    Arbitrary<RoomEvent> events() {
        return RoomEventArbitraries.events();
    }

    @Property
    void readsBackWhatWasStored(@ForAll("events") RoomEvent event) {
        assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
    }

    @Property(tries = 200)
    void refusesEveryTruncation(@ForAll("events") RoomEvent event) {
        byte[] stored = EventCodec.encode(event);

        for (int length = 0; length < stored.length; length++) {
            byte[] cut = Arrays.copyOf(stored, length);
            assertThatIllegalArgumentException()
                    .as("cut to %s of %s", length, stored.length)
                    .isThrownBy(() -> EventCodec.decode(cut));
        }
    }

    @Property
    void refusesRandomBytesInOneWay(@ForAll byte[] bytes) {
        try {
            RoomEvent event = EventCodec.decode(bytes);
            assertThat(EventCodec.decode(EventCodec.encode(event))).isEqualTo(event);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageMatching("(?s).+");
        }
    }

    @Property
    void notifiesExactlyTheEventsThatAreNotSilent(@ForAll("events") RoomEvent event)
            throws InvalidProtocolBufferException {
        byte[] notification = NotificationEncoder.encode(new RoomId("room"), event);

        assertThat(notification.length > 0).isEqualTo(event.isNotified());
        // Fields 1 to 21 are all that a subscriber who asked for nothing may get.
        int field = ServerMessage.parseFrom(notification).getContentCase().getNumber();
        assertThat(field).isBetween(event.isNotified() ? 1 : 0, 21);
    }
}
