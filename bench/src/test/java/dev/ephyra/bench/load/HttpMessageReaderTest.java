package dev.ephyra.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HttpMessageReaderTest {
    private static final String TWO_ANSWERS =
            "HTTP/1.1 201 Created\r\nContent-Type: a\r\ncontent-length: 5\r\n\r\nhello"
                    + "HTTP/1.1 204 No Content\r\n\r\n";

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static List<String> answers(HttpMessageReader reader) {
        List<String> found = new ArrayList<>();
        while (reader.next()) {
            found.add(reader.status() + " " + reader.bodyText());
        }
        return found;
    }

    @Test
    void readsAnswersThatComeTogether() {
        HttpMessageReader reader = new HttpMessageReader();

        reader.feed(bytes(TWO_ANSWERS));

        assertThat(answers(reader)).containsExactly("201 hello", "204 ");
    }

    @Test
    void readsAnswersCutAnywhere() {
        for (int cut = 0; cut <= TWO_ANSWERS.length(); cut++) {
            HttpMessageReader reader = new HttpMessageReader();
            reader.feed(bytes(TWO_ANSWERS.substring(0, cut)));
            List<String> found = answers(reader);
            reader.feed(bytes(TWO_ANSWERS.substring(cut)));
            found.addAll(answers(reader));

            assertThat(found).containsExactly("201 hello", "204 ");
        }
    }

    @Test
    void readsTheNumberInThePathOfARequest() {
        HttpMessageReader reader = new HttpMessageReader();

        reader.feed(bytes("POST /hook/0417 HTTP/1.1\r\nContent-Length: 2\r\n\r\nab"));

        assertThat(reader.next()).isTrue();
        assertThat(reader.pathNumber()).isEqualTo(417);
        assertThat(reader.bodyLength()).isEqualTo(2);
    }

    @Test
    void readsTheHeadersOfARequest() {
        HttpMessageReader reader = new HttpMessageReader();

        reader.feed(bytes("POST / HTTP/1.1\r\nWebhook-Id: a:b\r\nContent-Length: 0\r\n\r\n"));

        assertThat(reader.next()).isTrue();
        assertThat(reader.header("webhook-id")).isEqualTo("a:b");
        assertThat(reader.header("webhook")).isEmpty();
    }

    @Test
    void refusesWhatItCannotMeasure() {
        HttpMessageReader reader = new HttpMessageReader();

        reader.feed(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));

        assertThat(reader.next()).isFalse();
        assertThat(reader.isMalformed()).isTrue();
    }

    @Property
    void survivesAnyBytes(@ForAll List<byte[]> pieces) {
        HttpMessageReader reader = new HttpMessageReader();
        for (byte[] piece : pieces) {
            reader.feed(ByteBuffer.wrap(piece));
            assertThat(answers(reader)).hasSizeLessThanOrEqualTo(piece.length);
        }
    }
}
