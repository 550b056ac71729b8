package dev.ephyra.webrtc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.connection.Participant.Address;
import dev.ephyra.webrtc.connection.Participant.Datagram;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.rtcp.RtcpWriter;
import dev.ephyra.webrtc.rtp.ExtensionForm;
import dev.ephyra.webrtc.rtp.HostileBytes;
import dev.ephyra.webrtc.rtp.ReportBlock;
import dev.ephyra.webrtc.rtp.RtpHeaderWriter;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.stun.PacketKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a peer that means harm, or somebody who has not shown a password, can do. */
class HostilePeerTest {
    private static final byte[] MID = {'0'};

    private final SimulatedCall call = new SimulatedCall(3);
    private final Participant ann = call.join("ann", call.video(), call.audio());
    private final Participant bob = call.join("bob");

    private void connect() {
        call.subscribe(bob, "ann-0", "ann-1");
        call.connect().runMillis(1_000);
    }

    private void assertAllIsWell() {
        long frames = bob.stream(0).wholeFrames();
        call.runMillis(2_000);
        assertThat(bob.stream(0).wholeFrames()).isGreaterThan(frames + 50);
        for (Participant each : List.of(ann, bob)) {
            // What it gets in several encodings may come in any of them.
            assertThat(each.events)
                    .filteredOn(event -> !(event instanceof ConnectionEvent.EncodingSwitched))
                    .containsExactly(new ConnectionEvent.Established());
        }
    }

