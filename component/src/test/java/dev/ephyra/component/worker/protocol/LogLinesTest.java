package dev.ephyra.component.worker.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LogLinesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LogLines lines = new LogLines(0);

    private List<String> add(String text, long nowNanos) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return lines.add(bytes, bytes.length, nowNanos);
    }

    @Test
    void putsLinesTogetherFromPieces() {
        assertThat(add("fir", 1)).isEmpty();
        assertThat(add("st\r\n\nsecond\nthi", 2)).containsExactly("first", "second");
        assertThat(lines.end()).containsExactly("thi");
    }

    @Test
    void aLineIsCutAndLooksLikeOne() {
        assertThat(add("x".repeat(LogLines.MAX_LINE_BYTES + 1) + "\n", 1))
                .containsExactly("x".repeat(LogLines.MAX_LINE_BYTES) + "…");
        assertThat(add("a\u001b[31mb\u2028c\u0085d\n", 2)).containsExactly("a?[31mb?c?d");
    }

    @Test
    void whatIsTooMuchIsCountedAndSaidInTheNextSecond() {
        assertThat(add("x\n".repeat(LogLines.MAX_LINES_A_SECOND + 7), 1)).hasSize(LogLines.MAX_LINES_A_SECOND);
        assertThat(add("y\n", SECOND)).containsExactly("(7 more lines)", "y");
        add("x\n".repeat(LogLines.MAX_LINES_A_SECOND + 1), SECOND + 1);

        assertThat(lines.end()).containsExactly("(2 more lines)");
    }

    @Test
    void whoWritesTooMuchIsNotReadBeforeTheNextSecond() {
        add("x".repeat(LogLines.MAX_BYTES_A_SECOND - 1), 10);
        assertThat(lines.pauseNanos(10)).isZero();
        add("x", 20);

        assertThat(lines.pauseNanos(30)).isEqualTo(SECOND - 30);
        assertThat(lines.pauseNanos(2 * SECOND)).isZero();
        add("x", SECOND);
        assertThat(lines.pauseNanos(SECOND)).isZero();
    }
}
