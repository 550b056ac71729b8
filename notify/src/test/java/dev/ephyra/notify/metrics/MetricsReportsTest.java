package dev.ephyra.notify.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.wire.ServerMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class MetricsReportsTest {
    private static final RoomId ROOM = new RoomId("r\"1");
    private static final PeerId PEER = new PeerId("p1");
    private static final ConnectionId CONNECTION = new ConnectionId(1);

    private final Presence presence = new Presence();
    private final MetricsReports reports = new MetricsReports();
    private final Map<ConnectionId, EndpointFigures> figures = new HashMap<>();

    @Test
    void isAnEmptyObjectWhileNobodyIsConnected() {
        presence.apply(ROOM, new RoomEvent.PeerAdded(PEER, true));

        assertThat(report()).containsExactly("{}");
    }

    @Test
    void showsAPeerFromItsConnectionWithNullMetadataFirst() {
        connect(ROOM, PEER);

        assertThat(report()).containsExactly("{\"room_id=r\\\"1\":{\"endpoint_id=p1\":{\"endpoint.metadata\":null}}}");
    }

    @Test
    void showsMetadataAsTheJsonItIs() {
        connect(ROOM, PEER);
        presence.apply(ROOM, new RoomEvent.PeerMetadataUpdated(PEER, new Metadata("{\"name\":\"ą\"}")));

        assertThat(report().getFirst()).contains("{\"endpoint.metadata\":{\"name\":\"ą\"}}");
    }

    @Test
    void forgetsMetadataWhenAPeerConnectsAgain() {
        connect(ROOM, PEER);
        presence.apply(ROOM, new RoomEvent.PeerMetadataUpdated(PEER, new Metadata("1")));
        presence.apply(ROOM, new RoomEvent.PeerDisconnected(PEER, EndReason.LEFT));
        connect(ROOM, PEER);

        assertThat(report().getFirst()).contains("{\"endpoint.metadata\":null}");
    }

    @Test
    void everyEndingTakesPeersOut() {
        List<RoomEvent> endings = List.of(
                new RoomEvent.PeerDisconnected(PEER, EndReason.LEFT),
                new RoomEvent.PeerDeleted(PEER, EndReason.KICKED),
                new RoomEvent.PeerCrashed(PEER, ""),
                new RoomEvent.RoomDeleted(EndReason.ROOM_DELETED),
                new RoomEvent.RoomCrashed(EndReason.ROOM_CRASHED, ""));
        for (RoomEvent ending : endings) {
            connect(ROOM, PEER);
            presence.apply(ROOM, ending);
            presence.apply(ROOM, new RoomEvent.PeerMetadataUpdated(PEER, new Metadata("1")));

            assertThat(report()).as(ending.toString()).containsExactly("{}");
        }
    }

    @Test
    void splitsBetweenRoomsAtHalfAMebibyte() {
        Metadata large = new Metadata('"' + "ą".repeat(20_000) + '"');
        for (int i = 0; i < 40; i++) {
            RoomId room = new RoomId("room" + i);
            connect(room, PEER);
            presence.apply(room, new RoomEvent.PeerMetadataUpdated(PEER, large));
        }

        assertThat(reports.encode(presence, figures))
                .hasSizeBetween(4, 5)
                .allSatisfy(message -> assertThat(message).hasSizeLessThanOrEqualTo(512 << 10));
        assertThat(mentions("room_id=")).isEqualTo(40);
    }

    @Test
    void splitsARoomThatIsTooLargeAlone() {
        Metadata large = new Metadata('"' + "x".repeat(100_000) + '"');
        for (int i = 0; i < 20; i++) {
            PeerId peer = new PeerId("peer" + i);
            connect(ROOM, peer);
            presence.apply(ROOM, new RoomEvent.PeerMetadataUpdated(peer, large));
        }

        assertThat(reports.encode(presence, figures))
                .hasSizeGreaterThan(3)
                .allSatisfy(message -> assertThat(message).hasSizeLessThanOrEqualTo(512 << 10));
        assertThat(mentions("endpoint_id=")).isEqualTo(20);
    }

    @Test
    void leavesOutMetadataThatWouldFillAMessageAlone() {
        connect(ROOM, PEER);
        presence.apply(ROOM, new RoomEvent.PeerMetadataUpdated(PEER, new Metadata('"' + "x".repeat(600_000) + '"')));

        assertThat(report()).singleElement().asString().contains("\"endpoint.metadata\":null");
    }

    private void connect(RoomId room, PeerId peer) {
        presence.apply(room, new RoomEvent.PeerConnected(peer, CONNECTION));
    }

    private long mentions(String text) {
        return report().stream()
                .mapToLong(part -> Pattern.compile(text).matcher(part).results().count())
                .sum();
    }

    private List<String> report() {
        List<String> parts = new ArrayList<>();
        for (byte[] message : reports.encode(presence, figures)) {
            try {
                parts.add(ServerMessage.parseFrom(message).getMetricsReport().getMetrics());
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
        }
        return parts;
    }
}
