package dev.ephyra.webrtc.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;

class TurnServerFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyStreamIsServedOrClosed(byte[] bytes) {
        TurnFixture fixture = new TurnFixture();
        TurnClient client = fixture.client("p");
        client.allocate();
        client.bind(0x4000, TurnFixture.OWN);
        TurnStreamSplitter splitter = new TurnStreamSplitter();

        splitter.split(
                bytes,
                0,
                bytes.length,
                (buffer, offset, length) -> fixture.server.receive(buffer, offset, length, client.tuple, client.now));
        List<TurnOutput> outputs = new ArrayList<>(fixture.server.drain());
        outputs.addAll(client.send(bytes));

        // 4 bytes are the shortest message, and each has one output at most.
        assertThat(outputs).hasSizeLessThanOrEqualTo(bytes.length / 4 + 1);
        assertThat(outputs).noneMatch(TurnOutput.Ended.class::isInstance);
    }
}
