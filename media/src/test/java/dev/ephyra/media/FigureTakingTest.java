package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.ConnectionCounters;
import dev.ephyra.webrtc.connection.ConnectionSettings;
import dev.ephyra.webrtc.connection.Encoding;
import dev.ephyra.webrtc.connection.EncodingChange;
import dev.ephyra.webrtc.connection.OutboundTrack;
import dev.ephyra.webrtc.connection.PacketDrop;
import dev.ephyra.webrtc.connection.RtcpKind;
import dev.ephyra.webrtc.connection.SessionPlan;
import dev.ephyra.webrtc.connection.StreamCounters;
import dev.ephyra.webrtc.dtls.DtlsConfig;
import dev.ephyra.webrtc.dtls.DtlsCrypto;
import dev.ephyra.webrtc.dtls.DtlsIdentity;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.ExtensionIds;
import dev.ephyra.webrtc.sdp.FeedbackTypes;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.Source;
import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunKey;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FigureTakingTest {
    private static final RoomId ROOM = new RoomId("r");
    private static final ConnectionId ANN = new ConnectionId(1);
    private static final ConnectionId BOB = new ConnectionId(2);
    private static final IceCredentials ICE = new IceCredentials("annU", "annPasswordAnnPassword");
    private static final IceCredentials OTHER_ICE = new IceCredentials("bobU", "bobPasswordBobPassword");
    private static final MediaPath THERE = new UdpPath(new InetSocketAddress(1_001));
    private static final DtlsIdentity IDENTITY =
            DtlsIdentity.selfSigned(new DtlsCrypto(new SecureRandom()), Instant.EPOCH, Instant.EPOCH.plusSeconds(1));

    private final AtomicInteger sentBytes = new AtomicInteger();
    private final ConnectionSettings settings = new ConnectionSettings(
            new DtlsConfig(IDENTITY, DtlsConfig.PREFERRED_PROFILES, 1_000_000_000L),
            _ -> {},
            MediaEngine.CONSENT_NANOS,
            new AtomicInteger()::incrementAndGet);
    private final MediaLoop loop = new MediaLoop(
            new Directory(),
            new Crossing(0, List.of()),
            () -> settings,
            (_, _, length, _) -> sentBytes.addAndGet(length),
            new SilentListener(),
            _ -> {});

    @Test
    void showsWhatEachConnectionCountedApartFromItsChecks() {
        loop.configure(ROOM, ANN, plan(ICE), 0);
        loop.configure(ROOM, BOB, plan(OTHER_ICE), 0);
        byte[] check = check();
        receive(check);

        MediaFigures figures = loop.figures(7);

        assertThat(figures.takenNanos()).isEqualTo(7);
        assertThat(figures.connections()).containsOnlyKeys(ANN, BOB);
        ConnectionCounters ann = of(figures, ANN).counters();
        assertThat(ann.checksReceived()).isEqualTo(1);
        assertThat(ann.checksAnswered()).isEqualTo(1);
        assertThat(ann.bytesReceived()).isEqualTo(check.length).isEqualTo(ann.checkBytesReceived());
        assertThat(ann.bytesSent()).isEqualTo(sentBytes.get()).isEqualTo(ann.answerBytesSent());
        assertThat(of(figures, BOB).counters().packetsReceived()).isZero();
    }

    @Test
    void sharesNothingThatGoesOn() {
        loop.configure(ROOM, ANN, plan(ICE), 0);
        MediaFigures before = loop.figures(1);
        receive(check());

        assertThat(of(before, ANN).counters().packetsReceived()).isZero();
    }

    @Test
    void showsTracksOfWhichNothingWentOutYet() {
        loop.configure(ROOM, ANN, plan(ICE), 0);

        assertThat(of(loop.figures(1), ANN).outbound()).singleElement().satisfies(track -> {
            assertThat(track.trackId()).isEqualTo("t");
            assertThat(track.encoding()).isEmpty();
            assertThat(track.counters().packets()).isZero();
        });
    }

    @Test
    void countsMediaThatIsOfNoUseByReason() {
        loop.configure(ROOM, ANN, plan(ICE), 0);
        receive(check());
        byte[] media = new byte[40];
        media[0] = (byte) 0x80;
        // More than are kept until there are keys.
        for (int i = 0; i < 49; i++) {
            receive(media);
        }
        receive(new byte[] {127, 0, 0, 0, 0});

        ConnectionCounters counters = of(loop.figures(1), ANN).counters();
        assertThat(counters.packetsDropped(PacketDrop.NOT_EXPECTED)).isEqualTo(1);
        assertThat(counters.packetsDropped(PacketDrop.OTHER_PROTOCOL)).isEqualTo(1);
        assertThat(counters.packetsDropped()).isEqualTo(2);
        assertThat(of(loop.figures(1), ANN).forwarded()).isEqualTo(49);
        assertThat(of(loop.figures(1), ANN).forwardedNanos()).isEqualTo(49 * 3);
    }

    @Test
    void followsMediaFromItsPublisherToWhoSubscribed() {
        SimulatedEngine engine = new SimulatedEngine();
        engine.publisher("ann");
        engine.publisher("bob").subscribe("ann-1", Codec.VP8);
        engine.connect();
        engine.runMillis(2_500);

        MediaFigures figures = engine.loop.figures(1);
        MediaFigures.OfConnection ann = of(figures, ANN);
        assertThat(ann.inbound()).extracting(MediaFigures.Inbound::trackId).containsExactly("ann-0", "ann-1");
        StreamCounters camera = ann.inbound().getLast().counters();
        assertThat(camera.markers()).isBetween(50L, camera.packets());
        assertThat(camera.keyFrames()).isPositive();
        assertThat(camera.told(RtcpKind.RECEIVER_REPORT)).isBetween(2L, 3L);
        assertThat(camera.heard(RtcpKind.SENDER_REPORT)).isPositive();
        assertThat(camera.told(RtcpKind.PLI)).isEqualTo(camera.keyFrameRequests());
        MediaFigures.Outbound sent = of(figures, BOB).outbound().getFirst();
        assertThat(sent.trackId()).isEqualTo("ann-1");
        assertThat(sent.encoding()).contains(Encoding.ONLY);
        assertThat(sent.change()).contains(EncodingChange.BEGAN);
        assertThat(sent.counters().packets()).isBetween(50L, camera.packets());
        assertThat(sent.counters().bytes()).isGreaterThan(12 * sent.counters().packets());
        assertThat(sent.counters().told(RtcpKind.SENDER_REPORT)).isBetween(2L, 3L);

        LoopTotals before = engine.loop.totals();
        engine.loop.close(ANN);
        engine.loop.close(BOB);
        LoopTotals after = engine.loop.totals();
        assertThat(before.connected()).isEqualTo(2);
        assertThat(after.connected()).isZero();
        assertThat(before.traffic().outbound().packets())
                .isEqualTo(sent.counters().packets());
        assertThat(after.traffic().inbound().packets())
                .isEqualTo(before.traffic().inbound().packets());
        assertThat(after.traffic().packetsDropped()).isZero();
    }

    @Test
    void totalsOutliveTheirConnections() {
        loop.configure(ROOM, ANN, plan(ICE), 0);
        byte[] check = check();
        receive(check);
        receive(new byte[40]);
        assertThat(loop.totals().connecting()).isEqualTo(1);

        loop.close(ANN);
        loop.close(ANN);
        receive(check);

        LoopTotals totals = loop.totals();
        assertThat(totals.connecting()).isZero();
        assertThat(totals.connected()).isZero();
        assertThat(totals.traffic().checksReceived()).isEqualTo(1);
        assertThat(totals.traffic().bytesSent()).isEqualTo(sentBytes.get());
        assertThat(totals.strangers()).isEqualTo(1);
        assertThat(loop.figures(1).connections()).isEmpty();
    }

    private static MediaFigures.OfConnection of(MediaFigures figures, ConnectionId connection) {
        return Objects.requireNonNull(figures.connections().get(connection));
    }

    private void receive(byte[] datagram) {
        loop.receive(datagram.clone(), 0, datagram.length, THERE, 5);
        loop.workedOff(3);
    }

    private static byte[] check() {
        return new StunWriter(StunClass.REQUEST, StunMethod.BINDING, new TransactionId(1, 2))
                .text(StunAttribute.USERNAME, ICE.ufrag() + ":them")
                .number(StunAttribute.PRIORITY, 1)
                .integrity(StunKey.shortTerm(ICE.password()))
                .fingerprint()
                .toBytes();
    }

    private static SessionPlan plan(IceCredentials ice) {
        NegotiatedLine line = new NegotiatedLine(
                "0",
                Direction.SENDONLY,
                Codec.VP8,
                96,
                -1,
                ExtensionIds.NONE,
                FeedbackTypes.NONE,
                List.of(Source.of(1)),
                List.of());
        return new SessionPlan(
                ice, "them", IDENTITY.fingerprint(), List.of(), List.of(new OutboundTrack("t", "c", line)));
    }

    private static final class SilentListener implements MediaListener {
        @Override
        public void established(RoomId room, ConnectionId connection) {
            throw new AssertionError("nobody has keys");
        }

        @Override
        public void failed(RoomId room, ConnectionId connection, String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void lost(RoomId room, ConnectionId connection) {
            throw new AssertionError("no time passes");
        }

        @Override
        public void voice(RoomId room, ConnectionId connection, String trackId, boolean isSpeaking) {
            throw new AssertionError("nobody speaks");
        }

        @Override
        public void encodingSwitched(
                RoomId room, ConnectionId connection, String trackId, Encoding encoding, EncodingChange change) {
            throw new AssertionError("nobody sends");
        }
    }
}
