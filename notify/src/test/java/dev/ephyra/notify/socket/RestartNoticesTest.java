package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RestartNoticesTest {
    private static final byte[] NOTICE = {0x0a, 3, 0x0a, 1, 'r'};

    @Test
    void areTheFirstFramesForFiveMinutes() {
        RestartNotices notices = new RestartNotices(List.of(NOTICE, NOTICE), 7);

        ByteBuffer frames = notices.framesFor(7 + RestartNotices.KEPT_NANOS - 1).getFirst();

        byte[] expected = {(byte) 0x82, 5, 0x0a, 3, 0x0a, 1, 'r', (byte) 0x82, 5, 0x0a, 3, 0x0a, 1, 'r'};
        assertThat(frames).isEqualTo(ByteBuffer.wrap(expected));
        assertThat(notices.framesFor(7 + RestartNotices.KEPT_NANOS)).isEmpty();
    }

    @Test
    void ofManyRoomsAreFewBuffers() {
        RestartNotices notices = new RestartNotices(Collections.nCopies(10_000, NOTICE), 0);

        List<ByteBuffer> frames = notices.framesFor(0);

        assertThat(frames).hasSizeLessThan(3);
        assertThat(frames.stream().mapToInt(ByteBuffer::remaining).sum()).isEqualTo(70_000);
    }

    @Test
    void ofNoRoomsAreNothing() {
        assertThat(new RestartNotices(List.of(), 0).framesFor(0)).isEmpty();
    }
}
