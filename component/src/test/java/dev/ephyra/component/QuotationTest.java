package dev.ephyra.component;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class QuotationTest {
    @Test
    void leavesASentenceAlone() {
        assertThat(Quotation.of("Not Found: für Kanal 1 \ud83d\udcf7"))
                .isEqualTo("Not Found: für Kanal 1 \ud83d\udcf7");
    }

    @Test
    void cutsAndKeepsToOneLine() {
        assertThat(Quotation.of("x".repeat(20_000))).hasSize(Quotation.MAX_CHARS);
        assertThat(Quotation.of("a\r\nERROR b\u001b[2Jc\u2028d\u202ee")).isEqualTo("a  ERROR b [2Jc d e");
        assertThat(Quotation.of("x".repeat(199) + "\ud83d\udcf7")).isEqualTo("x".repeat(199));
    }

    @Test
    void masksPasswords() {
        assertThat(Quotation.of("no /live?user=a&password=s3cret&channel=1"))
                .isEqualTo("no /live?user=a&password=***&channel=1");
        assertThat(Quotation.of("Password=\"s3 cret\"; realm")).isEqualTo("Password=***; realm");
        assertThat(Quotation.of("cannot open rtsp://a:s3cret@cam/live")).isEqualTo("cannot open rtsp://***@cam/live");
        assertThat(Quotation.of("x".repeat(195) + " password=s3cret")).doesNotContain("s3");
    }

    @Property
    void isShortAndPrintableWhateverIsSaid(@ForAll String text) {
        String quoted = Quotation.of(text);

        assertThat(quoted.length()).isLessThanOrEqualTo(Quotation.MAX_CHARS);
        assertThat(quoted.chars()).noneMatch(Character::isISOControl);
    }
}
