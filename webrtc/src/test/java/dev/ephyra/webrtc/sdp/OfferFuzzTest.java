package dev.ephyra.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class OfferFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyTextIsRefusedOrAnswered(byte[] bytes) throws SdpException {
        String text = new String(bytes, StandardCharsets.UTF_8);
        HostileOfferPropertyTest.answerIfPossible(text);

        // Behind a whole offer, the bytes reach what only well-formed descriptions do.
        String offer = new BrowserOffer().sendSimulcast("l;m").receiveAudio().lines();
        assertThat(HostileOfferPropertyTest.answerIfPossible(offer)).isTrue();
        HostileOfferPropertyTest.answerIfPossible(offer + text);
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
