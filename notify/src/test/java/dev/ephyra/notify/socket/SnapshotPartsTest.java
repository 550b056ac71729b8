package dev.ephyra.notify.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.RoomState;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SnapshotPartsTest {
    @Test
    void aSnapshotOfNothingIsOnePart() throws InvalidProtocolBufferException {
        List<ServerMessage> parts = parts(List.of());

        assertThat(parts).hasSize(1);
        assertThat(parts.getFirst().getRoomsSnapshot().getLast()).isTrue();
        assertThat(parts.getFirst().getRoomsSnapshot().getRoomsCount()).isZero();
    }

    @Test
    void manyRoomsTakeSeveralPartsAndTheLastOneSaysSo() throws InvalidProtocolBufferException {
        List<RoomSnapshot> rooms =
                IntStream.range(0, 5_000).mapToObj(n -> room("room" + n, 2, 10)).toList();

        List<ServerMessage> parts = parts(rooms);

        assertThat(parts).hasSizeGreaterThan(2);
        assertThat(parts).allMatch(part -> part.getSerializedSize() < SnapshotParts.MAX_PART_BYTES);
        assertThat(parts.stream().map(part -> part.getRoomsSnapshot().getLast()))
                .endsWith(true)
                .containsOnlyOnce(true);
        assertThat(parts.stream()
                        .flatMap(part -> part.getRoomsSnapshot().getRoomsList().stream())
                        .map(RoomState::getRoomId)
                        .distinct())
                .containsExactlyElementsOf(rooms.stream()
                        .map(room -> room.config().roomId().value())
                        .toList());
    }

    @Test
    void aLargeRoomGoesOnInTheNextPart() throws InvalidProtocolBufferException {
        List<ServerMessage> parts = parts(List.of(room("large", 2_000, 1_000), room("small", 1, 1)));

        List<RoomState> pieces = parts.stream()
                .flatMap(part -> part.getRoomsSnapshot().getRoomsList().stream())
                .toList();
        assertThat(parts).hasSizeBetween(4, 6);
        assertThat(pieces.stream()
                        .filter(piece -> piece.getRoomId().equals("large"))
                        .flatMap(piece -> piece.getPeersList().stream())
                        .map(peer -> peer.getPeerId()))
                .doesNotHaveDuplicates()
                .hasSize(2_000);
        assertThat(pieces).allMatch(piece -> piece.getRoomSeq() == 7);
        assertThat(pieces.stream().mapToInt(RoomState::getComponentsCount).sum())
                .isEqualTo(2);
    }

    @Test
    void showsTracksAndComponentsInWordsOfTheApi() throws InvalidProtocolBufferException {
        RoomState room =
                parts(List.of(room("r", 1, 3))).getFirst().getRoomsSnapshot().getRooms(0);

        assertThat(room.getPeers(0).getTracks(0).getType()).isEqualTo("video");
        assertThat(room.getPeers(0).getConnected()).isTrue();
        assertThat(room.getComponents(0).getType()).isEqualTo("hls");
        assertThat(room.getComponents(0).getProperties()).isEqualTo("{}");
    }

    private static List<ServerMessage> parts(List<RoomSnapshot> rooms) throws InvalidProtocolBufferException {
        SnapshotParts parts = new SnapshotParts(rooms);
        List<ServerMessage> messages = new ArrayList<>();
        while (parts.hasNext()) {
            messages.add(ServerMessage.parseFrom(parts.next()));
        }
        assertThatThrownBy(parts::next).isInstanceOf(NoSuchElementException.class);
        return messages;
    }

    private static RoomSnapshot room(String id, int peers, int metadataChars) {
        RoomConfig config = new RoomConfig(
                new RoomId(id),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty());
        Metadata metadata = new Metadata("\"" + "m".repeat(metadataChars) + "\"");
        Track track = new Track(new TrackId("t"), TrackType.VIDEO, Metadata.NONE);
        return new RoomSnapshot(
                config,
                UUID.nameUUIDFromBytes(id.getBytes(UTF_8)),
                7,
                IntStream.range(0, peers)
                        .mapToObj(
                                n -> new RoomSnapshot.PeerSnapshot(new PeerId("p" + n), true, metadata, List.of(track)))
                        .toList(),
                List.of(new RoomSnapshot.ComponentSnapshot(new ComponentId("c"), ComponentType.HLS, "{}", List.of())));
    }
}
