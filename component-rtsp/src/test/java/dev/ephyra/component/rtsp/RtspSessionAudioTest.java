package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sessions with a camera that has audio beside its video, in virtual time. */
class RtspSessionAudioTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String VIDEO = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:v\r\n";
    private static final String AUDIO = "m=audio 0 RTP/AVP 97\r\na=rtpmap:97 opus/48000/2\r\na=control:a\r\n";
    private static final Optional<CameraAudio.Opus> OPUS = Optional.of(new CameraAudio.Opus("rtsp://cam/a", 97));
    private static final Optional<String> UDP = Optional.of("20000");
    private static final Optional<String> TCP = Optional.empty();

    private long now = 1;
    private RtspSession session = session("rtsp://cam", UDP, true);

    private RtspSession session(String uri, Optional<String> ports, boolean wantsAudio) {
        try {
            return new RtspSession(
                    new RtspSession.Plan(RtspAddress.parse(uri), ports, wantsAudio, 15 * SECOND, "0123456789abcdef"),
                    now);
        } catch (ComponentFailure impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void answer(int number, String status, String headers, String body) {
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        say("RTSP/1.0 " + status + "\r\nCSeq: " + number + "\r\n" + headers + length + "\r\n" + body);
    }

    private void say(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        session.receive(bytes, bytes.length, now);
    }

    /** Requests as text, and all else by its name. */
    private String sent() {
        StringBuilder text = new StringBuilder();
        for (RtspOutput output : session.drain()) {
            if (output instanceof RtspOutput.Send(byte[] bytes)) {
                text.append(new String(bytes, StandardCharsets.UTF_8));
            } else {
                text.append(output).append('\n');
            }
        }
        return text.toString();
    }

    /** Described and with its video set up; what follows is the audio's, with the number 3. */
    private void setUpVideo(String uri, Optional<String> ports, String transport) {
        session = session(uri, ports, true);
        answer(1, "200 OK", "", VIDEO + AUDIO);
        session.drain();
        answer(2, "200 OK", "Session: 77\r\nTransport: " + transport + "\r\n", "");
    }

    private RtspOutput.Playing playing() {
        return session.drain().stream()
                .filter(RtspOutput.Playing.class::isInstance)
                .map(RtspOutput.Playing.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private RtspOutput.Failure failure() {
        return ((RtspOutput.Failed) session.drain().getLast()).failure();
    }

    @Test
    void setsUpBothForOnePortAndPlaysOnce() {
        setUpVideo("rtsp://cam", UDP, "RTP/AVP;unicast;server_port=6970-6971");
        assertThat(sent())
                .startsWith("SETUP rtsp://cam/a RTSP/1.0\r\nCSeq: 3\r\n")
                .contains("Session: 77\r\n", "Transport: RTP/AVP;unicast;client_port=20000\r\n");
        answer(3, "200 OK", "Session: 77\r\nTransport: RTP/AVP;unicast;server_port=6980-6981\r\n", "");
        assertThat(sent()).startsWith("Starting[]\nPLAY rtsp://cam RTSP/1.0\r\nCSeq: 4\r\n");
        answer(4, "200 OK", "", "");

        RtspOutput.Playing playing = playing();
        assertThat(playing.audio()).isEqualTo(OPUS);
        assertThat(playing.serverPorts()).containsExactly(OptionalInt.of(6970), OptionalInt.of(6980));
    }

    @Test
    void bothComeInsideTheConnectionWhereUdpIsRefused() {
        session = session("rtsp://cam", UDP, true);
        answer(1, "200 OK", "", VIDEO + AUDIO);
        answer(2, "461 Unsupported Transport", "", "");
        session.drain();
        answer(3, "200 OK", "Session: 77\r\nTransport: RTP/AVP/TCP;interleaved=4-5\r\n", "");
        assertThat(sent()).contains("SETUP rtsp://cam/a", "Transport: RTP/AVP/TCP;unicast;interleaved=6-7\r\n");
        answer(4, "200 OK", "Session: 77\r\nTransport: RTP/AVP/TCP;interleaved=8-9\r\n", "");
        answer(5, "200 OK", "", "");
        assertThat(playing().audio()).isEqualTo(OPUS);
        say("$\4\0\1v$\6\0\1x$\11\0\1y$\10\0\1a");

        assertThat(session.drain())
                .extracting(output -> new String(((RtspOutput.Media) output).packet(), StandardCharsets.US_ASCII))
                .containsExactly("v", "a");
    }

    /** Where there is none of that number, the one that was asked for is meant, or nothing would ever be heard of it. */
    @Test
    void aChannelThatThereIsNotIsTheOneThatWasAskedFor() {
        setUpVideo("rtsp://cam", TCP, "RTP/AVP/TCP;interleaved=999999999-1000000000");
        assertThat(sent()).contains("interleaved=2-3");
        answer(3, "200 OK", "Session: 77\r\nTransport: RTP/AVP/TCP;interleaved=256-257\r\n", "");
        answer(4, "200 OK", "", "");
        session.drain();
        say("$\0\0\1v$\2\0\1a");

        assertThat(session.drain()).hasSize(2).allMatch(RtspOutput.Media.class::isInstance);
    }

    @Test
    void whoRefusesTheAudioIsPlayedWithoutIt() {
        for (String status : List.of("404 Not Found", "461 Unsupported Transport", "500 Internal Server Error")) {
            setUpVideo("rtsp://cam", UDP, "RTP/AVP;unicast;server_port=6970");
            session.drain();
            answer(3, status, "", "");
            assertThat(sent())
                    .startsWith("AudioLeftOut[why=The camera answered SETUP with " + status + "]\nStarting[]\nPLAY ");
            answer(4, "200 OK", "", "");
            RtspOutput.Playing playing = playing();
            assertThat(playing.audio()).isEmpty();
            assertThat(playing.serverPorts()).containsExactly(OptionalInt.of(6970));
        }
    }

    @Test
    void whoAsksForAPasswordAgainIsToldItOnceAndThenPlayedWithoutAudio() {
        setUpVideo("rtsp://user:secret@cam", TCP, "RTP/AVP/TCP;interleaved=0-1");
        session.drain();
        String challenge = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n";
        answer(3, "401 Unauthorized", challenge, "");
        assertThat(sent()).contains("SETUP rtsp://cam/a", "interleaved=2-3", "Authorization: Digest");
        answer(4, "401 Unauthorized", challenge, "");

        assertThat(sent()).startsWith("AudioLeftOut[").contains("PLAY rtsp://cam ");
    }

    @Test
    void whoIsLostOverTheAudioMayBePlayedWithoutIt() {
        setUpVideo("rtsp://cam", UDP, "RTP/AVP");
        session.drain();
        now += RtspSession.ANSWER_DEADLINE_NANOS;
        session.onTime(now);
        List<RtspOutput> outputs = session.drain();
        assertThat(outputs).hasSize(2);
        assertThat(outputs.getFirst()).isInstanceOf(RtspOutput.Send.class);
        assertThat(outputs.getLast())
                .isEqualTo(new RtspOutput.Failed(
                        new RtspOutput.Failure(RtspOutput.Kind.NO_AUDIO, "The camera did not answer SETUP in time")));

        setUpVideo("rtsp://cam", UDP, "RTP/AVP");
        session.closed("gone");
        assertThat(failure().kind()).isEqualTo(RtspOutput.Kind.NO_AUDIO);

        setUpVideo("rtsp://cam", UDP, "RTP/AVP");
        answer(3, "200 OK", "", "");
        answer(4, "455 Method Not Valid in This State", "", "");
        assertThat(failure().kind()).isEqualTo(RtspOutput.Kind.NO_AUDIO);

        setUpVideo("rtsp://cam", UDP, "RTP/AVP");
        answer(3, "200 OK", "", "");
        answer(4, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"r\"\r\n", "");
        assertThat(failure().kind()).isEqualTo(RtspOutput.Kind.TRANSIENT);

        setUpVideo("rtsp://cam", UDP, "RTP/AVP");
        answer(3, "404 Not Found", "", "");
        answer(4, "503 Service Unavailable", "", "");
        assertThat(failure().kind()).as("it was left out").isEqualTo(RtspOutput.Kind.TRANSIENT);
    }

    @Test
    void audioThatIsNotWantedOrNotOpusIsNotSetUp() {
        session = session("rtsp://cam", UDP, false);
        session.drain();
        answer(1, "200 OK", "", VIDEO + AUDIO);
        answer(2, "200 OK", "Session: 77\r\n", "");
        assertThat(sent()).contains("SETUP rtsp://cam/v", "PLAY ").doesNotContain("cam/a", "AudioLeftOut");

        session = session("rtsp://cam", UDP, true);
        session.drain();
        answer(1, "200 OK", "", VIDEO + "m=audio 0 RTP/AVP 98\r\na=rtpmap:98 AAC\u001b[2J/16000\r\na=control:a\r\n");
        answer(2, "200 OK", "Session: 77\r\n", "");
        assertThat(sent())
                .startsWith("AudioLeftOut[why=it is AAC [2J, where Opus is expected]\n")
                .contains("SETUP rtsp://cam/v", "PLAY ")
                .doesNotContain("cam/a");
    }

    @Test
    void audioAloneIsNoVideo() {
        answer(1, "200 OK", "", AUDIO);

        assertThat(failure())
                .isEqualTo(new RtspOutput.Failure(
                        RtspOutput.Kind.FATAL, "The camera cannot be used: its description has no video"));
    }
}
