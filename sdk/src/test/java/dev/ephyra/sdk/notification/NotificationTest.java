package dev.ephyra.sdk.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.UnknownFieldSet;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.NotificationBatch;
import dev.ephyra.wire.ServerMessage.TrackType;
import dev.ephyra.wire.delivery.EventMeta;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NotificationTest {
    /** Every content of a message, with each of its members set. */
    static Stream<ServerMessage> contents() {
        return ServerMessage.getDescriptor().getOneofs().get(0).getFields().stream()
                .map(FullMessage::of);
    }

    @ParameterizedTest
    @MethodSource("contents")
    void hasARecordForEveryContentAndAllOfIts(ServerMessage message) {
        List<Notification> read = Notification.of(message);

        if (ContentReader.NO_NOTIFICATIONS.contains(message.getContentCase())) {
            assertThat(read).isEmpty();
            return;
        }
        ServerNotification content = read.get(0).content();
        assertThat(content).isNotInstanceOf(ServerNotification.Unknown.class);
        FieldDescriptor field = ServerMessage.getDescriptor()
                .findFieldByNumber(message.getContentCase().getNumber());
        assertThat(content.getClass().getSimpleName())
                .isEqualTo(field.getMessageType().getName());
        assertThat(values(content)).as(content.toString()).allMatch(NotificationTest::isSaid);
        assertThat(read.get(0).raw()).isEqualTo(message);
    }

    @Test
    void namesEveryRecordOfTheClosedType() {
        assertThat(records(ServerNotification.class).stream().map(Class::getSimpleName))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("Unknown"),
                                contents()
                                        .filter(message ->
                                                !ContentReader.NO_NOTIFICATIONS.contains(message.getContentCase()))
                                        .map(message -> ServerMessage.getDescriptor()
                                                .findFieldByNumber(
                                                        message.getContentCase().getNumber())
                                                .getMessageType()
                                                .getName()))
                        .toList());
    }

    @Test
    void readsRecordedBytesOfTheOriginal() {
        byte[] roomCreated = {0x52, 6, 0x0a, 4, 'b', 'l', 'u', 'e'};

        List<Notification> read = Notification.decode(roomCreated);

        assertThat(read).hasSize(1);
        assertThat(read.get(0).content()).isEqualTo(new RoomNotification.RoomCreated("blue"));
        assertThat(read.get(0).event()).isEmpty();
        assertThat(read.get(0).roomId()).contains("blue");
    }

    @Test
    void readsTheIdentityOfAnEvent() {
        EventMeta meta = EventMeta.newBuilder()
                .setEventId("0199c1f0-7a10-7cc3-98c5-1d2f3a4b5c6d")
                .setRoomSeq(7)
                .setRoomEpoch("epoch")
                .setPrevSeq(5)
                .setCursor("c7")
                .setOccurredAtMicros(1_764_028_800_123_456L)
                .setReason("network_lost")
                .setLastAliveAtMicros(1_764_028_799_000_001L)
                .setTest(true)
                .build();
        ServerMessage message = ServerMessage.newBuilder()
                .setMeta(meta)
                .setPeerDisconnected(ServerMessage.PeerDisconnected.newBuilder()
                        .setRoomId("blue")
                        .setPeerId("p"))
                .build();

        EventIdentity event =
                Notification.decode(message.toByteArray()).get(0).event().orElseThrow();

        assertThat(event.roomSeq()).isEqualTo(7);
        assertThat(event.lastAliveAt()).contains(Instant.parse("2025-11-24T23:59:59.000001Z"));
        assertThat(event.prevSeq()).isEqualTo(5);
        assertThat(event.cursor()).contains("c7");
        assertThat(event.occurredAt()).isEqualTo(Instant.parse("2025-11-25T00:00:00.123456Z"));
        assertThat(event.reason()).contains("network_lost");
        assertThat(event.detail()).isEmpty();
        assertThat(event.counts()).isEmpty();
        assertThat(event.test()).isTrue();
    }

    @Test
    void takesABatchApartInItsOrderAndNoBatchInside() {
        ServerMessage a = created("a");
        ServerMessage inner = ServerMessage.newBuilder()
                .setNotificationBatch(NotificationBatch.newBuilder().addNotifications(created("inner")))
                .build();
        ServerMessage batch = ServerMessage.newBuilder()
                .setNotificationBatch(NotificationBatch.newBuilder()
                        .addNotifications(a)
                        .addNotifications(inner)
                        .addNotifications(created("b")))
                .build();

        assertThat(Notification.of(batch).stream().map(Notification::content))
                .containsExactly(new RoomNotification.RoomCreated("a"), new RoomNotification.RoomCreated("b"));
    }

    @Test
    void keepsWhatALaterServerAdds() {
        ServerMessage later = ServerMessage.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                77,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build())
                .build();

        Notification read = Notification.decode(later.toByteArray()).get(0);

        assertThat(read.content()).isEqualTo(new ServerNotification.Unknown(77));
        assertThat(read.raw().toByteArray()).isEqualTo(later.toByteArray());
        assertThat(Notification.decode(new byte[0]).get(0).content()).isEqualTo(new ServerNotification.Unknown(0));
    }

    @Test
    void valuesOfLaterEnumsAreUnknownAndAbsentMetadataIsNull() {
        ServerMessage message = ServerMessage.newBuilder()
                .setTrackAdded(ServerMessage.TrackAdded.newBuilder()
                        .setRoomId("blue")
                        .setComponentId("c")
                        .setTrack(ServerMessage.Track.newBuilder().setId("t").setTypeValue(9)))
                .build();

        assertThat(Notification.of(message).get(0).content())
                .isEqualTo(new RoomNotification.TrackAdded(
                        "blue",
                        new RoomNotification.Publisher(Optional.empty(), Optional.of("c")),
                        new TrackInfo("t", dev.ephyra.sdk.TrackType.UNKNOWN, "null")));
        assertThat(TrackType.forNumber(9)).isNull();
    }

    @Test
    void refusesOrReadsEveryTruncation() {
        contents().forEach(message -> {
            byte[] whole = message.toByteArray();
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                try {
                    Notification.decode(cut);
                } catch (IllegalArgumentException refused) {
                    assertThat(refused).hasMessageStartingWith("no ServerMessage");
                }
            }
        });
        assertThatThrownBy(() -> Notification.decode(new byte[] {0x52, 6, 0x0a}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static ServerMessage created(String room) {
        return ServerMessage.newBuilder()
                .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId(room))
                .build();
    }

    private static List<Class<?>> records(Class<?> sealed) {
        if (sealed.isRecord()) {
            return List.of(sealed);
        }
        return Arrays.stream(sealed.getPermittedSubclasses())
                .flatMap(inner -> records(inner).stream())
                .toList();
    }

    private static List<Object> values(Object record) {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                values.add(component.getAccessor().invoke(record));
            } catch (ReflectiveOperationException hidden) {
                throw new LinkageError("a record shows its members", hidden);
            }
        }
        return values;
    }

    private static boolean isSaid(Object value) {
        if (value instanceof RoomNotification.Publisher publisher) {
            return publisher.peerId().isPresent() != publisher.componentId().isPresent();
        }
        if (value instanceof TrackInfo track) {
            return values(track).stream().allMatch(NotificationTest::isSaid);
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(NotificationTest::isSaid).orElse(false);
        }
        return !value.equals("")
                && !value.equals(0)
                && !value.equals(0L)
                && !value.toString().equals("UNKNOWN");
    }
}
