package dev.ephyra.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.NotificationBatch;
import dev.ephyra.wire.ServerMessage.PeerAdded;
import dev.ephyra.wire.ServerMessage.RoomCreated;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NotificationReaderTest {
    private static final ServerMessage CREATED = ServerMessage.newBuilder()
            .setRoomCreated(RoomCreated.newBuilder().setRoomId("room-00042"))
            .build();
    private static final ServerMessage ADDED = ServerMessage.newBuilder()
            .setPeerAdded(PeerAdded.newBuilder().setRoomId("room-10007").setPeerId("p".repeat(200)))
            .build();
    private static final ServerMessage BATCH = ServerMessage.newBuilder()
            .setNotificationBatch(
                    NotificationBatch.newBuilder().addNotifications(CREATED).addNotifications(ADDED))
            .build();

    static HttpMessageReader post(byte[] body) {
        HttpMessageReader reader = new HttpMessageReader();
        byte[] head = ("POST /hook/1 HTTP/1.1\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        reader.feed(ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .flip());
        assertThat(reader.next()).isTrue();
        return reader;
    }

    private static List<String> read(byte[] body) throws ScenarioFailure {
        List<String> found = new ArrayList<>();
        int count = NotificationReader.read(post(body), (room, bytes, offset, length) -> {
            byte[] one = Arrays.copyOfRange(bytes, offset, offset + length);
            found.add(room + " " + (Arrays.equals(one, CREATED.toByteArray()) ? "created" : "")
                    + (Arrays.equals(one, ADDED.toByteArray()) ? "added" : ""));
        });
        assertThat(count).isEqualTo(found.size());
        return found;
    }

    @Test
    void readsOneNotification() throws ScenarioFailure {
        assertThat(read(CREATED.toByteArray())).containsExactly("42 created");
    }

    @Test
    void readsTheNotificationsOfABatchInOrder() throws ScenarioFailure {
        assertThat(read(BATCH.toByteArray())).containsExactly("42 created", "10007 added");
    }

    @Test
    void failsOnABatchCutAnywhere() {
        byte[] bytes = BATCH.toByteArray();
        for (int cut = 0; cut < bytes.length; cut++) {
            byte[] part = Arrays.copyOf(bytes, cut);
            assertThatThrownBy(() -> read(part)).isInstanceOf(ScenarioFailure.class);
        }
    }

    @Test
    void failsOnAnotherRoom() {
        byte[] other = ServerMessage.newBuilder()
                .setRoomCreated(RoomCreated.newBuilder().setRoomId("a"))
                .build()
                .toByteArray();

        assertThatThrownBy(() -> read(other)).hasMessage("a room that is none of ours");
    }

    @Property
    void readsOrFailsOnAnyBytes(@ForAll byte[] bytes) {
        try {
            assertThat(read(bytes)).hasSizeLessThanOrEqualTo(bytes.length);
        } catch (ScenarioFailure refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
