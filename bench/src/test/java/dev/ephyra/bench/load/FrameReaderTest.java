package dev.ephyra.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.bench.ScenarioFailure;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final int MAX_BYTES = 66_000;

    private static final class Seen implements FrameReader.Sink {
        private final List<String> messages = new ArrayList<>();

        @Override
        public void message(ByteBuffer bytes, int offset, int length) {
            byte[] text = new byte[length];
            bytes.get(offset, text);
            messages.add(new String(text, StandardCharsets.UTF_8));
        }

        @Override
        public void ping() {
            messages.add("(ping)");
        }
    }

    private static void read(FrameReader reader, byte[] bytes, int from, int to) throws ScenarioFailure {
        ByteBuffer scratch = ByteBuffer.allocate(256 * 1024);
        reader.prepare(scratch);
        scratch.put(bytes, from, to - from);
        reader.read(scratch.flip());
    }

    private static byte[] stream() {
        ByteBuffer bytes = ByteBuffer.allocate(80_000);
        bytes.put(new byte[] {(byte) 0x82, 2, 'h', 'i', (byte) 0x89, 0});
        bytes.put(new byte[] {(byte) 0x82, 126, 0, (byte) 200})
                .put("x".repeat(200).getBytes(StandardCharsets.UTF_8));
        bytes.put(new byte[] {(byte) 0x82, 127})
                .putLong(65_600)
                .put("y".repeat(65_600).getBytes(StandardCharsets.UTF_8));
        bytes.put(new byte[] {(byte) 0x82, 0});
        byte[] all = new byte[bytes.position()];
        bytes.flip().get(all);
        return all;
    }

    @Test
    void readsFramesCutAnywhere() throws ScenarioFailure {
        byte[] bytes = stream();
        // Inside the long payload one place is as good as another.
        for (int cut = 0; cut <= bytes.length; cut += cut > 230 && cut < 65_700 ? 1_001 : 1) {
            Seen seen = new Seen();
            FrameReader reader = new FrameReader(seen, MAX_BYTES);
            read(reader, bytes, 0, cut);
            read(reader, bytes, cut, bytes.length);

            assertThat(seen.messages).containsExactly("hi", "(ping)", "x".repeat(200), "y".repeat(65_600), "");
        }
    }

    @Test
    void failsWithTheReasonOfAClose() {
        byte[] close = {(byte) 0x88, 6, 0x0F, (byte) 0xA8, 's', 'l', 'o', 'w'};

        assertThatThrownBy(() -> read(new FrameReader(new Seen(), MAX_BYTES), close, 0, close.length))
                .isInstanceOf(ScenarioFailure.class)
                .hasMessageContaining("4008 slow");
    }

    @Test
    void failsOnAFrameBeyondItsLimit() {
        byte[] huge = {(byte) 0x82, 127, 0, 0, 0, 0, 0, 2, 0, 0};

        assertThatThrownBy(() -> read(new FrameReader(new Seen(), MAX_BYTES), huge, 0, huge.length))
                .isInstanceOf(ScenarioFailure.class);
    }

    @Test
    void failsOnALengthThatIsNone() {
        byte[] negative = {(byte) 0x82, 127, -1, 0, 0, 0, 0, 0, 0, 9};

        assertThatThrownBy(() -> read(new FrameReader(new Seen(), MAX_BYTES), negative, 0, negative.length))
                .isInstanceOf(ScenarioFailure.class);
    }

    @Property
    void readsOrFailsOnAnyBytes(@ForAll byte[] bytes) {
        Seen seen = new Seen();
        try {
            read(new FrameReader(seen, MAX_BYTES), bytes, 0, bytes.length);
        } catch (ScenarioFailure refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
        assertThat(seen.messages).hasSizeLessThanOrEqualTo(bytes.length / 2);
    }
}
