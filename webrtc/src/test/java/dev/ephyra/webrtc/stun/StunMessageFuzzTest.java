package dev.ephyra.webrtc.stun;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumSet;

class StunMessageFuzzTest {
    private static final StunKey KEY = StunKey.shortTerm(StunSamples.PASSWORD);

    @FuzzTest(maxDuration = "30s")
    void anyBytesAreAMessageOrAFlaw(byte[] bytes) {
        assertThat(PacketKind.of(bytes, 0, bytes.length)).isNotNull();
        StunParsing result = StunMessage.parse(bytes, 0, bytes.length);
        switch (result) {
            case StunMessage message -> readAll(message, bytes.length);
            case StunFlaw flaw -> assertThat(flaw).isNotNull();
        }
    }

    private static void readAll(StunMessage message, int length) {
        for (StunAttribute attribute : StunAttribute.values()) {
            message.text(attribute);
            message.number(attribute);
            message.address(attribute);
            message.addresses(attribute);
            int end = message.valueOffset(attribute) + message.valueLength(attribute);
            assertThat(end).isLessThanOrEqualTo(length);
        }
        assertThat(message.notUnderstood(EnumSet.noneOf(StunAttribute.class)))
                .hasSizeLessThanOrEqualTo(StunMessage.MAX_ATTRIBUTES);
        assertThat(message.isAuthentic(KEY)).isIn(message.hasIntegrity(), false);
    }
}
