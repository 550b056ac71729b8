package dev.ephyra.webrtc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.connection.client.ReceivedPacket;
import dev.ephyra.webrtc.connection.client.ReceivedStream;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.rtp.NtpTime;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.stun.PacketKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls in which nobody means harm, in virtual time. */
class PeerConnectionTest {
    private final SimulatedCall call = new SimulatedCall(1);

    @Test
    void twoPeersHearAndSeeEachOther() {
        Participant ann = call.join("ann", call.audio(), call.video());
        Participant bob = call.join("bob", call.audio(), call.video());
        call.subscribe(ann, "bob-0", "bob-1");
        call.subscribe(bob, "ann-0", "ann-1");
        call.connect().runMillis(2_000);

        for (Participant each : List.of(ann, bob)) {
            assertThat(each.events).containsExactly(new ConnectionEvent.Established());
            assertWhole(each.stream(3), 55);
            assertThat(each.stream(2).packets()).isBetween(95L, 105L);
            assertThat(each.client.failure()).isEmpty();
            assertThat(each.server.counters().packetsDropped()).isZero();
            assertThat(each.server.counters().packetsReceived()).isEqualTo(each.toServer.size());
            assertThat(each.server.counters().packetsSent()).isEqualTo(each.fromServer.size());
            assertThat(each.server.counters().roundTripNanos()).isBetween(9_000_000L, 31_000_000L);
        }
    }

    @Test
    void threePeersGetBothOthers() {
        for (String name : List.of("a", "b", "c")) {
            call.join(name, call.audio(), call.video());
        }
        call.subscribe(call.participant("a"), "b-0", "b-1", "c-0", "c-1");
        call.subscribe(call.participant("b"), "a-0", "a-1", "c-0", "c-1");
        call.subscribe(call.participant("c"), "a-0", "a-1", "b-0", "b-1");
        call.connect().runMillis(2_000);

        for (Participant each : call.participants.values()) {
            assertThat(each.stream(2).packets()).isGreaterThan(90);
            assertWhole(each.stream(3), 55);
            assertThat(each.stream(4).packets()).isGreaterThan(90);
            assertWhole(each.stream(5), 55);
        }
    }

