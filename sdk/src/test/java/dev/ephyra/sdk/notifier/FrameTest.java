package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.RoomsSnapshot;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a message of the server socket is, whatever its first field. */
class FrameTest {
    private static final ServerMessage ROOM = ServerMessage.newBuilder()
            .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("a"))
            .setMeta(EventMeta.newBuilder().setEventId("e1"))
            .build();

    @Test
    void isNotificationsOrSomethingElse() {
        assertThat(Frame.read(bytes(ROOM)).notifications()).isEqualTo(Notification.of(ROOM));
        assertThat(Frame.read(bytes(ROOM)).other()).isEmpty();
        for (ServerMessage other : others()) {
            assertThat(Frame.read(bytes(other)).other()).contains(other);
            assertThat(Frame.read(bytes(other)).notifications()).isEmpty();
        }
    }

    @Test
    void isTheSameInWhateverOrderItsFieldsCome() {
        ServerMessage meta = ServerMessage.newBuilder().setMeta(ROOM.getMeta()).build();
        ServerMessage content = ROOM.toBuilder().clearMeta().build();
        ByteBuffer metaFirst = ByteBuffer.allocate(ROOM.getSerializedSize());
        metaFirst.put(meta.toByteArray()).put(content.toByteArray()).flip();

        assertThat(Frame.read(metaFirst).notifications()).isEqualTo(Notification.of(ROOM));
    }

    @Test
    void readsBetweenPositionAndLimitAndLeavesTheBufferAsItIs() {
        byte[] message = ROOM.toByteArray();
        ByteBuffer buffer = ByteBuffer.allocate(message.length + 2);
        buffer.put(1, message).position(1).limit(1 + message.length);

        assertThat(Frame.read(buffer).notifications()).hasSize(1);
        assertThat(buffer.remaining()).isEqualTo(message.length);
        assertThat(Frame.answer(buffer).other()).contains(ROOM);
        assertThat(buffer.remaining()).isEqualTo(message.length);
    }

    @Test
    void isNoneIfItIsCutOff() {
        for (ServerMessage whole : others()) {
            byte[] bytes = whole.toByteArray();
            for (int length = 1; length < bytes.length; length++) {
                ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> Frame.read(cut))
                        .as("%s of %s bytes", length, bytes.length)
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    private static List<ServerMessage> others() {
        return List.of(
                ServerMessage.newBuilder()
                        .setAuthenticated(ServerMessage.Authenticated.getDefaultInstance())
                        .build(),
                ServerMessage.newBuilder()
                        .setMetricsReport(
                                ServerMessage.MetricsReport.newBuilder().setMetrics("{}"))
                        .build(),
                ServerMessage.newBuilder()
                        .setRoomsSnapshot(RoomsSnapshot.newBuilder().setLast(true))
                        .build());
    }

    private static ByteBuffer bytes(ServerMessage message) {
        return ByteBuffer.wrap(message.toByteArray());
    }
}
