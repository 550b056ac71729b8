package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;

/** Whatever decodes as a subscription is read without a failure, and what comes of it is within the limits. */
final class StreamRequestFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void readsWhateverDecodes(byte[] bytes) {
        SubscribeRequest wire;
        try {
            wire = SubscribeRequest.parseFrom(bytes);
        } catch (InvalidProtocolBufferException undecodable) {
            return;
        }
        switch (StreamRequest.read(wire, "")) {
            case StreamRequest.Asked.Live() -> assertThat(wire.getMeta()).isFalse();
            case StreamRequest.Asked.Refused(String why) -> assertThat(why).isNotEmpty();
            case StreamRequest.Asked.Stream(StreamRequest request) -> {
                assertThat(request.maxUnacked()).isBetween(0, StreamRequest.MAX_UNACKED);
                assertThat(request.filter().roomMetadata()).hasSizeLessThanOrEqualTo(FilterReader.MAX_MEMBERS);
                assertThat(request.consumer()).hasSizeLessThanOrEqualTo(64);
            }
        }
    }
}