    @Test
    void whoComesLateBeginsWithAKeyFrame() {
        Participant ann = call.join("ann", call.video());
        call.connect().runMillis(3_000);
        int keyFramesBefore = ann.camera("").keyFramesSent();
        Participant bob = call.join("bob");
        call.subscribe(bob, "ann-0");
        call.connect();
        long connected = call.nowNanos;
        call.runMillis(500);

        ReceivedPacket first = bob.packets(0).getFirst();
        assertThat(first.isKeyFrame()).isTrue();
        assertThat(first.nanos() - connected).isLessThan(100_000_000);
        assertThat(ann.camera("").keyFramesSent()).isEqualTo(keyFramesBefore + 1);
        assertWhole(bob.stream(0), 10);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void repairsWhatFivePercentOfLossTake(long seed) {
        SimulatedCall lossy = new SimulatedCall(seed);
        Participant ann = lossy.join("ann", lossy.video());
        Participant bob = lossy.join("bob");
        lossy.subscribe(bob, "ann-0");
        for (LossyLink link : List.of(ann.up, ann.down, bob.up, bob.down)) {
            link.loss = 0.05;
            link.delayNanos = 50_000_000;
            link.jitterNanos = 8_000_000;
            link.duplication = 0.01;
        }
        lossy.connect().runMillis(10_000);

        ReceivedStream seen = bob.stream(0);
        int sent = ann.camera("").framesSent();
        assertThat(seen.wholeFrames()).isGreaterThan(sent * 9L / 10);
        assertThat(seen.abandonedFrames()).isLessThan(sent / 50);
        assertThat(seen.repaired()).isGreaterThan(50);
        assertThat(ann.camera("").repairs()).isGreaterThan(50);
        // A hole from the publisher's side is filled twice, as is one that is asked for again just before its answer.
        assertThat(bob.sent(0).counters().repairs()).isLessThan(seen.repaired() * 6);
    }

    @Test
    void aFlightIsSentAgainSoLongAfterItWent() {
        Participant ann = call.join("ann", call.audio());
        ann.isServerBusy = true;
        call.runMillis(300);
        int before = ann.fromServer.size();
        ann.wakeServer();

        assertThat(ann.fromServer.subList(before, ann.fromServer.size()))
                .isNotEmpty()
                .allSatisfy(flight -> {
                    assertThat(PacketKind.of(flight.bytes(), 0, flight.bytes().length))
                            .isEqualTo(PacketKind.DTLS);
                    assertThat(flight.nanos()).isEqualTo(call.nowNanos);
                });
        assertThat(ann.server.nextDueNanos(call.nowNanos) - call.nowNanos).isEqualTo(400_000_000);
    }

    @Test
    void aFirstKeyFrameThatIsLostIsAskedFor() {
        Participant ann = call.join("ann", call.video());
        Participant bob = call.join("bob");
        call.subscribe(bob, "ann-0");
        call.connect();
        ann.up.isCut = true;
        call.runUntil(1_000, () -> ann.camera("").framesSent() > 2);
        ann.up.isCut = false;
        long since = call.nowNanos;
        call.runUntil(1_000, () -> bob.stream(0).hasWholeKeyFrame());

        assertThat(call.nowNanos - since).isLessThan(100_000_000);
        assertThat(ann.camera("").keyFramesSent()).isEqualTo(2);
    }

    @Test
    void aFrameMayComeInAnyOrder() {
        Participant ann = call.join("ann", call.video());
        Participant bob = call.join("bob");
        call.subscribe(bob, "ann-0");
        ann.up.jitterNanos = 30_000_000;
        bob.down.jitterNanos = 30_000_000;
        call.connect().runMillis(3_000);

        assertThat(bob.stream(0).wholeFrames()).isGreaterThan(75);
        assertThat(bob.stream(0).abandonedFrames()).isZero();
        assertThat(ann.camera("").keyFramesSent()).isLessThan(6);
    }

    @Test
    void tellsWhenPacketsArrivedTenTimesASecond() {
        Participant ann = call.join("ann", call.audio(), call.video());
        call.connect().runMillis(3_000);

        int reported = 0;
        long previous = 0;
        for (int i = 0; i < ann.told.size(); i++) {
            if (ann.told.get(i) instanceof RtcpPacket.TransportFeedback feedback) {
                if (reported > 0) {
                    assertThat(ann.toldNanos.get(i) - previous).isBetween(100_000_000L, 110_000_000L);
                }
                previous = ann.toldNanos.get(i);
                reported += feedback.arrivals().deltas().length;
            }
        }
        assertThat(reported).isGreaterThan((int) (ann.camera("").packetsSent() * 9 / 10));
    }

    @Test
    void soundAndPictureOfOneKeepTheirClocksTogether() {
        call.join("ann", call.audio(), call.video());
        Participant bob = call.join("bob");
        call.subscribe(bob, "ann-0", "ann-1");
        call.connect().runMillis(4_000);

        long sound = skewNanos(bob, 0, 48_000);
        long picture = skewNanos(bob, 1, 90_000);
        assertThat(Math.abs(sound - picture)).isLessThan(1_000_000);
    }

    /** Wall clock that the reports give to the latest packet, less when it was made. */
    private static long skewNanos(Participant who, int line, int rateHz) {
        RtcpPacket.SenderReport report = Objects.requireNonNull(who.stream(line).lastReport(), "a report");
        ReceivedPacket packet = who.packets(line).getLast();
        long wallNanos = NtpTime.unixNanos(report.ntp())
                + (packet.timestamp() - report.rtpTimestamp()) * 1_000_000_000L / rateHz;
        return wallNanos - packet.tag().sentNanos();
    }

    @Test
    void hearsWhoSpeaks() {
        Participant ann = call.join("ann", call.audio());
        call.connect().runMillis(500);
        ann.microphone().level(20);
        call.runMillis(500);
        ann.microphone().level(100);
        call.runMillis(2_000);

        assertThat(ann.events)
                .containsExactly(
                        new ConnectionEvent.Established(),
                        new ConnectionEvent.VoiceActivity("ann-0", true),
                        new ConnectionEvent.VoiceActivity("ann-0", false));
    }

    @Test
    void whoMutesWhileSpeakingIsHeardNoLongerAndAgainLater() {
        Participant ann = call.join("ann", call.audio());
        call.connect().runMillis(500);
        ann.microphone().level(20);
        call.runMillis(500);
        ann.microphone().pause();
        call.runMillis(900);
        assertThat(ann.events).last().isEqualTo(new ConnectionEvent.VoiceActivity("ann-0", true));
        call.runMillis(200);
        assertThat(ann.events).last().isEqualTo(new ConnectionEvent.VoiceActivity("ann-0", false));

        ann.microphone().resume(call.nowNanos);
        call.runMillis(500);
        assertThat(ann.events).last().isEqualTo(new ConnectionEvent.VoiceActivity("ann-0", true));
        ann.up.isCut = true;
        call.runMillis(1_100);
        assertThat(ann.events).hasSize(5).last().isEqualTo(new ConnectionEvent.VoiceActivity("ann-0", false));
    }

    @Test
    void goesOnOverAnIceRestart() {
        Participant ann = call.join("ann", call.video());
        Participant bob = call.join("bob");
        call.subscribe(bob, "ann-0");
        call.connect().runMillis(1_000);
        ann.answering.restartIce();
        ann.draft = new OfferDraft(
                AnsweringSide.credentials(call.random::nextInt),
                ann.draft.fingerprint(),
                ann.draft.sessionId(),
                ann.draft.version() + 1,
                ann.draft.lines());
        ann.negotiate();
        call.runMillis(20_000);

        assertThat(ann.events).containsExactly(new ConnectionEvent.Established());
        assertWhole(bob.stream(0), 600);
        assertThat(ann.camera("").keyFramesSent()).isLessThan(4);
    }

    @Test
    void followsToAnotherPort() {
        Participant ann = call.join("ann", call.video());
        Participant bob = call.join("bob");
        call.subscribe(bob, "ann-0");
        call.connect().runMillis(1_000);
        for (Participant each : List.of(ann, bob)) {
            each.address = Participant.Address.of(each.address.remote().getPort() + 20_000);
            each.client.checkNow(call.nowNanos);
        }
        call.runMillis(20_000);

        assertThat(bob.server.path()).isEqualTo(bob.address);
        assertThat(bob.events).containsExactly(new ConnectionEvent.Established());
        assertThat(bob.stream(0).wholeFrames()).isGreaterThan(590);
        assertThat(bob.stream(0).abandonedFrames()).isLessThan(3);
    }

    @Test
    void consentIsLostOnceAndNothingIsSentAfterwards() {
        Participant ann = call.join("ann", call.video());
        Participant bob = call.join("bob");
        call.subscribe(bob, "ann-0");
        call.connect().runMillis(1_000);
        long silentSince = call.nowNanos;
        bob.up.isCut = true;
        call.runUntil(20_000, () -> bob.events.size() > 1);

        assertThat(call.nowNanos - silentSince).isBetween(12_000_000_000L, 15_100_000_000L);
        int sent = bob.fromServer.size();
        bob.up.isCut = false;
        call.runMillis(5_000);
        bob.server.close();
        assertThat(bob.events).containsExactly(new ConnectionEvent.Established(), new ConnectionEvent.ConsentLost());
        assertThat(bob.fromServer).hasSize(sent);
        assertThat(ann.events).containsExactly(new ConnectionEvent.Established());
    }

    @Test
    void whoNeverComesIsGivenUpToo() {
        Participant ann = call.join("ann", call.video());
        ann.up.isCut = true;
        call.runMillis(16_000);

        assertThat(ann.events).containsExactly(new ConnectionEvent.ConsentLost());
        assertThat(ann.fromServer).isEmpty();
    }

    @Test
    void saysAndHearsGoodBye() {
        Participant ann = call.join("ann", call.audio());
        Participant bob = call.join("bob", call.audio());
        call.connect().runMillis(100);
        ann.client.close();
        bob.server.close();
        call.runMillis(100);

        assertThat(ann.events).contains(new ConnectionEvent.TransportClosed());
        assertThat(bob.client.isEstablished()).isFalse();
    }

    @Test
    void mediaThatOvertakeTheKeysAreNotLost() {
        Participant ann = call.join("ann", call.video());
        Participant bob = call.join("bob");
        call.subscribe(bob, "ann-0");
        ann.up.isCut = true;
        call.runUntil(1_000, () -> bob.server.isEstablished());
        // The last flight is at the client, and its first media at the server, before the server looks at its keys.
        List<Integer> early = new ArrayList<>();
        ann.wiretap = datagram -> {
            if (PacketKind.of(datagram, 0, datagram.length) == PacketKind.DTLS) {
                ann.client.receive(datagram, 0, datagram.length, call.nowNanos);
                ann.settleClient();
                ann.isNear = true;
                int before = ann.toServer.size();
                ann.client.onTime(call.nowNanos);
                early.add(ann.client.isEstablished() && !ann.server.isEstablished() ? ann.toServer.size() - before : 0);
                ann.isNear = false;
            }
        };
        ann.up.isCut = false;
        call.runUntil(1_000, () -> ann.server.isEstablished());
        ann.wiretap = _ -> {};
        call.runMillis(500);

        assertThat(early).anyMatch(packets -> packets > 20);
        assertThat(ann.server.counters().packetsDropped()).isZero();
        assertThat(bob.packets(0).getFirst().tag().frame()).isZero();
        assertWhole(bob.stream(0), 14);
    }

    @Test
    void aTrackThatComesAndGoesLeavesTheOthersAlone() {
        call.join("ann", call.audio(), call.video());
        Participant bob = call.join("bob");
        call.subscribe(bob, "ann-0", "ann-1");
        call.connect().runMillis(500);
        bob.answering.leave(1);
        bob.draft = bob.draft.next(bob.draft.lines());
        bob.negotiate();
        call.runMillis(500);
        long frames = bob.packets(0).size();
        assertThat(bob.client.received()).hasSize(1);
        call.subscribe(bob, "ann-1");
        call.runMillis(500);

        assertThat(bob.packets(0)).hasSizeGreaterThan((int) frames + 20);
        assertThat(bob.stream(0).outstanding()).isZero();
        assertWhole(bob.stream(2), 12);
    }

    @Test
    void aLineThatGetsAnotherTrackGoesOnCounting() {
        call.join("ann", call.video(), call.video());
        Participant bob = call.join("bob");
        call.subscribe(bob, "ann-0");
        call.connect().runMillis(500);
        bob.tampering = plan -> new SessionPlan(
                plan.localIce(),
                plan.remoteUfrag(),
                plan.remoteFingerprint(),
                plan.inbound(),
                List.of(new OutboundTrack(
                        "ann-1", "c", plan.outbound().getFirst().line())));
        bob.negotiate();
        call.runMillis(1_000);

        assertThat(bob.stream(0).wholeFrames()).isGreaterThan(40);
        StreamContinuity.check(bob.packets(0));
    }

    private static void assertWhole(ReceivedStream stream, int frames) {
        assertThat(stream.wholeFrames()).isGreaterThanOrEqualTo(frames);
        assertThat(stream.abandonedFrames()).isZero();
        assertThat(stream.duplicates()).isZero();
        assertThat(stream.outstanding()).isZero();
    }
}
