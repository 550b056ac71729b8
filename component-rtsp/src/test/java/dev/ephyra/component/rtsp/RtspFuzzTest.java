package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.MemoryShare;
import dev.ephyra.component.Reservation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whatever a camera sends, its session goes on or says why not. */
class RtspFuzzTest {
    private static final String SDP = "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n";
    private static final String AUDIO = "m=audio 0 RTP/AVP 97\r\na=rtpmap:97 opus/48000/2\r\na=control:a\r\n";

    @FuzzTest(maxDuration = "30s")
    void anyAnswersAreTakenOrEndTheSession(byte[] bytes) throws ComponentFailure {
        RtspSession session = new RtspSession(
                new RtspSession.Plan(
                        RtspAddress.parse("rtsp://u:p@cam/a"), Optional.of("1"), true, 1_000_000_000, "00"),
                0);
        session.receive(bytes, bytes.length, 1);
        session.onTime(10_000_000_000L);
        List<RtspOutput> outputs = session.drain();
        for (int i = 0; i < outputs.size() - 1; i++) {
            assertThat(outputs.get(i)).isNotInstanceOf(RtspOutput.Failed.class);
        }
    }

    /** Behind SETUP and PLAY, with media inside the connection; the first byte says in how many pieces the rest comes. */
    @FuzzTest(maxDuration = "30s")
    void anythingInsideARunningSessionIsTakenOrEndsIt(byte[] bytes) throws ComponentFailure {
        RtspSession session = new RtspSession(
                new RtspSession.Plan(RtspAddress.parse("rtsp://cam/a"), Optional.empty(), true, 1_000_000_000, "00"),
                0);
        answer(session, 1, SDP + AUDIO);
        for (int number = 2; number <= 4; number++) {
            answer(session, number, "");
        }
        assertThat(session.drain()).anyMatch(RtspOutput.Playing.class::isInstance);
        int pieces = bytes.length == 0 ? 1 : 1 + (bytes[0] & 7);
        int length = bytes.length / pieces + 1;
        for (int from = 0; from < bytes.length; from += length) {
            byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + length));
            session.receive(piece, piece.length, 1);
        }
        List<RtspOutput> outputs = session.drain();
        assertThat(outputs.stream().filter(RtspOutput.Failed.class::isInstance).count())
                .isLessThanOrEqualTo(1);
        session.end();
        assertThat(session.drain()).noneMatch(RtspOutput.Failed.class::isInstance);
    }

    private static void answer(RtspSession session, int number, String body) {
        String text = "RTSP/1.0 200 OK\r\nCSeq: " + number + "\r\nSession: 1\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        session.receive(bytes, bytes.length, 0);
    }

    @FuzzTest(maxDuration = "30s")
    void anyChallengeIsAnsweredInOneLineOrRefused(byte[] bytes) {
        String challenge =
                new String(bytes, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        DigestAnswers answers = new DigestAnswers(new RtspAddress.Credentials("u", "p"), "00");
        if (answers.challenged(List.of(challenge))) {
            assertThat(answers.authorization("DESCRIBE", "rtsp://cam").orElseThrow())
                    .doesNotContain("\r", "\n");
        }
    }

    /** Packets of RTP behind each other, each with its length in two bytes before it; 5 ms pass between two. */
    @FuzzTest(maxDuration = "30s")
    void anyMediaBecomePacketsOfOursOrNothing(byte[] bytes) throws MalformedRtsp, ComponentFailure {
        CameraVideo video = CameraDescription.firstVideo(SDP, "rtsp://cam");
        CameraStream stream = new CameraStream(
                new CheckingTrack(), video, new TrackTimes(90_000, 0), new Reservation(MemoryShare.UNLIMITED, 1));
        AudioStream audio = new AudioStream(
                CheckingTrack::new, new CameraAudio.Opus("rtsp://cam/a", 97), new TrackTimes(48_000, 0));
        long nowNanos = 1;
        int length;
        for (int at = 0; at + 2 <= bytes.length; at += length) {
            length = ((bytes[at] & 0x07) << 8) | (bytes[at + 1] & 0xff);
            at += 2;
            length = Math.min(length, bytes.length - at);
            byte[] packet = Arrays.copyOfRange(bytes, at, at + length);
            if (audio.owns(packet, packet.length)) {
                audio.receive(packet, packet.length, nowNanos);
            } else {
                stream.receive(packet, packet.length, nowNanos);
            }
            nowNanos += 5_000_000;
        }
        stream.onTime(nowNanos + 1_000_000_000);
        audio.onTime(nowNanos + 1_000_000_000);
        assertThat(stream.isWaiting()).isFalse();
        assertThat(audio.isWaiting()).isFalse();
    }

    /** Takes what a track may be given, and nothing else. */
    private static final class CheckingTrack implements ComponentTrack {
        @Override
        public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {
            assertThat(length).isBetween(1, MAX_PAYLOAD_BYTES);
            assertThat(offset + length).isLessThanOrEqualTo(payload.length);
        }

        @Override
        public void clock(long unixNanos, int timestamp) {}

        @Override
        public void close() {}
    }

    @FuzzTest(maxDuration = "30s")
    void anyDescriptionIsReadOrRefused(byte[] bytes) {
        try {
            String sdp = new String(bytes, StandardCharsets.UTF_8);
            CameraVideo video = CameraDescription.firstVideo(sdp, "rtsp://cam");
            assertThat(video.clockRateHz()).isPositive();
            if (CameraDescription.audio(sdp, "rtsp://cam", video) instanceof CameraAudio.Opus audio) {
                assertThat(audio.payloadType()).isNotEqualTo(video.payloadType());
                assertThat(audio.control()).isNotEqualTo(video.control());
            }
        } catch (MalformedRtsp refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }
}