    private List<byte[]> sentBy(Participant who, PacketKind kind) {
        return who.toServer.stream()
                .map(Datagram::bytes)
                .filter(bytes -> PacketKind.of(bytes, 0, bytes.length) == kind)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(
            value = PacketKind.class,
            names = {"STUN", "DTLS", "RTP", "RTCP"})
    void nothingThatIsMadeOfAGoodDatagramHarms(PacketKind kind) {
        connect();
        byte[] good = sentBy(ann, kind).getLast();
        byte[] small = Arrays.copyOf(good, Math.min(good.length, 400));
        HostileBytes.variants(kind == PacketKind.RTP ? small : good, bytes -> {
            byte[] padded = Arrays.copyOf(bytes, bytes.length + 7);
            ann.server.receive(padded, 0, bytes.length, ann.address, call.nowNanos);
            bob.server.receive(padded, 0, bytes.length, Address.of(9), call.nowNanos);
        });

        assertThat(ann.server.counters().packetsDropped()
                        + ann.server.counters().packetsReceived())
                .isGreaterThan(1_000);
        assertAllIsWell();
    }

    @Test
    void nothingThatIsMadeOfTheFirstDatagramsIsAnsweredBeforeAPasswordWasShown() {
        connect();
        Participant eve = call.join("eve", call.audio());
        for (PacketKind kind : List.of(PacketKind.DTLS, PacketKind.RTP, PacketKind.RTCP)) {
            HostileBytes.variants(
                    Arrays.copyOf(sentBy(ann, kind).getFirst(), 300),
                    bytes -> eve.server.receive(bytes, 0, bytes.length, Address.of(9), call.nowNanos));
        }
        // The checks of another connection, too.
        for (byte[] check : sentBy(ann, PacketKind.STUN)) {
            eve.server.receive(check, 0, check.length, Address.of(9), call.nowNanos);
        }

        assertThat(eve.fromServer).isEmpty();
        assertThat(eve.server.counters().packetsDropped()).isGreaterThan(5_000);
        call.connect();
        assertThat(eve.events).containsExactly(new ConnectionEvent.Established());
    }

    @Test
    void whatWasReceivedOnceIsNotReceivedAgain() {
        connect();
        List<Datagram> all = List.copyOf(ann.toServer);
        List<TrackStreams> published = ann.server.published();
        long packets = published.getFirst().streams().getFirst().counters().packets();
        long sentToBob = bob.sent(0).counters().packets();
        long dropped = ann.server.counters().packetsDropped();
        int media = 0;
        for (Datagram datagram : all) {
            byte[] bytes = datagram.bytes().clone();
            PacketKind kind = PacketKind.of(bytes, 0, bytes.length);
            media += kind == PacketKind.RTP || kind == PacketKind.RTCP ? 1 : 0;
            ann.server.receive(bytes, 0, bytes.length, ann.address, call.nowNanos);
        }

        assertThat(published.getFirst().streams().getFirst().counters().packets())
                .isEqualTo(packets);
        assertThat(bob.sent(0).counters().packets()).isEqualTo(sentToBob);
        assertThat(ann.server.counters().packetsDropped()).isEqualTo(dropped + media);
        assertAllIsWell();
    }

    @Test
    void anotherCertificateThanAnnouncedGetsNoKeys() {
        Participant eve = call.join("eve");
        eve.tampering = plan -> new SessionPlan(
                plan.localIce(),
                plan.remoteUfrag(),
                SimulatedCall.SERVER.fingerprint(),
                plan.inbound(),
                plan.outbound());
        call.subscribe(eve, "ann-1");
        call.runMillis(3_000);

        assertThat(eve.events).hasSize(1).first().isInstanceOf(ConnectionEvent.Failed.class);
        assertThat(eve.server.isEstablished()).isFalse();
        assertThat(eve.client.isEstablished()).isFalse();
        assertThat(eve.fromServer)
                .noneMatch(datagram -> PacketKind.of(datagram.bytes(), 0, datagram.bytes().length) == PacketKind.RTP);
        assertThat(ann.events).containsExactly(new ConnectionEvent.Established());
    }

    @Test
    void sixtyWhoAskAtOnceMakeOneRequest() {
        connect();
        List<OutboundStream> all = new ArrayList<>(List.of(bob.sent(0)));
        SessionPlan plan = call.answer(bob).plan();
        for (int i = 0; i < 60; i++) {
            SecureTransport nobody = new SecureTransport(
                    SimulatedCall.serverSettings(call.random),
                    plan,
                    (_, _, _, _) -> {},
                    new ConnectionCounters(),
                    new ArrayList<>(),
                    () -> {},
                    0);
            all.add(new OutboundStream(plan.outbound().getFirst(), nobody, new byte[2_048], call.random::nextInt));
        }
        TrackStreams track = ann.server.published().getFirst();
        all.forEach(stream -> stream.attach(track));
        track.subscribers(all);
        call.runMillis(1_000);
        long requests = ann.camera("").keyFrameRequests();
        all.forEach(stream -> stream.keyFrameWanted(call.nowNanos));
        call.runMillis(2_000);

        assertThat(ann.camera("").keyFrameRequests()).isEqualTo(requests + 1);
        assertThat(all).allMatch(stream -> stream.counters().packets() > 100);
    }

    @Test
    void whoAsksAllTheTimeIsHeardNowAndThen() {
        connect();
        long requests = ann.camera("").keyFrameRequests();
        for (int i = 0; i < 1_000; i++) {
            bob.client.tell(
                    new RtcpPacket.PictureLossIndication(1, bob.stream(0).ssrc()));
            bob.client.tell(new RtcpPacket.FullIntraRequest(1, bob.stream(0).ssrc(), i & 0xff));
            bob.client.flush();
            call.runMillis(10);
        }

        assertThat(bob.sent(0).counters().keyFrameRequests()).isGreaterThan(1_900);
        assertThat(ann.camera("").keyFrameRequests() - requests).isBetween(2L, 8L);
    }

    @Test
    void whoMissesEverythingAllTheTimeGetsItTenTimesAtMost() {
        connect();
        for (int i = 0; i < 300; i++) {
            int last = (int) bob.packets(0).getLast().sequence();
            bob.client.tell(new RtcpPacket.Nack(
                    1,
                    bob.stream(0).ssrc(),
                    IntStream.range(last - 500, last)
                            .map(number -> number & 0xffff)
                            .toArray()));
            bob.client.flush();
            call.runMillis(10);
        }

        StreamCounters counters = bob.sent(0).counters();
        assertThat(counters.repairs()).isBetween(1_000L, 10 * counters.packets());
        assertThat(bob.stream(0).duplicates()).isLessThanOrEqualTo(counters.repairs());
        assertAllIsWell();
    }

    @Test
    void newSourcesWithoutEndTakeNoMemoryWithoutEnd() {
        Participant eve = call.join("eve", SimulatedCall.simulcast(), call.audio());
        call.subscribe(bob, "eve-0", "eve-1");
        call.connect().runMillis(500);
        NegotiatedLine line = call.answer(eve).plan().inbound().getFirst().line();
        RtpHeaderWriter writer = new RtpHeaderWriter(ExtensionForm.ONE_BYTE);
        byte[] rid = {'h'};
        byte[] packet = new byte[300];
        for (int i = 0; i < 3_000; i++) {
            writer.begin(packet, 0, 280)
                    .source(line.payloadType(), 1_000_000 + i)
                    .position(true, 1, i)
                    .extension(line.extensions().mid(), MID, 0, 1);
            if (i % 2 == 0) {
                writer.extension(line.extensions().rid(), rid, 0, 1);
            }
            writer.payload(new byte[100], 0, 100);
            eve.client.sendRtp(packet, 0, writer.finish());
        }
        call.runMillis(500);

        TrackStreams track = eve.server.published().getFirst();
        assertThat(track.streams()).hasSize(3);
        assertThat(eve.server.counters().packetsDropped()).isGreaterThan(2_500);
        int line1 = bob.draft.lines().size() - 1;
        long heard = bob.stream(line1).packets();
        call.runMillis(1_000);
        assertThat(bob.stream(line1).packets()).isGreaterThan(heard + 45);
        assertThat(eve.events).containsExactly(new ConnectionEvent.Established());
    }

    @Test
    void aMemberThatFloodsIsCutToItsBudgetAndNobodyElseIs() {
        connect();
        Participant eve = call.join("eve", call.video(), call.audio());
        call.subscribe(eve, "ann-0");
        call.subscribe(bob, "eve-0");
        call.connect().runMillis(300);
        eve.camera("").pause();
        call.runMillis(100);
        long received = eve.server.counters().packetsReceived();
        long dropped = eve.server.counters().packetsDropped(PacketDrop.OVER_BUDGET);
        long handedOn = bob.sent(2).counters().packets();
        long frames = bob.stream(0).wholeFrames();
        byte[] packet = Arrays.copyOf(rtp(eve), 200);
        int length = rtp(eve).length;
        int seconds = 3;
        int sequence =
                (int) eve.server.published().getFirst().streams().getFirst().highest();
        // 20,000 packets a second, each of a new number and under her keys.
        for (int step = 0; step < seconds * 100; step++) {
            for (int i = 0; i < 200; i++) {
                packet[2] = (byte) (++sequence >> 8);
                packet[3] = (byte) sequence;
                eve.client.sendRtp(packet.clone(), 0, length);
            }
            call.runMillis(10);
        }

        ConnectionCounters counters = eve.server.counters();
        long taken = counters.packetsReceived() - received - counters.packetsDropped(PacketDrop.OVER_BUDGET) + dropped;
        int budget = InboundBudget.MAX_PACKETS_PER_SECOND;
        assertThat(counters.packetsReceived() - received).isGreaterThan(seconds * 19_900L);
        assertThat(taken).isBetween(seconds * (long) budget, (seconds + 1L) * budget + 200);
        assertThat(bob.sent(2).counters().packets() - handedOn).isLessThanOrEqualTo(taken);
        assertThat(bob.stream(0).wholeFrames() - frames).isGreaterThan(85);
        for (Participant each : List.of(ann, bob)) {
            assertThat(each.server.counters().packetsDropped()).isZero();
        }
        assertAllIsWell();
    }

    @Test
    void aPeerThatSpeaksNonsenseUnderItsKeysHarmsOnlyItsOwnMedia() {
        connect();
        Participant eve = call.join("eve", call.video(), SimulatedCall.simulcast());
        call.subscribe(bob, "eve-0", "eve-1");
        call.subscribe(eve, "ann-0");
        call.connect().runMillis(300);
        HostileBytes.variants(rtp(eve), bytes -> {
            byte[] packet = Arrays.copyOf(bytes, bytes.length + 20);
            eve.client.sendRtp(packet, 0, bytes.length);
        });
        HostileBytes.variants(rtcp(eve), bytes -> {
            byte[] packet = Arrays.copyOf(bytes, bytes.length + 20);
            eve.client.sendRtcp(packet, 0, bytes.length);
        });
        call.runMillis(500);

        assertThat(eve.toServer).hasSizeGreaterThan(1_500);
        assertThat(eve.events).containsExactly(new ConnectionEvent.Established());
        assertAllIsWell();
    }

    /** A packet with all extensions. */
    private static byte[] rtp(Participant eve) {
        NegotiatedLine line = eve.call.answer(eve).plan().inbound().getFirst().line();
        byte[] packet = new byte[200];
        int length = new RtpHeaderWriter(ExtensionForm.ONE_BYTE)
                .begin(packet, 0, packet.length)
                .source(line.payloadType(), eve.camera("").ssrc())
                .position(true, 20_000, 1)
                .extension(line.extensions().mid(), MID, 0, 1)
                .extension(line.extensions().rid(), "h".getBytes(StandardCharsets.US_ASCII), 0, 1)
                .extension16(line.extensions().transportWideCc(), 77)
                .payload(HostileBytes.hex("90f0800056a000 11223344556677889900"), 0, 17)
                .finish();
        byte[] exact = Arrays.copyOf(packet, length);
        assertThat(new RtpPacket().wrap(exact, 0, length)).isTrue();
        return exact;
    }

    private static byte[] rtcp(Participant eve) {
        byte[] packet = new byte[400];
        RtcpWriter writer = new RtcpWriter(packet, 0, packet.length);
        int sent = eve.camera("").ssrc();
        int got = eve.stream(2).ssrc();
        writer.write(eve.camera("").report(5));
        writer.write(new RtcpPacket.ReceiverReport(sent, List.of(new ReportBlock(got, 1, 2, 3, 4, 5, 6))));
        writer.write(new RtcpPacket.Nack(sent, got, new int[] {1, 2, 3}));
        writer.write(new RtcpPacket.PictureLossIndication(sent, got));
        writer.write(new RtcpPacket.FullIntraRequest(sent, got, 1));
        writer.write(new RtcpPacket.Goodbye(sent));
        return Arrays.copyOf(packet, writer.length());
    }

    @Test
    void aBrokenSubscriberEndsAlone() {
        Participant carol = call.join("carol");
        call.subscribe(carol, "ann-0");
        connect();
        bob.sinkThrows = true;
        call.runMillis(100);

        assertThat(bob.events)
                .hasSize(2)
                .last()
                .isEqualTo(new ConnectionEvent.Failed("Internal error: java.lang.IllegalStateException: no network"));
        long frames = carol.stream(0).wholeFrames();
        call.runMillis(1_000);
        assertThat(carol.stream(0).wholeFrames()).isGreaterThan(frames + 25);
        assertThat(carol.events).containsExactly(new ConnectionEvent.Established());
        assertThat(ann.events).containsExactly(new ConnectionEvent.Established());
        assertThat(bob.events).hasSize(2);
    }

    @Test
    void manyPathsLeaveTheMediaWhereTheyAre() {
        connect();
        for (int port = 0; port < 100; port++) {
            Address before = ann.address;
            ann.address = Address.of(30_000 + port);
            ann.isNear = true;
            ann.client.checkNow(call.nowNanos);
            ann.client.onTime(call.nowNanos);
            ann.isNear = false;
            ann.address = port == 99 ? ann.address : before;
        }

        assertThat(ann.server.path()).isEqualTo(Address.of(30_099));
        assertAllIsWell();
    }

    @Test
    void twoOffersOfTheSameAreOne() {
        connect();
        OutboundStream before = bob.sent(0);
        bob.draft = bob.draft.next(bob.draft.lines());
        bob.negotiate();

        assertThat(bob.sent(0)).isSameAs(before);
        assertThat(bob.draft.lines()).allMatch(OfferDraft.Line.Receive.class::isInstance);
        assertAllIsWell();
    }
}
