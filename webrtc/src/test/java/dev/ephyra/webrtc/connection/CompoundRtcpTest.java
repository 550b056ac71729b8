package dev.ephyra.webrtc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.sdp.FeedbackTypes;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a server's RTCP packets are made of (RFC 3550 section 6.1), in virtual time. */
class CompoundRtcpTest {
    private final SimulatedCall call = new SimulatedCall(11);

    /** A call with losses, so that there is feedback of all kinds. */
    private Participant watched(boolean isReducedSizeAgreed) {
        call.join("bob", call.audio(), call.video(), SimulatedCall.simulcast());
        Participant ann = call.join("ann", call.audio(), call.video());
        if (!isReducedSizeAgreed) {
            ann.tampering = CompoundRtcpTest::withoutReducedSize;
        }
        call.subscribe(ann, "bob-0", "bob-1", "bob-2");
        call.connect();
        ann.up.loss = 0.05;
        call.runMillis(5_000);
        assertThat(ann.told).hasAtLeastOneElementOfType(RtcpPacket.Nack.class);
        return ann;
    }

    private static SessionPlan withoutReducedSize(SessionPlan plan) {
        return new SessionPlan(
                plan.localIce(),
                plan.remoteUfrag(),
                plan.remoteFingerprint(),
                plan.inbound().stream()
                        .map(track -> new InboundTrack(track.trackId(), withoutReducedSize(track.line())))
                        .toList(),
                plan.outbound());
    }

    private static NegotiatedLine withoutReducedSize(NegotiatedLine line) {
        FeedbackTypes feedback = line.feedback();
        return new NegotiatedLine(
                line.mid(),
                line.direction(),
                line.codec(),
                line.payloadType(),
                line.rtxPayloadType(),
                line.extensions(),
                new FeedbackTypes(feedback.nack(), feedback.pli(), feedback.fir(), feedback.transportCc(), false),
                line.sources(),
                line.rids());
    }

    private static boolean beginsWithAReport(List<RtcpPacket> packets) {
        return packets.getFirst() instanceof RtcpPacket.SenderReport
                || packets.getFirst() instanceof RtcpPacket.ReceiverReport;
    }

    /** Of the sources that report, those without a name in the same packet. */
    private static Set<Integer> nameless(List<RtcpPacket> packets) {
        Set<Integer> reporting = new HashSet<>();
        for (RtcpPacket packet : packets) {
            if (packet instanceof RtcpPacket.SenderReport report) {
                reporting.add(report.ssrc());
            } else if (packet instanceof RtcpPacket.ReceiverReport report) {
                reporting.add(report.ssrc());
            }
        }
        for (RtcpPacket packet : packets) {
            if (packet instanceof RtcpPacket.SourceDescription name) {
                reporting.remove(name.ssrc());
            }
        }
        return reporting;
    }

    @Test
    void everyPacketBeginsWithAReportAndHasNamesWhereReducedSizeWasNotAgreedOn() {
        Participant ann = watched(false);

        assertThat(ann.compounds)
                .hasSizeGreaterThan(50)
                .allMatch(CompoundRtcpTest::beginsWithAReport)
                .allMatch(packets -> nameless(packets).isEmpty())
                .allMatch(packets -> packets.stream().anyMatch(RtcpPacket.SourceDescription.class::isInstance));
    }

    @Test
    void onlyReportsHaveNamesWhereReducedSizeWasAgreedOn() {
        Participant ann = watched(true);

        assertThat(ann.compounds)
                .anyMatch(packets -> packets.size() == 1 && packets.getFirst() instanceof RtcpPacket.TransportFeedback)
                .allMatch(packets -> nameless(packets).isEmpty());
        assertThat(ann.compounds.stream().filter(CompoundRtcpTest::beginsWithAReport))
                .hasSizeBetween(4, 12);
    }

    @Test
    void sourcesHaveTheNamesOfTheAnswerAndTheReceiverOneOfItsOwn() {
        Participant ann = watched(true);
        Set<Integer> sent = new HashSet<>();
        ann.server.subscribed().forEach(stream -> sent.add(stream.ssrc()));
        Set<String> names = new HashSet<>();
        Set<String> ownNames = new HashSet<>();
        for (RtcpPacket packet : ann.told) {
            if (packet instanceof RtcpPacket.SourceDescription name) {
                (sent.contains(name.ssrc()) ? names : ownNames).add(name.cname());
            }
        }

        assertThat(names).containsExactly(AnsweringSide.CNAME);
        assertThat(ownNames).singleElement().asString().matches("[0-9a-f]{24}");
    }
}
