package dev.ephyra.notify.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.notify.metrics.EndpointFigures.OfTrack;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackOwner;
import dev.ephyra.room.TrackType;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The figures of media in a report. */
class MediaReportsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RoomId ROOM = new RoomId("r");
    private static final PeerId PEER = new PeerId("p");
    private static final ConnectionId CONNECTION = new ConnectionId(1);
    private static final TrackId TRACK = new TrackId("p:t");

    private final Presence presence = new Presence();
    private final MetricsReports reports = new MetricsReports();

    private void connect() {
        presence.apply(ROOM, new RoomEvent.PeerConnected(PEER, CONNECTION));
    }

    @Test
    void showsKeysOnceTheirEventHappened() {
        connect();
        Measured own = new Measured.Builder()
                .count(Measure.ICE_BYTES_SENT, 7)
                .count(Measure.ICE_PACKETS_SENT, 0)
                .number(Measure.ICE_PORT, 0)
                .build();

        assertThat(report(own, SECOND))
                .isEqualTo("{\"room_id=r\":{\"endpoint_id=p\":"
                        + "{\"endpoint.metadata\":null,\"ice.bytes_sent\":7,\"ice.port\":0}}}");
    }

    @Test
    void addsRatesToWhatHasThemFromTheSecondReportOn() {
        connect();
        assertThat(report(sent(100, 3), SECOND)).doesNotContain("per-second");

        assertThat(report(sent(350, 4), 3 * SECOND))
                .contains("\"ice.bytes_sent\":350,\"ice.bytes_sent-per-second\":125.0,")
                .contains("\"ice.binding_responses_sent\":4}");
        assertThat(report(sent(350, 4), 4 * SECOND)).contains("\"ice.bytes_sent-per-second\":0.0");
        assertThat(report(sent(351, 4), 4 * SECOND + SECOND / 2)).contains("\"ice.bytes_sent-per-second\":2.0");
    }

    @Test
    void showsNoRateOverAGap() {
        connect();
        report(sent(100, 3), SECOND);
        assertThat(report(sent(200, 3), 7 * SECOND)).doesNotContain("per-second");
        assertThat(report(sent(200, 3), 7 * SECOND)).doesNotContain("per-second");
        assertThat(report(sent(201, 3), 8 * SECOND)).contains("\"ice.bytes_sent-per-second\":1.0");
    }

    @Test
    void averagesHowLongPacketsWereProcessed() {
        connect();
        assertThat(report(processed(10, 100), SECOND)).doesNotContain("avg_buff_proc_time");
        assertThat(report(processed(14, 150), 2 * SECOND)).contains("\"avg_buff_proc_time\":12.5");
        assertThat(report(processed(14, 150), 3 * SECOND)).contains("\"avg_buff_proc_time\":0.0");
    }

    @Test
    void labelsTracksByDirectionAndEncoding() {
        connect();
        presence.apply(ROOM, track("{\"type\":\"camera\"}"));
        Measured one = counted(Measure.INBOUND_PACKETS, 1);
        EndpointFigures figures = new EndpointFigures(
                SECOND,
                Measured.NOTHING,
                List.of(
                        new OfTrack(TRACK, Optional.of(""), one, Measured.NOTHING),
                        new OfTrack(TRACK, Optional.of("h"), one, counted(Measure.INBOUND_PACKETS, 9)),
                        new OfTrack(TRACK, Optional.empty(), counted(Measure.OUTBOUND_PACKETS, 2), Measured.NOTHING),
                        new OfTrack(new TrackId("q:t"), Optional.empty(), Measured.NOTHING, Measured.NOTHING)));

        assertThat(only(figures))
                .isEqualTo("{\"room_id=r\":{\"endpoint_id=p\":{\"endpoint.metadata\":null,"
                        + "\"track_id=p:t:\":{\"track.metadata\":{\"type\":\"camera\"},\"inbound-rtp.packets\":1},"
                        + "\"track_id=p:t:h\":{\"track.metadata\":{\"type\":\"camera\"},\"inbound-rtp.packets\":1,"
                        + "\"rtx_stream\":{\"inbound-rtp.packets\":9}},"
                        + "\"track_id=p:t\":{\"outbound-rtp.packets\":2}}}}");
    }

    @Test
    void countsATrackThatBeganAnewFromZero() {
        connect();
        only(new EndpointFigures(SECOND, Measured.NOTHING, List.of(inbound(100))));

        assertThat(only(new EndpointFigures(2 * SECOND, Measured.NOTHING, List.of(inbound(30)))))
                .contains("\"inbound-rtp.packets-per-second\":30.0");
    }

    @Test
    void followsTheMetadataOfTracks() {
        connect();
        EndpointFigures figures = new EndpointFigures(SECOND, Measured.NOTHING, List.of(inbound(1)));
        presence.apply(ROOM, track("1"));
        assertThat(only(figures)).contains("\"track.metadata\":1");
        Track changed = new Track(TRACK, TrackType.VIDEO, new Metadata("2"));
        presence.apply(ROOM, new RoomEvent.TrackMetadataUpdated(new TrackOwner.OfPeer(PEER), changed));
        assertThat(only(figures)).contains("\"track.metadata\":2");
        presence.apply(ROOM, new RoomEvent.TrackRemoved(new TrackOwner.OfPeer(PEER), changed));
        assertThat(only(figures)).doesNotContain("track.metadata");
        presence.apply(new RoomId("other"), track("3"));
        assertThat(only(figures)).doesNotContain("track.metadata");
    }

    @Test
    void escapesDescriptionsAndLeavesOutThoseThatAreTooLong() {
        connect();
        assertThat(report(described("v=0\r\n", "x"), SECOND))
                .contains("\"sdp.offer\":\"v=0\\r\\n\",\"sdp.answer\":\"x\"");
        assertThat(report(described("\u0000".repeat(30_000), "x"), SECOND)).doesNotContain("sdp.");
    }

    @Test
    void spendsNoMoreThanItsShareOnDescriptions() {
        Map<ConnectionId, EndpointFigures> figures = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            ConnectionId connection = new ConnectionId(i);
            presence.apply(ROOM, new RoomEvent.PeerConnected(new PeerId("p" + i), connection));
            figures.put(connection, new EndpointFigures(1, described("o".repeat(60_000), "a"), List.of()));
        }

        long shown = texts(figures).stream()
                .mapToLong(text -> text.split("sdp.offer", -1).length - 1)
                .sum();
        assertThat(shown).isEqualTo(MetricsReports.MAX_DESCRIPTIONS_BYTES / 60_035);
    }

    /** Whatever is in it: JSON, each message within its limit, nothing lost, nothing twice. */
    @Property(tries = 20)
    void dividesAnyReport(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 160) Integer> tracksOfPeers,
            @ForAll @IntRange(min = 1, max = 4) int rooms,
            @ForAll @IntRange(max = 200_000) int metadataChars) {
        Map<ConnectionId, EndpointFigures> figures = new HashMap<>();
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < tracksOfPeers.size(); i++) {
            RoomId room = new RoomId("room" + i % rooms);
            PeerId peer = new PeerId("\"" + i);
            ConnectionId connection = new ConnectionId(i);
            presence.apply(room, new RoomEvent.PeerConnected(peer, connection));
            Metadata metadata = new Metadata('"' + "ą".repeat(metadataChars / (i + 1)) + '"');
            presence.apply(room, new RoomEvent.PeerMetadataUpdated(peer, metadata));
            expected.add("room_id=" + room + "/endpoint_id=" + peer + "/endpoint.metadata");
            List<OfTrack> tracks = new ArrayList<>();
            for (int track = 0; track < tracksOfPeers.get(i); track++) {
                TrackId id = new TrackId("t".repeat(200) + track);
                tracks.add(new OfTrack(id, Optional.empty(), everyMeasure(), everyMeasure()));
                expected.add("room_id=" + room + "/endpoint_id=" + peer + "/track_id=" + id + "/outbound-rtp.bytes");
            }
            figures.put(connection, new EndpointFigures(1, Measured.NOTHING, tracks));
        }

        List<String> found = new ArrayList<>();
        for (byte[] message : reports.encode(presence, figures)) {
            assertThat(message).hasSizeLessThanOrEqualTo(MetricsReports.MAX_MESSAGE_BYTES);
            found.addAll(paths(text(message)));
        }
        found.retainAll(expected);
        assertThat(found).doesNotHaveDuplicates().hasSameSizeAs(expected);
    }

    private static Measured everyMeasure() {
        Measured.Builder every = new Measured.Builder();
        for (Measure measure : Measure.values()) {
            every.number(measure, Long.MAX_VALUE);
        }
        return every.build();
    }

    private String report(Measured own, long takenNanos) {
        return only(new EndpointFigures(takenNanos, own, List.of()));
    }

    private String only(EndpointFigures figures) {
        List<String> texts = texts(Map.of(CONNECTION, figures));
        assertThat(texts).hasSize(1);
        assertThat(paths(texts.getFirst())).isNotEmpty();
        return texts.getFirst();
    }

    private List<String> texts(Map<ConnectionId, EndpointFigures> figures) {
        return reports.encode(presence, figures).stream()
                .map(MediaReportsTest::text)
                .toList();
    }

    private static String text(byte[] message) {
        try {
            return ServerMessage.parseFrom(message).getMetricsReport().getMetrics();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** Of every value that is no object, the names that lead to it. */
    private static List<String> paths(String json) {
        List<String> paths = new ArrayList<>();
        Deque<String> names = new ArrayDeque<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            parser.nextToken();
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    names.addLast(parser.currentName());
                } else if (token == JsonToken.END_OBJECT) {
                    names.pollLast();
                } else if (token != JsonToken.START_OBJECT) {
                    paths.add(String.join("/", names));
                    names.removeLast();
                } else if (names.size() == 3 && !names.getLast().startsWith("track_id=")) {
                    parser.skipChildren();
                    names.removeLast();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(json, e);
        }
        return paths;
    }

    private static RoomEvent.TrackAdded track(String metadata) {
        return new RoomEvent.TrackAdded(
                new TrackOwner.OfPeer(PEER), new Track(TRACK, TrackType.VIDEO, new Metadata(metadata)));
    }

    private static OfTrack inbound(long packets) {
        return new OfTrack(TRACK, Optional.of(""), counted(Measure.INBOUND_PACKETS, packets), Measured.NOTHING);
    }

    private static Measured counted(Measure measure, long times) {
        return new Measured.Builder().count(measure, times).build();
    }

    private static Measured sent(long bytes, long responses) {
        return new Measured.Builder()
                .count(Measure.ICE_BYTES_SENT, bytes)
                .count(Measure.ICE_BINDING_RESPONSES_SENT, responses)
                .build();
    }

    private static Measured processed(long buffers, long micros) {
        return new Measured.Builder()
                .count(Measure.ICE_BUFFERS_PROCESSED, buffers)
                .count(Measure.ICE_BUFFERS_PROCESSED_TIME, micros)
                .build();
    }

    private static Measured described(String offer, String answer) {
        return new Measured.Builder()
                .text(Measure.SDP_OFFER, offer)
                .text(Measure.SDP_ANSWER, answer)
                .build();
    }
}
