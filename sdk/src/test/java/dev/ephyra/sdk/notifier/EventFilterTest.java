package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.sdk.notification.HealthNotification.EndpointTripped;
import dev.ephyra.sdk.notification.RoomNotification;
import dev.ephyra.sdk.notification.RoomNotification.PeerConnected;
import dev.ephyra.sdk.notification.RoomNotification.RoomCreated;
import dev.ephyra.sdk.notification.ServerNotification;
import dev.ephyra.wire.ServerMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventFilterTest {
    @Test
    void namesKindsAsTheServerDoes() {
        List<String> contents = ServerMessage.getDescriptor().getOneofs().get(0).getFields().stream()
                .map(field -> field.getJsonName())
                .toList();

        assertThat(records(ServerNotification.class)
                        .filter(kind -> kind != ServerNotification.Unknown.class)
                        .map(Class::getSimpleName)
                        .map(name -> name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1)))
                .allSatisfy(name -> assertThat(contents).contains(name));
    }

    @Test
    void addsUp() {
        EventFilter filter = EventFilter.all()
                .including(PeerConnected.class, EndpointTripped.class)
                .including(RoomCreated.class)
                .ofRoomsBeginningWith("eu-")
                .ofRoomsWith("tier", "\"gold\"")
                .ofRoomsWith("size", "5");

        assertThat(filter.wire().getIncludeList()).containsExactly("peerConnected", "endpointTripped", "roomCreated");
        assertThat(filter.wire().getRoomIdPrefix()).isEqualTo("eu-");
        assertThat(filter.wire().getRoomMetadataMap())
                .containsEntry("tier", "\"gold\"")
                .containsEntry("size", "5");
        assertThat(filter.wantsEveryKind()).isFalse();
        assertThat(EventFilter.all().ofRoomsBeginningWith("eu-").wantsEveryKind())
                .isTrue();
        assertThat(EventFilter.all().isAll()).isTrue();
        assertThat(EventFilter.all().excluding(RoomCreated.class).wire().getExcludeList())
                .containsExactly("roomCreated");
    }

    @Test
    void refusesGroups() {
        assertThatThrownBy(() -> EventFilter.all().including(RoomNotification.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RoomNotification");
    }

    @Test
    void namesNoKindThatTheServerDoesNotSend() {
        assertThatThrownBy(() -> EventFilter.all().including(RoomNotification.HlsPlayable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Ephyra sends no HlsPlayable");
        EventFilter filter = EventFilter.all().excluding(RoomNotification.HlsPlayable.class, RoomCreated.class);
        assertThat(filter.wire().getExcludeList()).containsExactly("roomCreated");
        assertThat(EventFilter.all().excluding(RoomNotification.HlsPlayable.class))
                .isEqualTo(EventFilter.all());
        assertThat(filter)
                .hasToString("EventFilter[included=[], excluded=[roomCreated], roomIdPrefix=, roomMetadata={}]");
    }

    private static Stream<Class<?>> records(Class<?> kind) {
        return kind.isRecord()
                ? Stream.of(kind)
                : Arrays.stream(kind.getPermittedSubclasses()).flatMap(EventFilterTest::records);
    }
}
