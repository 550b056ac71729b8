package dev.ephyra.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

final class FrameParserFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyPortionsGiveTheSameFrames(FuzzedDataProvider data) {
        FrameParser whole = new FrameParser(1 << 16);
        FrameParser cut = new FrameParser(1 << 16);
        List<String> wholeKinds = new ArrayList<>();
        List<String> cutKinds = new ArrayList<>();
        byte[] bytes = data.consumeRemainingAsBytes();

        whole.feed(bytes).forEach(frame -> wholeKinds.add(kind(frame)));
        for (byte one : bytes) {
            cut.feed(new byte[] {one}).forEach(frame -> cutKinds.add(kind(frame)));
        }

        assertThat(cutKinds).isEqualTo(wholeKinds);
    }

    private static String kind(Frame frame) {
        return switch (frame) {
            case Frame.Binary(byte[] message) -> "binary " + message.length;
            case Frame.Text(String message) -> "text " + message;
            case Frame.Ping(byte[] payload) -> "ping " + payload.length;
            case Frame.Pong(byte[] payload) -> "pong " + payload.length;
            case Frame.Close(int code, String reason) -> "close " + code + reason;
            case Frame.Violation(int code, String reason) -> "violation " + code + reason;
        };
    }
}
