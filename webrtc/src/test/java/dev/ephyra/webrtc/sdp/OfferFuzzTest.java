package dev.ephyra.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

class OfferFuzzTest {
    private static final String OFFER = new OfferDraft(
                    AnswerRules.TRANSPORT.ice(),
                    AnswerRules.TRANSPORT.fingerprint(),
                    1,
                    1,
                    List.of(new OfferDraft.Line.Simulcast(Codec.VP8, List.of("l", "m"))))
            .format();

    @FuzzTest(maxDuration = "30s")
    void anyTextIsRefusedOrAnswered(byte[] bytes) throws SdpException {
        String text = new String(bytes, StandardCharsets.UTF_8);

        HostileOfferPropertyTest.answerIfPossible(text);
        // Behind a whole offer, the bytes reach what only well-formed descriptions do.
        HostileOfferPropertyTest.answerIfPossible(OFFER + text);
    }

    @FuzzTest(maxDuration = "30s")
    void anyTextIsNoAnswerOrOne(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        try {
            RemoteAnswer answer = RemoteAnswer.parse(text);

            assertThat(answer.ice().ufrag()).isNotEmpty();
        } catch (SdpException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
