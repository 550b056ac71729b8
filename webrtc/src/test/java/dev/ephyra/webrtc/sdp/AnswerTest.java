package dev.ephyra.webrtc.sdp;

import static dev.ephyra.webrtc.sdp.AnswerRules.attributeValues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerTest {
    private static final LineAnswer INACTIVE = new LineAnswer.Inactive();
    private static final LineAnswer REJECT = new LineAnswer.Reject();
    private static final FeedbackTypes ALL_FEEDBACK = new FeedbackTypes(true, true, true, true, true);

    private final BrowserOffer browser = new BrowserOffer();

    @Test
    void receivesSoundAndPicture() throws SdpException {
        browser.sendAudio().sendVideo();

        Answer answer = answer(receive(Codec.OPUS), receive(Codec.VP8));

        assertThat(answer.lines())
                .containsExactly(
                        new NegotiatedLine(
                                "0",
                                Direction.RECVONLY,
                                Codec.OPUS,
                                111,
                                -1,
                                new ExtensionIds(4, 0, 0, 3, 1),
                                new FeedbackTypes(false, false, false, true, true),
                                List.of(Source.of(1000)),
                                List.of()),
                        new NegotiatedLine(
                                "1",
                                Direction.RECVONLY,
                                Codec.VP8,
                                96,
                                97,
                                new ExtensionIds(4, 10, 11, 3, 0),
                                ALL_FEEDBACK,
                                List.of(Source.of((int) 4_000_000_001L, (int) 3_000_000_001L)),
                                List.of()));
    }

    @Test
    void writesAReceivedLineInFull() throws SdpException {
        browser.sendAudio();

        assertThat(answer(receive(Codec.OPUS)).sdp())
                .isEqualTo(
                        """
                v=0
                o=- 7290367853432867263 2 IN IP4 127.0.0.1
                s=-
                t=0 0
                a=group:BUNDLE 0
                a=extmap-allow-mixed
                a=ice-lite
                m=audio 9 UDP/TLS/RTP/SAVPF 111
                c=IN IP4 0.0.0.0
                a=recvonly
                a=ice-ufrag:srvU
                a=ice-pwd:srvPasswordOf22Letters
                a=ice-options:trickle
                a=fingerprint:sha-256 %s
                a=setup:passive
                a=mid:0
                a=candidate:1 1 UDP 2015363327 192.0.2.1 5004 typ host
                a=rtcp-mux
                a=rtcp-rsize
                a=rtpmap:111 opus/48000/2
                a=fmtp:111 minptime=10;useinbandfec=1
                a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
                a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
                a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
                a=rtcp-fb:111 transport-cc
                """.formatted(AnswerRules.TRANSPORT.fingerprint().hex()).replace("\n", "\r\n"));
    }

    @Test
    void sendsWithRetransmissions() throws SdpException {
        browser.receiveVideo();
        Source source = Source.of(-1, 77);

        Answer answer = answer(new LineAnswer.Send(Codec.VP8, "bob", "cam", source, "bob"));

        NegotiatedLine line = answer.lines().getFirst();
        assertThat(line.direction()).isEqualTo(Direction.SENDONLY);
        assertThat(line.sources()).containsExactly(source);
        Section body = SessionDescription.parse(answer.sdp()).media().getFirst().body();
        assertThat(attributeValues(body, "msid")).containsExactly("bob cam");
        assertThat(attributeValues(body, "ssrc-group")).containsExactly("FID 4294967295 77");
        assertThat(attributeValues(body, "ssrc")).containsExactly("4294967295 cname:bob", "77 cname:bob");
    }

    @Test
    void announcesNoRetransmissionsThatWereNotOffered() throws SdpException {
        browser.receiveAudio().sendVideo();
        String offer = browser.lines().replace("rtx/90000", "nothing/90000");

        Answer answer = Offer.parse(offer)
                .answer(List.of(send(Codec.OPUS, "t", Source.of(5, 6)), receive(Codec.VP8)), AnswerRules.TRANSPORT);

        AnswerRules.check(offer, answer);
        assertThat(answer.lines()).extracting(NegotiatedLine::rtxPayloadType).containsExactly(-1, -1);
        assertThat(answer.lines().getFirst().sources()).containsExactly(Source.of(5));
        assertThat(answer.lines().get(1).sources()).containsExactly(Source.of((int) 4_000_000_001L));
        assertThat(answer.sdp()).doesNotContain("FID");
    }

    @ParameterizedTest
    @CsvSource({"true,108,109", "false,102,103"})
    void choosesTheH264OfEachDirection(boolean theySend, int payloadType, int rtxPayloadType) throws SdpException {
        LineAnswer wanted = theySend ? receive(Codec.H264) : send(Codec.H264, "t", Source.of(1));
        Answer answer = theySend ? answer(browser.sendVideo(), wanted) : answer(browser.receiveVideo(), wanted);

        assertThat(answer.lines().getFirst().payloadType()).isEqualTo(payloadType);
        assertThat(answer.lines().getFirst().rtxPayloadType()).isEqualTo(rtxPayloadType);
    }

    @Test
    void takesWhatH264AReceiverHas() throws SdpException {
        String offer = browser.receiveVideo().lines().replace("packetization-mode=1", "packetization-mode=0");

        Answer answer = Offer.parse(offer).answer(List.of(send(Codec.H264, "t", Source.of(1))), AnswerRules.TRANSPORT);

        assertThat(answer.lines().getFirst().payloadType()).isEqualTo(102);
    }

    @Test
    void receivesSimulcast() throws SdpException {
        Answer answer = answer(browser.sendSimulcast("l;m;h"), receive(Codec.VP8));

        NegotiatedLine line = answer.lines().getFirst();
        assertThat(line.rids()).containsExactly("l", "m", "h");
        assertThat(line.sources()).isEmpty();
        Section body = SessionDescription.parse(answer.sdp()).media().getFirst().body();
        assertThat(attributeValues(body, "rid")).containsExactly("l recv", "m recv", "h recv");
        assertThat(attributeValues(body, "simulcast")).containsExactly("recv l;m;h");
    }

    @Test
    void keepsAnInactiveLineAlive() throws SdpException {
        Answer answer =
                answer(browser.inactiveVideo().sendAudio().receiveVideo(), INACTIVE, receive(Codec.OPUS), INACTIVE);

        assertThat(answer.lines()).extracting(NegotiatedLine::mid).containsExactly("1");
        assertThat(answer.sdp()).contains("a=group:BUNDLE 0 1 2\r\n").contains("a=extmap:11 ");
    }

    @Test
    void keepsALineAliveWhoseCodecsAreAllUnknown() throws SdpException {
        String offer = browser.receiveAudio().lines().replace("opus", "speex");

        Answer answer = Offer.parse(offer).answer(List.of(INACTIVE), AnswerRules.TRANSPORT);

        AnswerRules.check(offer, answer);
        assertThat(answer.sdp()).contains("a=rtpmap:111 speex/48000/2");
    }

    @Test
    void rejectsDataChannelsAndWhatWasGivenUp() throws SdpException {
        Answer answer = answer(
                browser.dataChannel().sendAudio().stoppedVideo().receiveVideo(),
                REJECT,
                receive(Codec.OPUS),
                REJECT,
                INACTIVE);

        assertThat(answer.sdp())
                .contains("a=group:BUNDLE 1 3\r\n")
                .contains("m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\n")
                .contains("m=video 0 UDP/TLS/RTP/SAVPF 96\r\n");
    }

    @Test
    void refusesWhatHasNoTransport() throws SdpException {
        String nothing = browser.lines().replace("a=group:BUNDLE\n", "");
        String givenUp = browser.stoppedVideo().lines();
        String data = browser.dataChannel().lines();

        for (String offer : List.of(nothing, givenUp, data)) {
            Answer refusal = Offer.parse(offer).refusal();

            AnswerRules.check(offer, refusal);
            assertThat(refusal.sdp()).contains("a=group:BUNDLE\r\n").doesNotContain("ice-ufrag");
            assertThat(refusal.lines()).isEmpty();
        }
    }

    @Test
    void writesAGroupEvenIfNothingIsInIt() throws SdpException {
        assertThat(answer(browser.sendAudio().dataChannel(), REJECT, REJECT).sdp())
                .contains("a=group:BUNDLE\r\n");
    }

    @Test
    void answersTheLargestOfferThatIsTaken() throws SdpException {
        LineAnswer[] answers = new LineAnswer[SessionDescription.MAX_SECTIONS];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = send(i % 2 == 0 ? Codec.OPUS : Codec.H264, "t" + i, Source.of(i, -i));
            assertThat(i % 2 == 0 ? browser.receiveAudio() : browser.receiveVideo())
                    .isSameAs(browser);
        }

        assertThat(answer(answers).lines()).hasSize(SessionDescription.MAX_SECTIONS);
    }

    @Test
    void writesNoAnswerThatDoesNotFit() throws SdpException {
        Offer offer =
                browser.sendAudio().receiveVideo().dataChannel().stoppedVideo().parse();
        LineAnswer sends = send(Codec.VP8, "t", Source.of(1));
        List<LineAnswer> fitting = List.of(receive(Codec.OPUS), sends, REJECT, REJECT);
        assertThat(offer.answer(fitting, AnswerRules.TRANSPORT).lines()).hasSize(2);

        for (List<LineAnswer> unfit : List.of(
                fitting.subList(0, 3),
                List.of(receive(Codec.VP8), sends, REJECT, REJECT),
                List.of(sends, sends, REJECT, REJECT),
                List.of(INACTIVE, receive(Codec.VP8), REJECT, REJECT),
                List.of(INACTIVE, INACTIVE, INACTIVE, REJECT),
                List.of(INACTIVE, INACTIVE, REJECT, INACTIVE))) {
            assertThatIllegalArgumentException().isThrownBy(() -> offer.answer(unfit, AnswerRules.TRANSPORT));
        }
    }

    @ParameterizedTest
    @CsvSource({"-,t,c", "s,'',c", "s,t t,c", "s,t,'c\r\na=x'", "s,same,c"})
    void writesNoNameThatABrowserMisreads(String streamId, String trackId, String cname) throws SdpException {
        Offer offer = browser.receiveAudio().receiveAudio().parse();
        LineAnswer first = new LineAnswer.Send(Codec.OPUS, "s", "same", Source.of(1), "c");
        LineAnswer second = new LineAnswer.Send(Codec.OPUS, streamId, trackId, Source.of(2), cname);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> offer.answer(List.of(first, second), AnswerRules.TRANSPORT));
    }

    private Answer answer(LineAnswer... answers) throws SdpException {
        return answer(browser, answers);
    }

    private static Answer answer(BrowserOffer browser, LineAnswer... answers) throws SdpException {
        Answer answer = browser.parse().answer(List.of(answers), AnswerRules.TRANSPORT);
        AnswerRules.check(browser.lines(), answer);
        return answer;
    }

    private static LineAnswer receive(Codec codec) {
        return new LineAnswer.Receive(codec);
    }

    private static LineAnswer send(Codec codec, String trackId, Source source) {
        return new LineAnswer.Send(codec, "stream", trackId, source, "cname");
    }
}
