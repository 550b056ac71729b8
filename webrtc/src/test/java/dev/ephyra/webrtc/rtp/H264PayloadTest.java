package dev.ephyra.webrtc.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class H264PayloadTest {
    /** STAP-A of SPS, PPS and the first slice of an IDR picture. */
    static final byte[] STAP_A = HostileBytes.hex("78 0004 6742e01f 0003 68ce38 0003 658884");

    private final H264Payload payload = new H264Payload();

    @Test
    void findsKeyFrames() {
        assertThat(isKeyFrame("67 42e01f")).as("SPS").isTrue();
        assertThat(isKeyFrame("65 8884")).as("IDR, first slice").isTrue();
        assertThat(isKeyFrame("65 5884")).as("IDR, a later slice").isFalse();
        assertThat(isKeyFrame("68 ce38")).as("PPS").isFalse();
        assertThat(isKeyFrame("61 9a00")).as("another slice").isFalse();
        assertThat(isKeyFrame("78 0004 6742e01f 0003 68ce38")).as("STAP-A").isTrue();
        assertThat(isKeyFrame("78 0003 619a00")).isFalse();
        assertThat(isKeyFrame("7c 85 8884")).as("FU-A, start of an IDR slice").isTrue();
        assertThat(isKeyFrame("7c 05 8884")).as("FU-A, in the middle").isFalse();
        assertThat(isKeyFrame("7c 45 8884")).as("FU-A, the end").isFalse();
        assertThat(isKeyFrame("7c 81 9a00")).as("FU-A of another slice").isFalse();
    }

    @Test
    void refusesWhatIsNoPayload() {
        for (String bytes : new String[] {
            "",
            "00",
            "60 00",
            "79 0000",
            "7d 85 0000",
            "7e",
            "7f",
            "7c",
            "7c 85",
            "7c 98 00",
            "7c 80 00",
            "78",
            "78 00",
            "78 0000",
            "78 0002 67",
            "78 0001 67 00",
            "78 0001 78",
            "78 0002 6742 0001"
        }) {
            byte[] payloadBytes = HostileBytes.hex(bytes);
            assertThat(payload.wrap(payloadBytes, 0, payloadBytes.length))
                    .as(bytes)
                    .isFalse();
        }
    }

    @Test
    void staysInsideWhateverComes() {
        HostileBytes.variants(STAP_A, bytes -> use(payload, bytes));
        HostileBytes.variants(HostileBytes.hex("7c 85 8884"), bytes -> use(payload, bytes));
    }

    static void use(H264Payload payload, byte[] bytes) {
        byte[] around = new byte[bytes.length + 4];
        System.arraycopy(bytes, 0, around, 2, bytes.length);
        boolean isPayload = payload.wrap(around, 2, bytes.length);
        boolean isKeyFrame = payload.isKeyFrame();

        // What lies around must make no difference.
        for (int at : new int[] {0, 1, bytes.length + 2, bytes.length + 3}) {
            around[at] = (byte) 0xff;
        }
        assertThat(payload.wrap(around, 2, bytes.length)).isEqualTo(isPayload);
        assertThat(payload.isKeyFrame()).isEqualTo(isKeyFrame);
    }

    private boolean isKeyFrame(String hex) {
        byte[] bytes = HostileBytes.hex(hex);
        assertThat(payload.wrap(bytes, 0, bytes.length)).as(hex).isTrue();
        return payload.isKeyFrame();
    }
}
