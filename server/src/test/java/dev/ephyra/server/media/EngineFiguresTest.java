package dev.ephyra.server.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.media.MediaEngine;
import dev.ephyra.media.MediaFigures;
import dev.ephyra.media.MediaSettings;
import dev.ephyra.notify.metrics.EndpointFigures;
import dev.ephyra.notify.metrics.MetricsReports;
import dev.ephyra.notify.metrics.Presence;
import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomEvent;
import dev.ephyra.room.RoomId;
import dev.ephyra.server.rooms.MediaGate;
import dev.ephyra.server.rooms.RoomDirectory;
import dev.ephyra.webrtc.connection.ConnectionCounters;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.connection.StreamCounters;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunKey;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import dev.ephyra.wire.ServerMessage;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From what the engine counts to a report. */
@Timeout(30)
class EngineFiguresTest {
    private static final RoomId ROOM = new RoomId("r");
    private static final PeerId PEER = new PeerId("p");
    private static final ConnectionId CONNECTION = new ConnectionId(1);
    private static final IceCredentials ICE = new IceCredentials("annU", "annPasswordAnnPassword");

    @Test
    void tellsWhatARunningEngineCounted() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (MediaEngine engine = MediaEngine.open(new MediaSettings(here, 0, 0, here, OptionalInt.empty(), 2));
                DatagramSocket peer = new DatagramSocket(0, here)) {
            EngineMedia media = new EngineMedia(engine, here.getHostAddress());
            engine.start(new EngineMedia.ToRooms(new MediaGate(new RoomDirectory(List.of()))));
            SessionPlan plan = new SessionPlan(ICE, "them", engine.fingerprint(), List.of(), List.of());
            media.configure(ROOM, CONNECTION, plan);
            media.describe(CONNECTION, "v=0 offer", "v=0 answer");
            // Asked on the thread of the connection, so that it is there before the only check comes.
            assertThat(figures(media)).hasSize(1);
            peer.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
            byte[] check = check();
            peer.send(new DatagramPacket(check, check.length, here, engine.port()));
            peer.receive(new DatagramPacket(new byte[1_500], 1_500));

            assertThat(report(figures(media)))
                    .contains("\"ice.binding_requests_received\":1,\"ice.binding_responses_sent\":1")
                    .contains("\"ice.port\":" + engine.port())
                    .contains(
                            "\"ice.protocol\":\"udp\"", "\"sdp.offer\":\"v=0 offer\"", "\"sdp.answer\":\"v=0 answer\"")
                    .doesNotContain("ice.bytes_received", "ice.packets_sent");

            media.close(ROOM, CONNECTION, true);
            assertThat(figures(media)).isEmpty();
        }
    }

    @Test
    void namesStreams() throws Exception {
        ConnectionCounters none = new ConnectionCounters();
        StreamCounters nothing = new StreamCounters();
        MediaFigures.OfConnection connection = new MediaFigures.OfConnection(
                none,
                4,
                10_000,
                List.of(
                        new MediaFigures.Inbound("p:a", Encoding.ONLY, Codec.OPUS, -1, nothing),
                        new MediaFigures.Inbound("p:v", Encoding.MEDIUM, Codec.H264, 7, nothing)),
                List.of(
                        new MediaFigures.Outbound(
                                "q:v", Optional.of(Encoding.LOW), Optional.of(EncodingChange.PAUSED), nothing),
                        new MediaFigures.Outbound("q:w", Optional.empty(), Optional.empty(), nothing)));

        assertThat(report(Map.of(CONNECTION, FigureNames.endpoint(1, connection, 9, Optional.empty()))))
                .contains("\"ice.buffers_processed\":4,\"ice.buffers_processed_time\":10")
                .contains("\"track_id=p:a:\":{\"inbound-rtp.encoding\":\"OPUS\",\"inbound-rtp.ssrc\":4294967295}")
                .contains("\"track_id=p:v:m\":{\"inbound-rtp.encoding\":\"H264\",\"inbound-rtp.ssrc\":7}")
                .contains("\"track_id=q:v\":{\"outbound-rtp.variant\":\"low\","
                        + "\"outbound-rtp.variant-reason\":\"encoding_inactive\"}")
                .doesNotContain("q:w", "sdp.", "rtx_stream");
    }

    @Test
    void keepsNoDescriptionThatNoReportShows() {
        Descriptions descriptions = new Descriptions();
        descriptions.put(CONNECTION, "offer", "answer");
        assertThat(descriptions.of(CONNECTION)).contains(new Descriptions.Described("offer", "answer"));

        descriptions.put(CONNECTION, "o".repeat(Descriptions.MAX_CHARS), "answer");
        assertThat(descriptions.of(CONNECTION)).isEmpty();
    }

    private static Map<ConnectionId, EndpointFigures> figures(EngineMedia media) throws Exception {
        return media.figures().figures(Runnable::run).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static String report(Map<ConnectionId, EndpointFigures> figures) throws InvalidProtocolBufferException {
        Presence presence = new Presence();
        presence.apply(ROOM, new RoomEvent.PeerConnected(PEER, CONNECTION));
        List<byte[]> messages = new MetricsReports().encode(presence, figures);
        return ServerMessage.parseFrom(messages.getFirst()).getMetricsReport().getMetrics();
    }

    private static byte[] check() {
        return new StunWriter(StunClass.REQUEST, StunMethod.BINDING, new TransactionId(1, 2))
                .text(StunAttribute.USERNAME, ICE.ufrag() + ":them")
                .number(StunAttribute.PRIORITY, 1)
                .integrity(StunKey.shortTerm(ICE.password()))
                .fingerprint()
                .toBytes();
    }
}
