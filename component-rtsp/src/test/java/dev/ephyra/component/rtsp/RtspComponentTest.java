package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.component.rtsp.camera.CameraConversation;
import dev.ephyra.component.rtsp.camera.CameraRequest;
import dev.ephyra.component.rtsp.camera.ScriptedCamera;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A component and a camera that misbehaves, over real sockets; on which ways media come is in {@link RtspMediaTest}. */
@Execution(ExecutionMode.CONCURRENT)
class RtspComponentTest extends CameraScene {
    @ParameterizedTest
    @ValueSource(strings = {"basic", "digest"})
    void answersAChallenge(String scheme) {
        camera = scheme.equals("basic") ? camera.withBasic("user", "p@ss") : camera.withDigest("user", "p@ss");
        String uri = camera.uri("user", "p%40ss");
        try (RunningComponent component = RunningComponent.start(RunningComponent.options(uri))) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(asked("DESCRIBE")).hasSize(2);
            assertThat(asked("SETUP")).as("the answer is known by then").hasSize(1);
            assertThat(camera.requests()).noneMatch(request -> request.uri().contains("p@ss"));
        }
    }

    @Test
    void aWrongPasswordIsTriedOnceAConnectionAndAfterADelay() {
        camera.withDigest("user", "right");
        long beganNanos = System.nanoTime();
        try (RunningComponent component =
                RunningComponent.start(RunningComponent.options(camera.uri("user", "wrong")))) {
            camera.await("a third try", SOON, seen -> seen.accepted() == 3);

            assertThat(Duration.ofNanos(System.nanoTime() - beganNanos)).isGreaterThan(Duration.ofMillis(990));
            assertThat(component.room.published()).isEmpty();
            camera.withDigest("user", "wrong");
            component.room.awaitPackets(PACKETS, SOON);
            int refused = asked("DESCRIBE").size();
            assertThat(refused).isLessThanOrEqualTo(2 * camera.accepted());
        }
    }

    @Test
    void asksForSignsOfLifeAndComesAgainWhereTheSessionIsUnknown() {
        try (RunningComponent component = start()) {
            camera.await("two questions", SOON, seen -> asked("GET_PARAMETER").size() >= 2);
            assertThat(camera.accepted()).isOne();

            camera.on("GET_PARAMETER", (request, to) -> {
                camera.on("GET_PARAMETER", (next, answering) -> answering.reply(next, "200 OK", "", ""));
                to.reply(request, "454 Session Not Found", "", "");
            });
            camera.await("a second connection", SOON, seen -> seen.accepted() == 2);
            component.room.awaitPackets(PACKETS, SOON);
            assertLives(component);
        }
    }

    @Test
    void aCameraThatComesLaterAndGoesAndComesBackHasOneTrackWhoseTimeGoesOn() throws IOException {
        camera.vanish();
        try (RunningComponent component = start()) {
            camera.comeBack();
            component.room.awaitPackets(PACKETS, SOON);
            assertThat(component.room.sent().getFirst().nalType()).isEqualTo(SEQUENCE_SET_ALONE);

            camera.vanish();
            int before = component.room.sent().size();
            camera.comeBack();
            component.room.awaitPackets(PACKETS, SOON);

            assertLives(component);
            List<RecordingRoom.Sent> sent = component.room.sent();
            for (int i = 1; i < sent.size(); i++) {
                assertThat(sent.get(i).timestamp() - sent.get(i - 1).timestamp())
                        .as("packet " + i + " of " + sent.size() + ", lost at " + before)
                        .isBetween(0, 90_000 * 20);
            }
        }
    }

    /** What a camera does instead of an answer, one after the other. */
    private static final List<ScriptedCamera.Answer> FAULTS = List.of(
            (_, to) -> to.close(),
            (request, to) -> {
                to.raw("RTSP/1.0 200 OK\r\nCSeq: " + request.header("cseq") + "\r\nContent-Length: 500\r\n\r\nv=0\r\n");
                to.close();
            },
            (_, to) -> to.raw(garbage()),
            (_, to) -> endless(to),
            (request, to) -> to.reply(request, "500 Internal Server Error", "", ""));

    private static byte[] garbage() {
        byte[] garbage = new byte[2_000];
        new Random(5).nextBytes(garbage);
        garbage[0] = 'x';
        garbage[500] = '\n';
        garbage[501] = '\n';
        return garbage;
    }

    private static void endless(CameraConversation to) throws IOException {
        to.raw("RTSP/1.0 200 OK\r\n");
        for (int i = 0; i < 1_000; i++) {
            to.raw("X-Header: 0123456789012345678901234567890123456789\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DESCRIBE", "SETUP", "PLAY"})
    void anyFaultInsteadOfAnyAnswerIsTriedAgain(String method) {
        AtomicInteger next = new AtomicInteger();
        camera.on(method, (request, to) -> {
            int number = next.getAndIncrement();
            if (number < FAULTS.size()) {
                FAULTS.get(number).to(request, to);
            } else {
                mended(method, request, to);
            }
        });
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(camera.accepted()).isEqualTo(FAULTS.size() + 1);
            assertLives(component);
        }
    }

    private static void mended(String method, CameraRequest request, CameraConversation to) throws IOException {
        switch (method) {
            case "SETUP" -> to.setUp(request);
            case "PLAY" -> to.play(request);
            default -> to.reply(request, "200 OK", "", "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RTSP/1.0 2"})
    void aCameraThatStallsIsLeftAndTriedAgain(String begun) {
        camera.on("DESCRIBE", (_, to) -> {
            camera.on("DESCRIBE", (next, answering) -> mended("DESCRIBE", next, answering));
            to.raw(begun);
        });
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(camera.accepted()).isEqualTo(2);
            assertLives(component);
        }
    }

    @Test
    void packetsThatAreNoneAreDroppedAndTheOthersGoOn() {
        AtomicInteger counted = new AtomicInteger();
        camera.tampering(packet -> {
            int number = counted.getAndIncrement();
            if (number % 3 == 0) {
                return new byte[] {1, 2, 3};
            }
            return number % 50 == 7 ? new byte[0] : packet;
        });
        try (RunningComponent component = start()) {
            camera.await("a while of garbage", SOON, _ -> counted.get() > 60);
            camera.tampering(packet -> packet);
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(camera.accepted()).isOne();
            assertLives(component);
        }
    }

    @Test
    void aCameraThatSendsWhatItDidNotDescribeIsLeftAndTriedAgain() {
        camera.tampering(packet -> {
            byte[] other = packet.clone();
            other[1] = (byte) ((other[1] & 0x80) | 97);
            return other;
        });
        try (RunningComponent component = start()) {
            camera.await("a second connection", SOON, seen -> seen.accepted() == 2);
            camera.tampering(packet -> packet);
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(transport()).as("it is not the way").contains("client_port");
            assertLives(component);
        }
    }

    @Test
    void strangeFramesInsideTheConnectionAreDroppedAndGarbageThereBeginsItAnew() {
        camera.withTcpOnly();
        camera.on("PLAY", (request, to) -> {
            to.play(request);
            to.interleaved(7, new byte[] {1, 2, 3});
            to.interleaved(0, new byte[0]);
            to.interleaved(1, new byte[60_000]);
            to.raw("ANNOUNCE rtsp://x RTSP/1.0\r\nCSeq: 1\r\n\r\n");
        });
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);
            assertThat(camera.accepted()).isOne();

            camera.on("GET_PARAMETER", (request, to) -> {
                camera.on("GET_PARAMETER", (next, answering) -> answering.reply(next, "200 OK", "", ""));
                to.raw(garbage());
            });
            camera.await("a second connection", SOON, seen -> seen.accepted() == 2);
            component.room.awaitPackets(PACKETS, SOON);
            assertLives(component);
        }
    }

    @Test
    void anInterruptSaysFarewellAndLeavesNoConnection() {
        RunningComponent component = start();
        component.room.awaitPackets(PACKETS, SOON);
        component.interrupt();

        assertThat(component.awaitEnd(SOON)).isEqualTo("interrupted");
        camera.await(
                "a farewell and no connection", SOON, seen -> asked("TEARDOWN").size() == 1 && seen.open() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JPEG", "H265"})
    void aCodecThatCannotBeTakenIsTheEnd(String codec) {
        camera.withCodec(codec);
        try (RunningComponent component = start()) {
            assertThat(component.awaitEnd(SOON))
                    .isEqualTo("The camera cannot be used: its video is " + codec + ", where H264 is expected");
            assertThat(component.room.published()).isEmpty();
            assertThat(camera.accepted()).isOne();
        }
    }

    @Test
    void anAddressThatMayNotBeUsedIsTheEnd() {
        CameraNetwork network =
                RunningComponent.network(List.of(InetAddress.getLoopbackAddress()), Optional.of("loopback"));
        try (RunningComponent component = RunningComponent.start(RunningComponent.options(camera.uri()), network)) {
            assertThat(component.awaitEnd(SOON)).isEqualTo("The camera's address may not be used: loopback");
            assertThat(camera.accepted()).isZero();
        }
    }

    @Test
    void aNameThatIsNeverFoundIsWaitedForAliveAndLeftByAnInterrupt() {
        CameraNetwork network = new CameraNetwork() {
            @Override
            public CompletionStage<List<InetAddress>> resolve(String host) {
                return new CompletableFuture<>();
            }

            @Override
            public Optional<String> refusal(InetAddress address) {
                return Optional.empty();
            }
        };
        RunningComponent component = RunningComponent.start(RunningComponent.options(camera.uri()), network);
        component.interrupt();

        assertThat(component.awaitEnd(SOON)).isEqualTo("interrupted");
        assertThat(camera.accepted()).isZero();
    }
}
