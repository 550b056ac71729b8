package dev.ephyra.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SdpMaskTest {
    private static final String SDP = sdp("uFrg", "aPasswordOfTwentyFourCharacters", "sha-256 AB:CD");

    private static String sdp(String ufrag, String password, String fingerprint) {
        return String.join(
                "\r\n",
                "v=0",
                "m=audio 9 UDP/TLS/RTP/SAVPF 111",
                "a=ice-ufrag:" + ufrag,
                "a=ice-pwd:" + password,
                "a=ice-options:trickle",
                "a=fingerprint:" + fingerprint,
                "a=candidate:1 1 udp 1 192.0.2.1 9 typ host generation 0 ufrag " + ufrag + " network-cost 999",
                "a=rtpmap:111 opus/48000/2",
                "");
    }

    @Test
    void hidesSecretsAndNothingElse() {
        assertThat(SdpMask.mask(SDP)).isEqualTo(sdp("***", "***", "***"));
    }

    @Test
    void hidesWhatWasCutOff() {
        for (int length = 0; length < SDP.length(); length++) {
            assertThat(SdpMask.mask(SDP.substring(0, length))).doesNotContain("uFrg", "aPassword", "AB:CD");
        }
    }

    @Property
    void leavesOtherTextAlone(@ForAll String text) {
        assertThat(SdpMask.mask("s=" + text.replace("a=", ""))).isEqualTo("s=" + text.replace("a=", ""));
    }

    @Property
    void masksOnce(@ForAll String password) {
        String once = SdpMask.mask("a=ice-pwd:" + password);

        assertThat(once).startsWith("a=ice-pwd:***");
        assertThat(SdpMask.mask(once)).isEqualTo(once);
    }
}
