package dev.ephyra.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ephyra.webrtc.dtls.Fingerprint;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferTest {
    private final BrowserOffer browser = new BrowserOffer();

    @Test
    void readsWhatABrowserPublishes() throws SdpException {
        Offer offer = browser.sendAudio().sendVideo().parse();

        assertThat(offer.lines())
                .containsExactly(
                        new OfferedLine("0", MediaKind.AUDIO, Direction.SENDONLY, false, Set.of(Codec.OPUS), List.of()),
                        new OfferedLine(
                                "1",
                                MediaKind.VIDEO,
                                Direction.SENDONLY,
                                false,
                                Set.of(Codec.VP8, Codec.H264),
                                List.of()));
        assertThat(offer.lines().get(1).codecs()).containsExactly(Codec.VP8, Codec.H264);
        assertThat(offer.iceUfrag()).isEqualTo(BrowserOffer.UFRAG);
        assertThat(offer.fingerprint()).isEqualTo(new Fingerprint(BrowserOffer.FINGERPRINT));
    }

    @Test
    void readsLinesOfAllDirectionsInAnyOrder() throws SdpException {
        Offer offer = browser.receiveAudio()
                .receiveVideo()
                .sendVideo()
                .inactiveAudio()
                .dataChannel()
                .stoppedVideo()
                .parse();

        assertThat(offer.lines())
                .extracting(OfferedLine::direction)
                .startsWith(Direction.RECVONLY, Direction.RECVONLY, Direction.SENDONLY, Direction.INACTIVE);
        assertThat(offer.lines())
                .extracting(OfferedLine::kind)
                .endsWith(MediaKind.AUDIO, MediaKind.APPLICATION, MediaKind.VIDEO);
        assertThat(offer.lines())
                .extracting(OfferedLine::isRejected)
                .containsExactly(false, false, false, false, false, true);
    }

    @Test
    void readsSimulcastInTheOrderOfTheOffer() throws SdpException {
        assertThat(browser.sendSimulcast("h;l;m").parse().lines().getFirst().rids())
                .containsExactly("h", "l", "m");
    }

    @Test
    void knowsOnlyTheRidsOfFishjam() throws SdpException {
        assertThat(browser.sendSimulcast("q;m;f").parse().lines().getFirst().rids())
                .containsExactly("m");
    }

    @Test
    void takesPausedAndAlternativeRids() throws SdpException {
        String text = browser.sendSimulcast("l;m;h").lines().replace("simulcast:send l;m;h", "simulcast:send ~l;m,h");

        assertThat(Offer.parse(text).lines().getFirst().rids()).containsExactly("l", "m");
    }

    @Test
    void takesNoSimulcastThatCannotBeToldApart() throws SdpException {
        String text = browser.sendSimulcast("l;m;h").lines().replace("sdes:rtp-stream-id", "sdes:other");

        assertThat(Offer.parse(text).lines().getFirst().rids()).isEmpty();
    }

    @Test
    void takesWhatIsSaidOnceForAllLines() throws SdpException {
        String fingerprint = "a=fingerprint:sha-256 " + BrowserOffer.FINGERPRINT + "\n";
        String text = browser.sendAudio().sendVideo().lines().replace(fingerprint, "");
        text = text.replace("t=0 0\n", "t=0 0\n" + fingerprint.toLowerCase(Locale.ROOT));

        assertThat(Offer.parse(text).fingerprint()).isEqualTo(new Fingerprint(BrowserOffer.FINGERPRINT));
    }

    @Test
    void takesABundleOnlyLineWithoutTransport() throws SdpException {
        String text = browser.sendAudio().lines() + """
                m=audio 0 UDP/TLS/RTP/SAVPF 111
                c=IN IP4 0.0.0.0
                a=bundle-only
                a=mid:b
                a=recvonly
                a=rtpmap:111 OPUS/48000/2
                """;

        Offer offer = Offer.parse(text.replace("BUNDLE 0", "BUNDLE 0 b"));

        assertThat(offer.lines().get(1).isRejected()).isFalse();
        assertThat(offer.lines().get(1).codecs()).containsExactly(Codec.OPUS);
    }

    @Test
    void takesALineThatLostItsAttributes() throws SdpException {
        Offer offer = Offer.parse(browser.sendAudio().lines() + "m=video 0 UDP/TLS/RTP/SAVPF 0\n");

        assertThat(offer.lines().get(1).isRejected()).isTrue();
        assertThat(offer.lines().get(1).mid()).isEmpty();
    }

    @Test
    void takesH264OnlyWhereEverybodyCouldDecodeIt() throws SdpException {
        String sent = browser.sendVideo().lines().replace("42e01f", "42001f");
        String received = new BrowserOffer().receiveVideo().lines().replace("42e01f", "42001f");

        assertThat(Offer.parse(sent).lines().getFirst().codecs()).containsExactly(Codec.VP8);
        assertThat(Offer.parse(received).lines().getFirst().codecs()).containsExactly(Codec.VP8, Codec.H264);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=group:BUNDLE 0 1|a=x|a=group:BUNDLE is missing",
                "a=group:BUNDLE 0 1|a=group:BUNDLE 0|a=mid:1 is not in a=group:BUNDLE",
                "a=group:BUNDLE 0 1|a=group:BUNDLE 0 1 1|names a line twice",
                "a=group:BUNDLE 0 1|a=group:BUNDLE 0 1 7|names a line that does not exist",
                "a=rtcp-mux|a=x|a=rtcp-mux is missing",
                "a=sendonly|a=sendrecv|a=sendrecv",
                "a=sendonly|a=x|a=sendrecv",
                "a=mid:1|a=x|a=mid is missing",
                "a=mid:1|a=mid:0|a=mid:0 stands in two media sections",
                "a=mid:1|a=mid:12345678901234567|a=mid must be",
                "UDP/TLS/RTP/SAVPF 96|RTP/AVP 96|another protocol than",
                "a=setup:actpass|a=setup:passive|a=setup must be actpass or active",
                "a=setup:actpass|a=x|a=setup is missing",
                "a=ice-ufrag:Xk4f|a=x|a=ice-ufrag is missing",
                "a=ice-ufrag:Xk4f|a=ice-ufrag:Xk4|a=ice-ufrag and a=ice-pwd must be",
                "a=ice-pwd:b|a=ice-pwd:-|a=ice-ufrag and a=ice-pwd must be",
                "a=fingerprint:sha-256|a=fingerprint:sha-1|a=fingerprint with sha-256 is missing",
                "a=fingerprint:sha-256 6B|a=fingerprint:sha-256 6|needs 32 bytes",
                "t=0 0|t=0 0%na=ice-lite|a=ice-lite on both sides",
                "t=0 0|t=0 0%na=ice-ufrag:else|another a=ice-ufrag than in line",
                "t=0 0|t=0 0%na=setup:active|another a=setup than in line",
                "a=rtpmap:96 VP8/90000|a=rtpmap:296 VP8/90000|a=rtpmap needs a payload type",
                "a=fmtp:97 apt=96|a=fmtp:97|a=fmtp needs a payload type",
                "SAVPF 96 97|SAVPF 96 x|a payload type that is not a number",
                "SAVPF 96 97|SAVPF 96 097|a payload type that is not a number",
                "a=extmap:4 urn|a=extmap:4urn|a=extmap needs an id and a URI",
                "a=extmap:14 urn|a=extmap:1 urn|a=extmap:1 stands for two header extensions",
                "a=ssrc:4000000001|a=ssrc:5000000001|an SSRC that is not a number of 32 bits",
                "FID 4000000001|FID -1|an SSRC that is not a number of 32 bits",
                "a=ssrc:4000000001|a=ssrc:1000|an SSRC that already stands for something else",
                "o=- 7290367853432867263 2|o=- 7290367853432867263 x|o= needs",
            })
    void refusesWhatItCouldNotAnswer(String written, String instead, String problem) {
        String text = browser.sendAudio().sendVideo().lines();
        assertThat(text).contains(written);

        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> Offer.parse(text.replace(written, instead.replace("%n", "\n"))))
                .withMessageContaining(problem)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(BrowserOffer.PASSWORD));
    }

    @Test
    void refusesTwoCertificates() {
        String text = browser.sendAudio().sendVideo().lines();
        int last = text.lastIndexOf("6B:8B");

        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> Offer.parse(text.substring(0, last) + "7B" + text.substring(last + 2)))
                .withMessageContaining("a second certificate");
    }

    @Test
    void readsAnOfferWithoutATransport() throws SdpException {
        Offer nothing = Offer.parse(browser.lines().replace("a=group:BUNDLE\n", ""));
        Offer givenUp = browser.stoppedVideo().parse();

        assertThat(nothing.lines()).isEmpty();
        assertThat(nothing.hasTransport()).isFalse();
        assertThat(givenUp.lines()).extracting(OfferedLine::isRejected).containsExactly(true);
        assertThat(givenUp.hasTransport()).isFalse();
        assertThatIllegalStateException().isThrownBy(givenUp::iceUfrag);
    }

    @Test
    void refusesMoreSourcesThanASectionCanHave() {
        StringBuilder text = new StringBuilder(browser.sendVideo().lines());
        for (int ssrc = 1; ssrc <= AnnouncedSources.MAX_SSRCS; ssrc++) {
            text.append("a=ssrc:").append(ssrc).append(" cname:c\n");
        }

        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> Offer.parse(text.toString()))
                .withMessageContaining("more than 16 SSRCs");
    }
}
