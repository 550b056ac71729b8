package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.component.ComponentLife;
import dev.ephyra.component.rtsp.camera.ScriptedCamera;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The ways on which media come, over real sockets: by UDP to a port, and whose that is, or inside the connection. */
@Execution(ExecutionMode.CONCURRENT)
class RtspMediaTest extends CameraScene {
    /** Also an address of this machine. */
    private static final byte[] OTHER = {127, 0, 0, 2};

    @Test
    void mediaComeToAFreePortOverTheWayThatWasOpened() {
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);
            camera.await("an empty datagram", SOON, seen -> seen.piercings() == 1);

            assertThat(transport()).matches("RTP/AVP;unicast;client_port=[1-9]\\d{3,4}");
            assertThat(component.room.sent())
                    .extracting(RecordingRoom.Sent::nalType)
                    .startsWith(SEQUENCE_SET_ALONE, KEY_SLICE);
            assertLives(component);
        }
    }

    @Test
    void aPortThatIsNamedIsUsedAndNoWayOpenedThatIsNotWanted() throws IOException {
        int port = freePort();
        RtspOptions options = new RtspOptions(camera.uri(), port, Duration.ZERO, Duration.ofSeconds(15), false);
        try (RunningComponent component = RunningComponent.start(options)) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(transport()).isEqualTo("RTP/AVP;unicast;client_port=" + port);
            assertThat(camera.piercings()).isZero();
        }
    }

    @Test
    void aPortThatIsTakenIsWaitedForAndThenTheEnd() throws IOException {
        try (DatagramSocket taken = new DatagramSocket(0)) {
            RtspOptions options =
                    new RtspOptions(camera.uri(), taken.getLocalPort(), Duration.ZERO, Duration.ofSeconds(15), true);
            try (RunningComponent component = RunningComponent.start(options)) {
                assertThat(component.awaitEnd(SOON))
                        .startsWith("The UDP port " + taken.getLocalPort() + " cannot be had: ");
                assertThat(component.room.longestSilence()).isLessThan(Duration.ofNanos(ComponentLife.HANG_NANOS));
                assertThat(camera.accepted()).isZero();
            }
        }
    }

    @Test
    void mediaComeInsideTheConnectionWhereThatIsAskedFor() {
        String uri = camera.uri().replace("rtsp:", "rtspt:");
        try (RunningComponent component = RunningComponent.start(RunningComponent.options(uri))) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(transport()).isEqualTo("RTP/AVP/TCP;unicast;interleaved=0-1");
            assertLives(component);
        }
    }

    @Test
    void mediaComeInsideTheSameConnectionWhereUdpIsRefused() {
        camera.withTcpOnly();
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(asked("SETUP")).hasSize(2);
            assertThat(camera.accepted()).isOne();
        }
    }

    @Test
    void mediaComeInsideAnotherConnectionWhereNothingComesByUdp() {
        camera.on("PLAY", (request, to) -> {
            if (transport().contains("TCP")) {
                to.play(request);
            } else {
                to.reply(request, "200 OK", "", "");
            }
        });
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(asked("TEARDOWN")).hasSize(1);
            assertThat(camera.accepted()).isEqualTo(2);
            assertLives(component);
        }
    }

    @Test
    void aCameraThatIsSlowOnceAndHasNothingButUdpIsAskedForThatAgain() {
        AtomicInteger plays = new AtomicInteger();
        camera.on("SETUP", (request, to) -> {
            if (request.header("transport").contains("TCP")) {
                to.reply(request, "461 Unsupported Transport", "", "");
            } else {
                to.setUp(request);
            }
        });
        camera.on("PLAY", (request, to) -> {
            if (plays.getAndIncrement() == 0) {
                to.reply(request, "200 OK", "", "");
            } else {
                to.play(request);
            }
        });
        try (RunningComponent component = start()) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThat(transport()).contains("client_port");
            assertThat(camera.accepted()).isEqualTo(3);
            assertLives(component);
        }
    }

    @Test
    void datagramsOfOthersAreNotTheCameras() throws IOException {
        int port = freePort();
        camera.on("PLAY", (request, to) -> to.reply(request, "200 OK", "", ""));
        RtspOptions options = new RtspOptions(camera.uri(), port, Duration.ZERO, Duration.ofSeconds(15), true);
        try (RunningComponent component = RunningComponent.start(options);
                DatagramSocket stranger =
                        new DatagramSocket(new InetSocketAddress(InetAddress.getByAddress(OTHER), 0))) {
            byte[] packet = new byte[600];
            packet[0] = (byte) 0x80;
            packet[1] = 96;
            long askedNanos = System.nanoTime();
            while (transports() < 2) {
                stranger.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
                assertThat(Duration.ofNanos(System.nanoTime() - askedNanos)).isLessThan(SOON);
            }

            assertThat(transport()).as("nothing came by UDP").contains("TCP");
            assertLives(component);
        }
    }

    private int transports() {
        return asked("SETUP").size();
    }

    @Test
    void aPortOfItsOwnIsKeptWhileTheCameraIsAwayAndAnotherComponentHasToDoWithoutIt() throws IOException {
        int port = freePort();
        try (ScriptedCamera other = new ScriptedCamera();
                RunningComponent first = RunningComponent.start(options(port, Duration.ofSeconds(8)))) {
            first.room.awaitPackets(PACKETS, SOON);
            camera.vanish();
            RtspOptions same = new RtspOptions(other.uri(), port, Duration.ZERO, Duration.ofSeconds(15), true);
            try (RunningComponent second = RunningComponent.start(same)) {
                camera.comeBack();
                assertThat(second.awaitEnd(SOON)).startsWith("The UDP port " + port + " cannot be had: ");
                assertThat(other.accepted()).isZero();
            }
            first.room.awaitPackets(PACKETS, SOON);

            assertThat(camera.accepted()).isEqualTo(2);
            assertThat(transport()).isEqualTo("RTP/AVP;unicast;client_port=" + port);
            assertLives(first);
        }
    }

    @Test
    void aPortOfItsOwnIsKeptWhereMediaComeInsideTheConnectionAtLast() throws IOException {
        int port = freePort();
        camera.withTcpOnly();
        try (RunningComponent component = RunningComponent.start(options(port, Duration.ZERO))) {
            component.room.awaitPackets(PACKETS, SOON);

            assertThatThrownBy(() -> assertFree(port)).isInstanceOf(BindException.class);
        }
        assertFree(port);
    }

    private static void assertFree(int port) throws IOException {
        try (DatagramSocket mine = new DatagramSocket(port)) {
            assertThat(mine.getLocalPort()).isEqualTo(port);
        }
    }

    @Test
    void aComponentThatCrashesLeavesItsPort() throws IOException {
        int port = freePort();
        camera.withCodec("H265");
        try (RunningComponent component = RunningComponent.start(options(port, Duration.ZERO))) {
            assertThat(component.awaitEnd(SOON)).startsWith("The camera cannot be used");
            assertFree(port);
        }
    }

    @Test
    void aComponentThatIsLeftAloneHasNoSocketAnyMore() throws IOException {
        int port = freePort();
        RunningComponent component = RunningComponent.start(options(port, Duration.ZERO));
        component.room.awaitPackets(PACKETS, SOON);
        component.room.hang(SOON);
        component.interrupt();
        component.room.abandon();

        assertFree(port);
        camera.await("no connection", SOON, seen -> seen.open() == 0);
        component.room.goOn();
        assertThat(component.awaitEnd(SOON)).isEqualTo("interrupted");
        assertFree(port);
    }

    /** The packets of a key frame of another source. */
    private static List<byte[]> strangePicture() {
        List<byte[]> packets = new ArrayList<>();
        for (byte[] payload : List.of(
                new byte[] {0x67, 0x42, (byte) 0xc0, 0x1e, (byte) 0x80},
                new byte[] {0x68, (byte) 0x80},
                new byte[] {0x65, (byte) 0x9a, 1})) {
            packets.add(ByteBuffer.allocate(12 + payload.length)
                    .put((byte) 0x80)
                    .put((byte) (payload[0] == 0x65 ? 0x80 | 96 : 96))
                    .putShort((short) packets.size())
                    .putInt(900_000)
                    .putInt(77)
                    .put(payload)
                    .array());
        }
        return packets;
    }

    private static void sendStrangePicture(DatagramSocket from, int port) throws IOException {
        for (byte[] packet : strangePicture()) {
            from.send(new DatagramPacket(packet, packet.length, InetAddress.getLoopbackAddress(), port));
        }
    }

    @Test
    void whatCameToThePortBeforePlayIsOfNoSession() throws IOException {
        int port = freePort();
        try (DatagramSocket before = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            camera.on("SETUP", (request, to) -> {
                sendStrangePicture(before, port);
                to.setUp(request);
            });
            try (RunningComponent component = RunningComponent.start(options(port, Duration.ZERO))) {
                component.room.awaitPackets(PACKETS, SOON);

                assertThat(component.room.sent())
                        .extracting(RecordingRoom.Sent::nalType)
                        .startsWith(SEQUENCE_SET_ALONE, KEY_SLICE, SLICE, SLICE);
            }
        }
    }

    @Test
    void aSessionThatWasLostAndIsStillSentIsNotTheOneThatPlays() throws IOException {
        int port = freePort();
        try (DatagramSocket lost = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                RunningComponent component = RunningComponent.start(options(port, Duration.ZERO))) {
            component.room.awaitPackets(PACKETS, SOON);
            long beganNanos = System.nanoTime();
            int wanted = component.room.sent().size() + 3 * PACKETS;
            while (component.room.sent().size() < wanted) {
                sendStrangePicture(lost, port);
                LockSupport.parkNanos(1_000_000);
                assertThat(Duration.ofNanos(System.nanoTime() - beganNanos)).isLessThan(SOON);
            }

            List<RecordingRoom.Sent> sent = component.room.sent();
            for (int i = 1; i < sent.size(); i++) {
                assertThat(sent.get(i).timestamp() - sent.get(i - 1).timestamp())
                        .as("packet " + i)
                        .isIn(0, 3_600);
            }
        }
    }
}
