package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.rtsp.camera.CameraConversation;
import dev.ephyra.component.rtsp.camera.CameraRequest;
import dev.ephyra.component.rtsp.camera.ScriptedCamera;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cameras with audio beside their video, over real sockets: what can be taken of it is, and costs no picture. */
@Execution(ExecutionMode.CONCURRENT)
class RtspAudioTest extends CameraScene {
    private static boolean isOfAudio(CameraRequest request) {
        return request.uri().endsWith("/sound");
    }

    private List<String> transports() {
        return asked("SETUP").stream()
                .map(request -> request.header("transport"))
                .toList();
    }

    private static void assertPictureAndSound(RunningComponent component) {
        assertThat(component.hasEnded()).isFalse();
        assertThat(component.room.published())
                .extracting(Track::type)
                .containsExactly(TrackType.VIDEO, TrackType.AUDIO);
        assertThat(component.room.sent())
                .extracting(RecordingRoom.Sent::nalType)
                .startsWith(SEQUENCE_SET_ALONE, KEY_SLICE, SLICE);
    }

    @Test
    void opusComesToTheSamePort() throws IOException {
        camera.withAudio("opus/48000/2");
        int port = freePort();
        try (RunningComponent component = RunningComponent.start(options(port, Duration.ZERO))) {
            component.room.awaitPackets(PACKETS, SOON);
            component.room.awaitHeard(PACKETS, SOON);
            camera.await("both ways opened", SOON, seen -> seen.piercings() == 2);

            String transport = "RTP/AVP;unicast;client_port=" + port;
            assertThat(transports()).containsExactly(transport, transport);
            assertThat(asked("PLAY")).hasSize(1);
            assertPictureAndSound(component);
            List<RecordingRoom.Sent> heard = component.room.heard();
            assertThat(heard.getFirst().marker()).isTrue();
            for (int i = 0; i < heard.size(); i++) {
                assertThat(heard.get(i).timestamp()).as("packet " + i).isEqualTo(i * 960);
            }
        }
    }

    @Test
    void opusComesInsideTheConnection() {
        camera.withTcpOnly().withAudio("OPUS/48000/2");
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);
            component.room.awaitHeard(PACKETS, SOON);

            assertThat(transports().subList(1, 3))
                    .containsExactly("RTP/AVP/TCP;unicast;interleaved=0-1", "RTP/AVP/TCP;unicast;interleaved=2-3");
            assertPictureAndSound(component);
        }
    }

    @Test
    void bothGoAndComeBackAndTheirTracksStay() throws IOException {
        camera.withAudio("opus/48000/2");
        try (RunningComponent component = start()) {
            component.room.awaitHeard(PACKETS, SOON);
            camera.vanish();
            int before = component.room.heard().size();
            camera.comeBack();
            component.room.awaitPackets(PACKETS, SOON);
            component.room.awaitHeard(PACKETS, SOON);

            assertPictureAndSound(component);
            List<RecordingRoom.Sent> heard = component.room.heard();
            for (int i = 1; i < heard.size(); i++) {
                assertThat(heard.get(i).timestamp() - heard.get(i - 1).timestamp())
                        .as("packet " + i + " of " + heard.size() + ", lost at " + before)
                        .isBetween(0, 48_000 * 20);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PCMU/8000", "MPEG4-GENERIC/16000/1", "opus/16000"})
    void audioThatNobodyHereCanHearIsNotAskedFor(String mapping) {
        camera.withAudio(mapping);
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(asked("SETUP")).noneMatch(RtspAudioTest::isOfAudio);
            assertThat(camera.accepted()).isOne();
            assertLives(component);
        }
    }

    @Test
    void aCameraThatRefusesItsAudioIsSeen() {
        camera.withAudio("opus/48000/2").on("SETUP", (request, to) -> {
            if (isOfAudio(request)) {
                to.reply(request, "453 Not Enough Bandwidth", "", "");
            } else {
                to.setUp(request);
            }
        });
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(camera.accepted()).isOne();
            assertLives(component);
        }
    }

    /** As one does behind a NAT, or that numbers the ports of its streams as it likes. */
    @Test
    void aPictureFromAnotherPortThanWasSaidIsSeenBesideSoundFromTheRightOne() {
        camera.withAudio("opus/48000/2").on("SETUP", (request, to) -> {
            if (isOfAudio(request)) {
                to.setUp(request);
            } else {
                to.setUpSaying(request, 9);
            }
        });
        try (RunningComponent component = start()) {
            component.room.awaitHeard(PACKETS, SOON);
            component.room.awaitPackets(2 * PACKETS, SOON);

            assertThat(camera.accepted()).isOne();
            assertPictureAndSound(component);
        }
    }

    /** Some have one stream for each port: what is set up last comes, and nothing else. */
    @Test
    void aCameraThatSendsItsSoundInsteadOfItsPictureAndHasNothingButUdpIsSeenWithoutSound() {
        camera.withAudio("opus/48000/2").on("SETUP", (request, to) -> {
            if (request.header("transport").contains("TCP")) {
                to.reply(request, "461 Unsupported Transport", "", "");
            } else {
                to.setUp(request);
            }
        });
        camera.on("PLAY", (request, to) -> {
            if (isOfAudio(asked("SETUP").getLast())) {
                to.reply(request, "200 OK", "", "");
            } else {
                to.play(request);
            }
        });
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(camera.accepted()).isEqualTo(3);
            assertLives(component);
        }
    }

    /** How cameras break over the audio. */
    private static void breaks(String how, CameraRequest request, CameraConversation to) throws IOException {
        switch (how) {
            case "goes" -> to.close();
            case "is silent" -> ScriptedCamera.Answer.SILENCE.to(request, to);
            default -> to.raw("nonsense\n\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"goes", "is silent", "talks nonsense"})
    void aCameraThatBreaksOverItsAudioIsSeenAtOnceWithoutIt(String how) {
        camera.withAudio("opus/48000/2").on("SETUP", (request, to) -> {
            if (isOfAudio(request)) {
                breaks(how, request, to);
            } else {
                to.setUp(request);
            }
        });
        try (RunningComponent component = RunningComponent.start(options(0, Duration.ofMinutes(1)))) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(camera.accepted()).isEqualTo(2);
            assertThat(asked("SETUP")).filteredOn(RtspAudioTest::isOfAudio).hasSize(1);
            assertLives(component);
        }
    }

    @Test
    void aCameraThatDoesNotPlayWithItsAudioIsSeenAndAskedForItAgainTheNextTime() throws IOException {
        camera.withAudio("opus/48000/2").on("PLAY", (request, to) -> {
            if (isOfAudio(asked("SETUP").getLast())) {
                to.reply(request, "455 Method Not Valid in This State", "", "");
            } else {
                to.play(request);
            }
        });
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);
            assertThat(camera.accepted()).isEqualTo(2);
            assertThat(asked("TEARDOWN")).hasSize(1);
            assertLives(component);

            camera.vanish();
            camera.on("PLAY", (request, to) -> to.play(request));
            camera.comeBack();
            component.room.awaitHeard(PACKETS, SOON);
            assertPictureAndSound(component);
        }
    }
}
