package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.ComponentFailure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Sessions with a camera that is written down, in virtual time. */
class RtspSessionTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String SDP = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:t1\r\n";

    private long now = 1;
    private RtspSession session = session("rtsp://cam/a", Optional.empty());

    private RtspSession session(String uri, Optional<String> ports) {
        try {
            return new RtspSession(
                    new RtspSession.Plan(RtspAddress.parse(uri), ports, true, 15 * SECOND, "0123456789abcdef"), now);
        } catch (ComponentFailure impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void begin(String uri, Optional<String> ports) {
        session = session(uri, ports);
    }

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

    private void answer(int number, String status, String headers, String body) {
        String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
        say("RTSP/1.0 " + status + "\r\nCSeq: " + number + "\r\n" + headers + length + "\r\n" + body);
    }

    private void say(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        session.receive(bytes, bytes.length, now);
    }

    private void play(Optional<String> ports) {
        begin("rtsp://cam/a", ports);
        answer(1, "200 OK", "Content-Base: rtsp://cam/a/\r\n", SDP);
        answer(2, "200 OK", "Session: 77;timeout=20\r\nTransport: RTP/AVP;unicast;server_port=6970-6971\r\n", "");
        session.drain();
        answer(3, "200 OK", "", "");
    }

    @Test
    void describesSetsUpAndPlays() {
        begin("rtsp://cam/a", Optional.of("20000"));
        assertThat(sent())
                .startsWith("DESCRIBE rtsp://cam/a RTSP/1.0\r\nCSeq: 1\r\n")
                .contains("Accept: application/sdp");
        answer(1, "200 OK", "Content-Base: rtsp://cam/a/\r\n", SDP);
        assertThat(sent())
                .startsWith("SETUP rtsp://cam/a/t1 RTSP/1.0\r\nCSeq: 2\r\n")
                .contains("Transport: RTP/AVP;unicast;client_port=20000\r\n");
        answer(2, "200 OK", "Session: 77;timeout=20\r\nTransport: RTP/AVP;server_port=6970-6971\r\n", "");
        assertThat(sent())
                .startsWith("Starting[]\nPLAY rtsp://cam/a/ RTSP/1.0\r\nCSeq: 3\r\n")
                .contains("Session: 77\r\n");
        answer(3, "200 OK", "", "");

        List<RtspOutput> outputs = session.drain();
        assertThat(outputs.getFirst())
                .isEqualTo(new RtspOutput.Playing(
                        new CameraVideo("rtsp://cam/a/t1", 96, 90_000, List.of()),
                        Optional.empty(),
                        List.of(OptionalInt.of(6970))));
        assertThat(outputs.getLast()).isInstanceOf(RtspOutput.Send.class);
    }

    @Test
    void asksForSignsOfLifeWithinTheCamerasTimeout() {
        play(Optional.of("20000"));
        assertThat(sent()).contains("GET_PARAMETER rtsp://cam/a/");
        session.mediaCame();
        answer(4, "200 OK", "", "");
        now += 10 * SECOND - 1;
        session.onTime(now);
        assertThat(sent()).isEmpty();
        now += 1;
        session.onTime(now);
        assertThat(sent()).contains("CSeq: 5");

        now += RtspSession.ANSWER_DEADLINE_NANOS;
        session.onTime(now);
        assertThat(sent()).contains("TRANSIENT", "The camera did not answer GET_PARAMETER in time");
    }

    @Test
    void asksOtherwiseWhereTheQuestionIsUnknown() {
        play(Optional.of("20000"));
        session.mediaCame();
        session.drain();
        answer(4, "501 Not Implemented", "", "");
        assertThat(sent()).startsWith("OPTIONS rtsp://cam/a/");
        answer(5, "454 Session Not Found", "", "");
        assertThat(sent()).contains("TRANSIENT", "The camera ended the session: 454");
    }

    @Test
    void triesCredentialsOnceForEachRequest() {
        begin("rtsp://user:secret@cam/a", Optional.of("20000"));
        assertThat(sent()).doesNotContain("Authorization");
        answer(1, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n", "");
        assertThat(sent())
                .contains("CSeq: 2", "Authorization: Digest username=\"user\"")
                .doesNotContain("secret");
        answer(2, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"r\", nonce=\"m\"\r\n", "");

        assertThat(sent()).contains("TRANSIENT", "The camera refuses the user or the password");
    }

    @Test
    void saysThatCredentialsAreMissing() {
        begin("rtsp://cam/a", Optional.of("20000"));
        session.drain();
        answer(1, "401 Unauthorized", "WWW-Authenticate: Basic realm=\"r\"\r\n", "");

        assertThat(sent()).contains("TRANSIENT", "The camera asks for a user and a password");
    }

    @Test
    void takesMediaInsideTheConnectionWhereUdpIsRefused() {
        begin("rtsp://cam/a", Optional.of("20000"));
        answer(1, "200 OK", "", SDP);
        session.drain();
        answer(2, "461 Unsupported Transport", "", "");
        assertThat(sent()).contains("SETUP rtsp://cam/a/t1", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1");
        answer(3, "200 OK", "Session: 1\r\nTransport: RTP/AVP/TCP;interleaved=4-5\r\n", "");
        answer(4, "200 OK", "", "");
        session.drain();
        say("$\4\0\2ab$\5\0\1c$\0\0\1d");

        List<RtspOutput> outputs = session.drain();
        assertThat(outputs).hasSize(1);
        assertThat(((RtspOutput.Media) outputs.getFirst()).packet())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("ab");
    }

    @Test
    void saysThatNothingCameByUdp() {
        play(Optional.of("20000"));
        answer(4, "200 OK", "", "");
        session.drain();
        now += RtspSession.MEDIA_DEADLINE_NANOS;
        session.onTime(now);

        assertThat(sent()).contains("NO_UDP");
    }

    @Test
    void saysThatWhatCameIsNotWhatWasDescribed() {
        play(Optional.of("20000"));
        answer(4, "200 OK", "", "");
        session.foreignMediaCame(now);
        session.drain();
        now += RtspSession.MEDIA_DEADLINE_NANOS;
        session.onTime(now);
        assertThat(sent()).contains("TEARDOWN", "TRANSIENT", "another payload type than its description says");

        play(Optional.empty());
        answer(4, "200 OK", "", "");
        now += RtspSession.MEDIA_DEADLINE_NANOS - 1;
        session.foreignMediaCame(now);
        now += RtspSession.MEDIA_DEADLINE_NANOS - 1;
        session.onTime(now);
        assertThat(sent()).doesNotContain("TRANSIENT");
        assertThat(session.nextDeadlineNanos()).isEqualTo(now + 1);
        session.onTime(now + 1);

        assertThat(sent()).contains("TRANSIENT", "another payload type than its description says");
    }

    @Test
    void whatCannotGetBetterIsFatal() {
        begin("rtsp://cam/a", Optional.empty());
        session.drain();
        answer(1, "200 OK", "", "m=audio 0 RTP/AVP 0\r\n");

        assertThat(sent()).contains("FATAL", "The camera cannot be used: its description has no video");
    }

    @Test
    void whatTheCameraSaysIsQuotedAndNotTakenAsItIs() {
        begin("rtsp://cam/a", Optional.empty());
        session.drain();
        answer(1, "404 No /a?password=s3cret\u001b[2J" + "x".repeat(5_000), "", "");

        RtspOutput.Failure failure = ((RtspOutput.Failed) session.drain().getFirst()).failure();
        assertThat(failure.reason())
                .startsWith("The camera answered DESCRIBE with 404 No /a?password=***")
                .hasSizeLessThanOrEqualTo(200);
    }

    @Test
    void garbageAndStrangeRequestsEndNothingElse() {
        begin("rtsp://cam/a", Optional.empty());
        session.drain();
        say("ANNOUNCE rtsp://x RTSP/1.0\r\nCSeq: 9\r\n\r\n");
        assertThat(sent()).isEqualTo("RTSP/1.0 501 Not Implemented\r\nCSeq: 9\r\n\r\n");
        answer(99, "200 OK", "", SDP);
        assertThat(sent()).isEmpty();
        say("\u00ff\u00fe garbage\r\n\r\n");
        assertThat(sent()).contains("TRANSIENT", "The camera cannot be understood");
        say("$\0\0\1x");
        assertThat(sent()).isEmpty();
    }

    @Test
    void saysFarewellOnceThereIsASession() {
        play(Optional.of("20000"));
        session.drain();
        session.end();

        assertThat(sent()).startsWith("TEARDOWN rtsp://cam/a/ RTSP/1.0").contains("Session: 77");
        session.closed("later");
        assertThat(sent()).isEmpty();
    }
}
