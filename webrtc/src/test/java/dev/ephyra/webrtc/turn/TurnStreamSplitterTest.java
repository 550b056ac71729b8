package dev.ephyra.webrtc.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.stun.StunSamples;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TurnStreamSplitterTest {
    private final List<byte[]> frames = new ArrayList<>();

    @Property(tries = 200)
    void findsTheMessagesHoweverTheStreamIsCut(
            @ForAll @Size(max = 10) List<@IntRange(max = 300) Integer> sizes,
            @ForAll @IntRange(min = 1, max = 50) int cut) {
        frames.clear();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        List<byte[]> sent = new ArrayList<>();
        for (int size : sizes) {
            byte[] message = size % 3 == 0 ? StunSamples.request() : channelData(size);
            sent.add(message);
            stream.writeBytes(Arrays.copyOf(message, ChannelData.padded(message.length)));
        }
        byte[] bytes = stream.toByteArray();
        TurnStreamSplitter splitter = new TurnStreamSplitter();
        for (int at = 0; at < bytes.length; at += cut) {
            assertThat(splitter.split(bytes, at, Math.min(cut, bytes.length - at), this::take))
                    .isTrue();
        }

        assertThat(frames).hasSize(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            assertThat(frames.get(i)).isEqualTo(sent.get(i));
        }
    }

    @Test
    void breaksOnWhatIsNotTurnAndStaysBroken() {
        byte[] good = channelData(4);
        for (int first : new int[] {4, 0x16, 0x3F, 0x50, 0x7F, 0x80, 0xFF}) {
            TurnStreamSplitter splitter = new TurnStreamSplitter();
            byte[] bad = {(byte) first, 0, 0, 4};

            assertThat(splitter.split(bad, 0, 3, this::take)).isTrue();
            assertThat(splitter.split(bad, 3, 1, this::take)).as("%x", first).isFalse();
            assertThat(splitter.split(good, 0, good.length, this::take)).isFalse();
        }
        assertThat(frames).isEmpty();
    }

    @Test
    void takesTheLongestMessageAndNoLonger() {
        int longest = TurnStreamSplitter.MAX_FRAME_BYTES - ChannelData.HEADER_BYTES;
        byte[] fits = channelData(longest);
        byte[] tooLong = channelData(longest + 1);

        assertThat(new TurnStreamSplitter().split(fits, 0, fits.length, this::take))
                .isTrue();
        assertThat(frames).hasSize(1);
        assertThat(new TurnStreamSplitter().split(tooLong, 0, 4, this::take)).isFalse();
        assertThat(new TurnStreamSplitter().split(new byte[] {0, 1, 0, 3}, 0, 4, this::take))
                .as("a STUN length that is no multiple of 4")
                .isFalse();
    }

    private void take(byte[] buffer, int offset, int length) {
        frames.add(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    private static byte[] channelData(int size) {
        byte[] bytes = new byte[ChannelData.HEADER_BYTES + size];
        Arrays.fill(bytes, (byte) size);
        ChannelData.writeHeader(bytes, 0x4000 + size % 16, size);
        return bytes;
    }
}
