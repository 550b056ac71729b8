package dev.ephyra.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckingCipherTest {
    @Test
    void onlyAWholeFinishedIsTaken() {
        byte[] finished = Records.whole(HandshakeTypes.FINISHED, 4, 12);

        assertThat(CheckingCipher.isFinished(finished, 0, finished.length)).isTrue();
        for (int length = 0; length < finished.length; length++) {
            assertThat(CheckingCipher.isFinished(finished, 0, length)).isFalse();
        }
        assertThat(isFinished(Records.fragment(HandshakeTypes.FINISHED, 0xFFFFFF, 4, 0, 12)))
                .isFalse();
        assertThat(isFinished(Records.fragment(HandshakeTypes.FINISHED, 24, 4, 12, 12)))
                .isFalse();
        assertThat(isFinished(Records.whole(HandshakeTypes.CLIENT_HELLO, 4, 12)))
                .isFalse();
    }

    private static boolean isFinished(byte[] fragment) {
        return CheckingCipher.isFinished(fragment, 0, fragment.length);
    }
}
