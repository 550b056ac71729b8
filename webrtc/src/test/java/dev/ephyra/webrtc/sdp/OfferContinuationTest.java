package dev.ephyra.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OfferContinuationTest {
    private static final LineAnswer INACTIVE = new LineAnswer.Inactive();
    private static final LineAnswer REJECT = new LineAnswer.Reject();

    @Test
    void aBrowserAddsLinesAndGivesThemUp() throws SdpException {
        Offer first = new BrowserOffer().sendAudio().sendVideo().parse();
        Offer more =
                new BrowserOffer().sendAudio().inactiveVideo().receiveVideo().parse();
        Offer less =
                new BrowserOffer().inactiveAudio().stoppedVideo().receiveVideo().parse();

        assertThat(more.discontinuity(first, List.of(INACTIVE, INACTIVE))).isEmpty();
        assertThat(less.discontinuity(more, List.of(INACTIVE, INACTIVE, INACTIVE)))
                .isEmpty();
    }

    @Test
    void aLineThatWasRejectedMayBecomeAnother() throws SdpException {
        Offer stopped = new BrowserOffer().sendAudio().stoppedVideo().parse();
        Offer data = new BrowserOffer().sendAudio().dataChannel().parse();
        Offer recycled = new BrowserOffer().sendAudio().receiveAudio().parse();

        assertThat(recycled.discontinuity(stopped, List.of(INACTIVE, REJECT))).isEmpty();
        assertThat(recycled.discontinuity(data, List.of(INACTIVE, REJECT))).isEmpty();
    }

    @Test
    void aConnectionMayBeginWithNothingAndEndWithNothing() throws SdpException {
        Offer nothing = new BrowserOffer().parse();
        Offer audio = new BrowserOffer().sendAudio().parse();
        Offer givenUp = new BrowserOffer().stoppedAudio().parse();
        Offer video = new BrowserOffer().sendVideo().parse();

        assertThat(audio.discontinuity(nothing, List.of())).isEmpty();
        assertThat(givenUp.discontinuity(audio, List.of(INACTIVE))).isEmpty();
        assertThat(video.discontinuity(givenUp, List.of(REJECT))).isEmpty();
    }

    @Test
    void linesKeepTheirPlaces() throws SdpException {
        Offer first = new BrowserOffer().sendAudio().sendVideo().parse();
        List<LineAnswer> answered = List.of(INACTIVE, INACTIVE);

        assertThat(new BrowserOffer().sendAudio().parse().discontinuity(first, answered))
                .hasValueSatisfying(reason -> assertThat(reason).contains("fewer media sections"));
        assertThat(new BrowserOffer().sendVideo().sendAudio().parse().discontinuity(first, answered))
                .hasValueSatisfying(reason -> assertThat(reason).contains("media section 0"));
        String renamed = new BrowserOffer()
                .sendAudio()
                .sendVideo()
                .lines()
                .replace("BUNDLE 0 1", "BUNDLE 0 5")
                .replace("mid:1", "mid:5");
        assertThat(Offer.parse(renamed).discontinuity(first, answered))
                .hasValueSatisfying(reason -> assertThat(reason).contains("media section 1"));
    }

    @Test
    void theCertificateStaysAndCredentialsMayChange() throws SdpException {
        BrowserOffer browser = new BrowserOffer().sendAudio();
        Offer first = browser.parse();

        assertThat(Offer.parse(browser.lines().replace(BrowserOffer.UFRAG, "anew"))
                        .discontinuity(first, List.of(INACTIVE)))
                .isEmpty();
        assertThat(Offer.parse(browser.lines().replace("6B:8B", "8B:6B")).discontinuity(first, List.of(INACTIVE)))
                .hasValueSatisfying(reason -> assertThat(reason).contains("another certificate"));
    }
}
