package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.component.h264.NalUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CameraDescriptionTest {
    private static final String SDP = """
            v=0
            s=Session
            a=control:*
            m=audio 0 RTP/AVP 0
            a=control:audio
            m=video 0 RTP/AVP 97
            a=rtpmap:97 h264/90000
            a=fmtp:97 packetization-mode=1; sprop-parameter-sets=Z0LAHtkA,aMuMsg==,!!; profile-level-id=42C01E
            a=control:trackID=1
            m=video 0 RTP/AVP 26
            """;

    @Test
    void findsTheFirstVideo() throws MalformedRtsp {
        CameraVideo video = CameraDescription.firstVideo(SDP, "rtsp://cam/live");

        assertThat(video.control()).isEqualTo("rtsp://cam/live/trackID=1");
        assertThat(video.payloadType()).isEqualTo(97);
        assertThat(video.clockRateHz()).isEqualTo(90_000);
        assertThat(video.parameterSets())
                .extracting(NalUnit::type)
                .containsExactly(NalUnit.SEQUENCE_PARAMETER_SET, NalUnit.PICTURE_PARAMETER_SET);
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> CameraDescription.firstVideo("m=audio 0 RTP/AVP 0\n", "rtsp://cam"))
                .hasMessage("its description has no video");
        assertThatThrownBy(() ->
                        CameraDescription.firstVideo("m=video 0 RTP/AVP 96\na=rtpmap:96 H265/90000\n", "rtsp://cam"))
                .hasMessage("its video is H265, where H264 is expected");
        assertThatThrownBy(() -> CameraDescription.firstVideo("m=video 0 RTP/AVP 26\n", "rtsp://cam"))
                .hasMessage("its video is payload type 26, where H264 is expected");
        assertThatThrownBy(() -> CameraDescription.firstVideo("m=video 0 RTP/AVP\n", "rtsp://cam"))
                .hasMessage("its description has a media line without a format");
        assertThatThrownBy(() -> CameraDescription.firstVideo("m=video 0 RTP/AVP 128\n", "rtsp://cam"))
                .hasMessage("its description has a number that is none");
    }

    private static CameraAudio audio(String sections) throws MalformedRtsp {
        CameraVideo video = CameraDescription.firstVideo(SDP, "rtsp://cam/live");
        return CameraDescription.audio(sections, "rtsp://cam/live", video);
    }

    @Test
    void findsTheFirstAudioInOpus() throws MalformedRtsp {
        String opus = "m=audio 0 RTP/AVP 98\na=rtpmap:98 OPUS/48000/2\na=control:sound\n";

        assertThat(audio(SDP + opus + opus.replace("98", "99")))
                .isEqualTo(new CameraAudio.Opus("rtsp://cam/live/sound", 98));
        assertThat(audio("m=audio 0 RTP/AVP 98\na=rtpmap:98 opus/48000\na=control:rtsp://cam/a\n"))
                .isEqualTo(new CameraAudio.Opus("rtsp://cam/a", 98));
        assertThat(audio("m=video 0 RTP/AVP 97\n")).isEqualTo(new CameraAudio.None());
    }

    @Test
    void namesTheAudioThatCannotBeTaken() throws MalformedRtsp {
        assertThat(audio(SDP)).isEqualTo(new CameraAudio.LeftOut("it is PCMU, where Opus is expected"));
        assertThat(audio("m=audio 0 RTP/AVP 8\n"))
                .isEqualTo(new CameraAudio.LeftOut("it is PCMA, where Opus is expected"));
        assertThat(audio("m=audio 0 RTP/AVP 98\na=rtpmap:98 MPEG4-GENERIC/16000\n"))
                .isEqualTo(new CameraAudio.LeftOut("it is MPEG4-GENERIC, where Opus is expected"));
        assertThat(audio("m=audio 0 RTP/AVP 98\n"))
                .isEqualTo(new CameraAudio.LeftOut("it is payload type 98, where Opus is expected"));
        assertThat(audio("m=audio 0 RTP/AVP 97\na=rtpmap:97 opus/48000/2\na=control:sound\n"))
                .isEqualTo(new CameraAudio.LeftOut("it has the payload type or the URL of the video"));
        assertThat(audio("m=audio 0 RTP/AVP 98\na=rtpmap:98 opus/48000/2\na=control:trackID=1\n"))
                .isEqualTo(new CameraAudio.LeftOut("it has the payload type or the URL of the video"));
        assertThat(audio("m=audio\n"))
                .isEqualTo(new CameraAudio.LeftOut(
                        "it cannot be read: its description has a media line without a format"));
    }

    @Property(tries = 500)
    void survivesAnyText(@ForAll String text, @ForAll int at) {
        String broken = SDP.substring(0, Math.floorMod(at, SDP.length()))
                + text
                + SDP.substring(Math.floorMod(at, SDP.length()));
        for (String foreign : new String[] {text, broken}) {
            try {
                CameraVideo video = CameraDescription.firstVideo(foreign, "rtsp://cam");
                assertThat(video.payloadType()).isBetween(0, 127);
                assertThat(CameraDescription.audio(foreign, "rtsp://cam", video))
                        .isNotInstanceOf(CameraAudio.Opus.class);
            } catch (MalformedRtsp fault) {
                assertThat(fault.getMessage()).isNotBlank();
            }
        }
    }
}
