package dev.ephyra.webrtc.rtp;

import com.code_intelligence.jazzer.junit.FuzzTest;

class RtpFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyBytesAreAPacketOrNone(byte[] bytes) {
        RtpPacketTest.use(new RtpPacket(), bytes);
    }

    @FuzzTest(maxDuration = "30s")
    void anyBytesAreAVp8DescriptorOrNone(byte[] bytes) {
        Vp8DescriptorTest.use(new Vp8Descriptor(), bytes);
    }

    @FuzzTest(maxDuration = "30s")
    void anyBytesAreAnH264PayloadOrNone(byte[] bytes) {
        H264PayloadTest.use(new H264Payload(), bytes);
    }

    @FuzzTest(maxDuration = "30s")
    void anyBytesAreARetransmissionOrNone(byte[] bytes) {
        RtxPacketTest.use(new RtpPacket(), bytes);
    }
}
