package dev.ephyra.sdk.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.ContentCase;
import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.RoomCounts;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is read in one pass is what the generated parser reads, and what that refuses is never read. */
class PlainMessageTest {
    private static final Set<ContentCase> PLAIN = EnumSet.of(
            ContentCase.ROOM_CREATED,
            ContentCase.ROOM_DELETED,
            ContentCase.ROOM_CRASHED,
            ContentCase.COMPONENT_CRASHED,
            ContentCase.PEER_ADDED,
            ContentCase.PEER_DELETED,
            ContentCase.PEER_CONNECTED,
            ContentCase.PEER_DISCONNECTED,
            ContentCase.PEER_CRASHED,
            ContentCase.PEER_METADATA_UPDATED,
            ContentCase.TRACK_ADDED,
            ContentCase.TRACK_REMOVED,
            ContentCase.TRACK_METADATA_UPDATED);

    private static final EventMeta META = EventMeta.newBuilder()
            .setEventId("0199c1f0-7a10-7cc3-98c5-1d2f3a4b5c6d")
            .setRoomSeq(300)
            .setRoomEpoch("epoch")
            .setPrevSeq(299)
            .setCursor("c300")
            .setOccurredAtMicros(1_764_028_800_123_456L)
            .setReason("network_lost")
            .setDetail("für Menschen – 人")
            .setRoomMetadata("{}")
            .setPeerMetadata("null")
            .setCounts(RoomCounts.newBuilder()
                    .setPeers(4)
                    .setConnectedPeers(3)
                    .setComponents(2)
                    .setTracks(1))
            .setTest(true)
            .setReplay(true)
            .setLastAliveAtMicros(-1_500_000)
            .setRoomId("blue")
            .build();

    @ParameterizedTest
    @EnumSource
    void readsTheKindsThatComeMostWithAllThatTheySay(ContentCase kind) {
        if (kind == ContentCase.CONTENT_NOT_SET) {
            assertThat(PlainMessage.read(new byte[0])).isNull();
            return;
        }
        ServerMessage bare = FullMessage.of(ServerMessage.getDescriptor().findFieldByNumber(kind.getNumber()));
        if (kind == ContentCase.TRACK_ADDED) {
            bare = bare.toBuilder()
                    .setTrackAdded(bare.getTrackAdded().toBuilder().setPeerId("p"))
                    .build();
        }
        ServerMessage whole = bare.toBuilder().setMeta(META).build();

        for (ServerMessage message : List.of(bare, whole)) {
            if (PLAIN.contains(kind)) {
                Notification read = plain(message);
                assertThat(List.of(read)).isEqualTo(Notification.of(message));
                assertThat(read.raw()).isEqualTo(message);
            } else {
                assertThat(PlainMessage.read(message.toByteArray())).isNull();
            }
        }
    }

    @Test
    void readsFieldsOfAnEmptyOrUnknownValueAsTheGeneratedParser() {
        ServerMessage.PeerAdded.Builder later =
                ServerMessage.PeerAdded.newBuilder().setPeerTypeValue(77);
        for (ServerMessage message : List.of(
                ServerMessage.newBuilder().setPeerAdded(later).build(),
                ServerMessage.newBuilder()
                        .setTrackRemoved(ServerMessage.TrackRemoved.newBuilder()
                                .setComponentId("")
                                .setTrack(ServerMessage.Track.newBuilder().setTypeValue(-1)))
                        .build(),
                ServerMessage.newBuilder()
                        .setTrackAdded(ServerMessage.TrackAdded.getDefaultInstance())
                        .setMeta(EventMeta.getDefaultInstance())
                        .build())) {
            assertThat(List.of(plain(message))).isEqualTo(Notification.of(message));
        }
    }

    @Test
    void leavesTheBufferAsItIsAndKeepsNothingOfIt() {
        byte[] frame = {9, 0x52, 6, 0x0a, 4, 'b', 'l', 'u', 'e', 9};
        ByteBuffer buffer = ByteBuffer.wrap(frame, 1, frame.length - 2);

        Notification read = Notification.decode(buffer).get(0);
        Arrays.fill(frame, (byte) 0);

        assertThat(buffer.position()).isEqualTo(1);
        assertThat(buffer.limit()).isEqualTo(9);
        assertThat(read.raw().getRoomCreated().getRoomId()).isEqualTo("blue");
    }

    @Property(tries = 4_000)
    void readsDamagedAndMergedMessagesAsTheGeneratedParserOrNotAtAll(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = random.nextInt(4) == 0 ? joined(message(random), message(random)) : message(random);
        for (int damage = random.nextInt(4); damage > 0 && bytes.length > 0; damage--) {
            bytes = damaged(bytes, random);
        }

        Notification read = PlainMessage.read(bytes);

        if (read != null) {
            assertThat(List.of(read)).isEqualTo(parsed(bytes));
        }
    }

    private static Notification plain(ServerMessage message) {
        return Objects.requireNonNull(PlainMessage.read(message.toByteArray()), "left to the generated parser");
    }

    private static List<Notification> parsed(byte[] bytes) {
        try {
            return Notification.of(ServerMessage.parseFrom(bytes));
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError("what is malformed was read", malformed);
        }
    }

    private static byte[] message(Random random) {
        ContentCase[] kinds = PLAIN.toArray(ContentCase[]::new);
        int number = kinds[random.nextInt(kinds.length)].getNumber();
        ServerMessage.Builder message =
                FullMessage.of(ServerMessage.getDescriptor().findFieldByNumber(number)).toBuilder();
        if (random.nextBoolean()) {
            message.setMeta(META);
        }
        return message.build().toByteArray();
    }

    private static byte[] joined(byte[] one, byte[] other) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(one);
        joined.writeBytes(other);
        return joined.toByteArray();
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 1 -> {
                byte[] longer = joined(
                        Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at - 1 < 0 ? 0 : at - 1, bytes.length));
                longer[at] = (byte) random.nextInt();
                return longer;
            }
            case 2 -> {
                byte[] other = bytes.clone();
                other[at] ^= (byte) (1 << random.nextInt(8));
                return other;
            }
            default -> {
                byte[] other = bytes.clone();
                other[at] = (byte) random.nextInt();
                return other;
            }
        }
    }
}
