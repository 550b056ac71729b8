package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RtspReaderTest {
    private static final byte[] STREAM = ("RTSP/1.0 200 OK\r\nCSeq: 1\r\nWWW-Authenticate: a\r\nwww-authenticate: b\r\n"
                    + "Content-Length: 4\r\n\r\nbody"
                    + "$\1\0\3xyz"
                    + "OPTIONS * RTSP/1.0\nCSeq: 7\n\n"
                    + "$\0\0\0")
            .getBytes(StandardCharsets.ISO_8859_1);

    private static List<RtspMessage> read(byte[] stream, Random pieces) throws MalformedRtsp {
        RtspReader reader = new RtspReader();
        List<RtspMessage> messages = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, 1 + pieces.nextInt(40));
            reader.append(Arrays.copyOfRange(stream, at, at + length), length);
            at += length;
            for (Optional<RtspMessage> next = reader.next(); next.isPresent(); next = reader.next()) {
                messages.add(next.get());
            }
        }
        return messages;
    }

    @Property(tries = 200)
    void readsMessagesAndPacketsInAnyPieces(@ForAll long seed) throws MalformedRtsp {
        List<RtspMessage> messages = read(STREAM, new Random(seed));

        assertThat(messages).hasSize(4);
        RtspMessage.Response response = (RtspMessage.Response) messages.get(0);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("cseq")).contains("1");
        assertThat(response.all("www-authenticate")).containsExactly("a", "b");
        assertThat(response.body()).asString(StandardCharsets.US_ASCII).isEqualTo("body");
        RtspMessage.Interleaved packet = (RtspMessage.Interleaved) messages.get(1);
        assertThat(packet.channel()).isEqualTo(1);
        assertThat(packet.packet()).asString(StandardCharsets.US_ASCII).isEqualTo("xyz");
        assertThat(((RtspMessage.Request) messages.get(2)).method()).isEqualTo("OPTIONS");
        assertThat(((RtspMessage.Interleaved) messages.get(3)).packet()).isEmpty();
    }

    @Test
    void refusesWhatIsNoRtsp() {
        for (String stream : List.of(
                "HTTP/1.1 200 OK\r\n\r\n",
                "RTSP/1.0 abc\r\n\r\n",
                "RTSP/1.0 200 OK\r\nContent-Length: x\r\n\r\n",
                "RTSP/1.0 200 OK\r\nContent-Length: 999999\r\n\r\n",
                "RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n",
                "x".repeat(RtspReader.MAX_HEAD_BYTES + 2))) {
            assertThatThrownBy(() -> read(stream.getBytes(StandardCharsets.US_ASCII), new Random(1)))
                    .isInstanceOf(MalformedRtsp.class);
        }
    }

    @Property(tries = 1_000)
    void survivesAnyBytes(@ForAll byte[] bytes, @ForAll long seed) {
        try {
            assertThat(read(bytes, new Random(seed))).doesNotContainNull();
        } catch (MalformedRtsp fault) {
            assertThat(fault).hasMessageNotContaining("null");
        }
    }
}
