package dev.ephyra.notify.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.wire.ServerMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class NotificationEncoderTest {
    private static final RoomId ROOM = new RoomId("r");
    private static final PeerId PEER = new PeerId("p");

    @Test
    void writesTheBytesThatSdksDecode() {
        byte[] bytes = NotificationEncoder.encode(ROOM, new RoomEvent.PeerConnected(PEER, new ConnectionId(1)));

        byte[] expected = {0x12, 6, 0x0a, 1, 'r', 0x12, 1, 'p'};
        assertThat(bytes).isEqualTo(expected);
    }

    @Test
    void writesNoMetadataAsTheTextNull() throws InvalidProtocolBufferException {
        ServerMessage message = encode(new RoomEvent.PeerMetadataUpdated(PEER, Metadata.NONE));

        assertThat(message.getPeerMetadataUpdated().getMetadata()).isEqualTo("null");
    }

    @Test
    void numbersVideoOneAndAudioTwo() throws InvalidProtocolBufferException {
        Track video = new Track(new TrackId("p:1"), TrackType.VIDEO, new Metadata("\"myvideo\""));
        Track audio = new Track(new TrackId("p:2"), TrackType.AUDIO, Metadata.NONE);

        ServerMessage.TrackAdded added = encode(new RoomEvent.TrackAdded(new TrackOwner.OfPeer(PEER), video))
                .getTrackAdded();
        ServerMessage.TrackRemoved removed = encode(
                        new RoomEvent.TrackRemoved(new TrackOwner.OfComponent(new ComponentId("c")), audio))
                .getTrackRemoved();

        assertThat(added.getTrack().getTypeValue()).isEqualTo(1);
        assertThat(added.getTrack().getMetadata()).isEqualTo("\"myvideo\"");
        assertThat(added.getPeerId()).isEqualTo("p");
        assertThat(removed.getTrack().getTypeValue()).isEqualTo(2);
        assertThat(removed.getTrack().getMetadata()).isEqualTo("null");
        assertThat(removed.getComponentId()).isEqualTo("c");
    }

    @Test
    void givesThePeerCrashItsText() throws InvalidProtocolBufferException {
        ServerMessage message = encode(new RoomEvent.PeerCrashed(PEER, "no codec"));

        assertThat(message.getPeerCrashed().getReason()).isEqualTo("no codec");
    }

    @Test
    void keepsOurReasonsOffTheWire() {
        byte[] bytes = NotificationEncoder.encode(ROOM, new RoomEvent.RoomCrashed(EndReason.NODE_RESTARTED, "why"));

        assertThat(new String(bytes, StandardCharsets.UTF_8)).doesNotContain("why", "RESTARTED");
    }

    private static ServerMessage encode(RoomEvent event) throws InvalidProtocolBufferException {
        return ServerMessage.parseFrom(NotificationEncoder.encode(ROOM, event));
    }
}
