package dev.ephyra.component.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusPacketsTest {
    /** Configuration, count code, count byte, milliseconds times ten (RFC 6716 tables 2 and 3). */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 100", "3, 0, 0, 600", "3, 1, 0, 1200", "11, 0, 0, 600", "12, 0, 0, 100", "13, 2, 0, 400",
        "15, 0, 0, 200", "16, 0, 0, 25", "19, 0, 0, 200", "31, 3, 6, 1200", "16, 3, 48, 1200", "31, 3, 131, 600"
    })
    void knowsHowLongAPacketPlays(int configuration, int code, int count, int tenthsOfMillis) throws MalformedOgg {
        byte[] packet = {(byte) (configuration << 3 | code), (byte) count, 0, 0};

        assertThat(OpusPackets.ticks(packet)).isEqualTo(tenthsOfMillis * 48 / 10);
    }

    @Test
    void refusesPacketsThatAreNone() {
        for (byte[] packet : new byte[][] {{}, {(byte) 0xfb}, {(byte) 0xfb, 0}, {(byte) 0xfb, 7}, {0x1b, 3}}) {
            assertThatThrownBy(() -> OpusPackets.ticks(packet)).isInstanceOf(MalformedOgg.class);
        }
    }

    @Test
    void takesMonoAndStereoOfKnownVersions() throws MalformedOgg {
        OpusPackets.checkHead(OggStream.head(1));
        OpusPackets.checkHead(OggStream.head(2));
        assertThatThrownBy(() -> OpusPackets.checkHead(OggStream.head(3)))
                .hasMessage("it has 3 channels, where mono or stereo is expected");
        byte[] future = OggStream.head(1);
        future[8] = 16;
        assertThatThrownBy(() -> OpusPackets.checkHead(future))
                .hasMessage("its Opus header has the unknown version 16");
        assertThatThrownBy(() -> OpusPackets.checkHead("vorbis".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .hasMessage("its first stream is not Opus");
    }
}
