package dev.ephyra.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionDescriptionTest {
    private static final String SESSION = "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\n";

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void takesEitherEndOfLine(boolean crlf, boolean lastToo) throws SdpException {
        String text = SESSION + "a=group:BUNDLE 0\nm=audio 9 RTP/AVP 0\na=mid:0\n";
        String sent = lastToo ? text : text.stripTrailing();

        SessionDescription description = SessionDescription.parse(crlf ? sent.replace("\n", "\r\n") : sent);

        assertThat(description.format()).isEqualTo(text.replace("\n", "\r\n"));
        assertThat(description.session().attribute("group")).contains(new Attribute("BUNDLE 0", 5));
        assertThat(description.media().getFirst().lineNumber()).isEqualTo(6);
        assertThat(description.media().getFirst().body().attribute("mid")).contains(new Attribute("0", 7));
    }

    @Test
    void tellsAttributesApartByTheirWholeName() throws SdpException {
        Section session = SessionDescription.parse(SESSION + "a=ice-options:trickle\na=ice\na=ice:1\n")
                .session();

        assertThat(session.attributes("ice")).containsExactly(new Attribute("", 6), new Attribute("1", 7));
        assertThat(session.has("ic")).isFalse();
    }

    @Test
    void takesTheDirectionOfTheSessionWhereALineHasNone() throws SdpException {
        SessionDescription description = SessionDescription.parse(
                SESSION + "a=recvonly\nm=audio 9 RTP/AVP 0\nm=audio 9 RTP/AVP 0\na=inactive\n");

        assertThat(description.media())
                .extracting(section -> section.direction(description.session()))
                .containsExactly(Direction.RECVONLY, Direction.INACTIVE);
    }

    @ParameterizedTest
    @CsvSource({
        "'',1,'v=, o= and s='",
        "'v=0\no=-\nt=0 0\n',3,'v=, o= and s='",
        "'m=audio 9 RTP/AVP 0\n',1,'v=, o= and s='",
        "'v=1\no=-\ns=-\nt=0 0\n',1,other than 0",
        "'v=0\no=-\ns=-\n',0,t= is missing",
        "'v=0\no=-\ns=-\nt=0 0\n\n',5,not of the form",
        "'v=0\no=-\ns=-\nt=0 0\nabc',5,not of the form",
        "'v=0\no=-\ns=a\rb\nt=0 0\n',3,a control character",
        "'v=0\no=-\ns=-\nt=0 0\nx=1\n',5,a type that is unknown",
        "'v=0\no=-\ns=-\nt=0 0\nm=audio 9 RTP/AVP 0\nt=1\n',6,a type that is unknown",
        "'v=0\no=-\ns=-\nt=0 0\nm=audio 9 RTP/AVP\n',5,m= needs",
        "'v=0\no=-\ns=-\nt=0 0\nm=\n',5,m= needs",
        "'v=0\no=-\ns=-\nt=0 0\nm=audio 9  RTP/AVP 0\n',5,m= needs",
        "'v=0\no=-\ns=-\nt=0 0\nm=audio 65536 RTP/AVP 0\n',5,the port",
        "'v=0\no=-\ns=-\nt=0 0\nm=audio 9/2 RTP/AVP 0\n',5,the port",
    })
    void saysWhereTheGrammarIsLeft(String text, int lineNumber, String problem) {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> SessionDescription.parse(text))
                .withMessageContaining(problem)
                .satisfies(e -> assertThat(e.lineNumber()).isEqualTo(lineNumber));
    }

    @Test
    void takesWhatIsAtALimitAndNothingBeyond() throws SdpException {
        String line = "a=" + "x".repeat(SessionDescription.MAX_LINE_CHARS - 2) + "\n";
        int rest = SessionDescription.MAX_CHARS - SESSION.length() - line.length();
        assertThat(SessionDescription.parse(SESSION + line).session().lines()).hasSize(5);
        refuses(SESSION + "a=x" + line.substring(2), "a line of more than");

        String lines = "a=x\n".repeat(SessionDescription.MAX_SECTION_LINES - 4);
        assertThat(SessionDescription.parse(SESSION + lines).session().lines()).hasSize(512);
        refuses(SESSION + lines + "a=x\n", "more than 512 lines");

        String media = "m=audio 9 RTP/AVP 0\n".repeat(SessionDescription.MAX_SECTIONS);
        assertThat(SessionDescription.parse(SESSION + media).media()).hasSize(256);
        refuses(SESSION + media + "m=audio 9 RTP/AVP 0\n", "more than 256 media sections");

        String formats = " 0".repeat(MediaSection.MAX_FORMATS);
        assertThat(SessionDescription.parse(SESSION + "m=audio 9 RTP/AVP" + formats)
                        .media())
                .hasSize(1);
        refuses(SESSION + "m=audio 9 RTP/AVP 0" + formats, "more than 128 formats");

        refuses(SESSION + line + "x".repeat(rest + 1), "more than 1048576 characters");
    }

    private static void refuses(String text, String problem) {
        assertThatExceptionOfType(SdpException.class)
                .isThrownBy(() -> SessionDescription.parse(text))
                .withMessageContaining(problem);
    }
}
