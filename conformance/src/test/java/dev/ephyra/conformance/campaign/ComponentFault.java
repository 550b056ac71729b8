package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ephyra.component.ComponentLife;
import dev.ephyra.component.rtsp.camera.ScriptedCamera;
import dev.ephyra.conformance.Breakpoint;
import dev.ephyra.conformance.Camera;
import dev.ephyra.conformance.Program;
import dev.ephyra.room.CrashCause;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** What can go wrong with one component, and what must come of it. Each is done from the thread of its room. */
enum ComponentFault {
    MALFORMED_VIDEO(WitnessedRoom.ANY_CODEC) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            return crashes(scene, room, scene.sources.malformedVideo(), "a NAL unit has an invalid header");
        }
    },
    MALFORMED_SOUND(WitnessedRoom.ANY_CODEC) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            return crashes(scene, room, scene.sources.malformedSound(), "The file is no Opus sound in Ogg: ");
        }
    },
    ENDLESS_UNIT(WitnessedRoom.ANY_CODEC) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            return crashes(scene, room, scene.sources.endless(), "a NAL unit has more than 4194304 bytes");
        }
    },
    /** Each may have such pictures; one too many of them together may not. */
    MEMORY_IS_FULL(WitnessedRoom.ANY_CODEC) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            String file = scene.sources.large(LONG);
            List<String> playing = new ArrayList<>();
            while (playing.size() < MOST_LARGE) {
                String component = room.addFile(file);
                scene.await(
                        "pictures of " + component + " or its end",
                        () -> room.packetsOf(component) > SOME || room.hasCrashed(component));
                if (room.hasCrashed(component)) {
                    Duration took = room.awaitCrashed(component, true, "There is too little memory left for it");
                    assertThat(playing).as("components that found their memory").isNotEmpty();
                    for (String other : playing) {
                        room.awaitPackets(other, SOME);
                        room.assertLives(other, true);
                        room.remove(other);
                    }
                    return Optional.of(took);
                }
                playing.add(component);
            }
            throw new AssertionError(MOST_LARGE + " files of large pictures found memory");
        }
    },
    VANISHED_FILE(WitnessedRoom.ANY_CODEC) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws Exception {
            Path path = scene.sources.path(scene.sources.video(LONG));
            String component = addAndReplace(scene, room, path, () -> Files.delete(path));
            return Optional.of(room.awaitCrashed(component, true, "The file is not there any more"));
        }
    },
    FILE_THAT_HANGS(WitnessedRoom.ANY_CODEC) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws Exception {
            Path path = scene.sources.path(scene.sources.video(LONG));
            String component = addAndReplace(scene, room, path, () -> replaceByPipe(path));
            Duration took = room.awaitCrashed(component, true, "It made no progress for 5 s");
            scene.await("a thread that is left alone", () -> scene.metric("ephyra_components_abandoned") == 1);
            // Nobody can end a thread that waits in the kernel: it goes when the disk answers.
            OutputStream pipe = Files.newOutputStream(path, StandardOpenOption.WRITE);
            pipe.close();
            return Optional.of(took);
        }
    },
    FILE_VANISHES_WHILE_IT_PLAYS(WitnessedRoom.ANY_CODEC) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            String file = scene.sources.video(Duration.ofSeconds(3));
            String component = room.addFile(file);
            room.awaitPackets(component, SOME);
            Files.delete(scene.sources.path(file));
            room.awaitPackets(component, 3 * SOME);
            room.awaitFinished(component);
            return Optional.empty();
        }
    },
    FILE_IS_CUT_WHILE_IT_PLAYS(WitnessedRoom.ANY_CODEC) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            String file = scene.sources.video(LONG);
            String component = room.addFile(file);
            room.awaitPackets(component, SOME);
            try (FileChannel cut = FileChannel.open(scene.sources.path(file), StandardOpenOption.WRITE)) {
                cut.truncate(0);
            }
            room.awaitFinished(component);
            return Optional.empty();
        }
    },
    READ_ERROR(WitnessedRoom.ANY_CODEC) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            assumeTrue(scene.machine.isPresent(), "no C compiler");
            FaultyMachine machine = scene.machine.orElseThrow();
            String component = room.addFile(scene.sources.video(LONG));
            room.awaitPackets(component, SOME);
            machine.readFails(FaultyMachine.EIO);
            try {
                return Optional.of(room.awaitCrashed(component, true, "The file cannot be read: Input/output error"));
            } finally {
                machine.diskHeals();
            }
        }
    },
    CAMERA_KILLED_AND_BACK(WitnessedRoom.H264) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws Exception {
            assumeTrue(Camera.isAvailable(), "GStreamer's RTSP server is not installed");
            try (Camera camera = Camera.start("udp", "digest")) {
                String component = room.addCamera(camera.uri("user", "pass"));
                room.awaitPackets(component, SOME);
                camera.kill();
                room.judge();
                camera.restart();
                return livesOn(room, component);
            }
        }
    },
    CAMERA_STANDS_STILL(WitnessedRoom.H264) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws Exception {
            assumeTrue(Camera.isAvailable(), "GStreamer's RTSP server is not installed");
            try (Camera camera = Camera.start("tcp", "basic")) {
                String component = room.addCamera(camera.uri("user", "pass"));
                room.awaitPackets(component, SOME);
                long before = scene.logged(UNANSWERED);
                camera.stand();
                scene.await("a camera that is given up", () -> scene.logged(UNANSWERED) > before);
                camera.goOn();
                return livesOn(room, component);
            }
        }
    },
    CAMERA_GONE_AND_BACK(WitnessedRoom.H264) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            try (ScriptedCamera camera = new ScriptedCamera()) {
                String component = room.addCamera(camera.uri());
                room.awaitPackets(component, SOME);
                camera.vanish();
                room.judge();
                camera.comeBack();
                return livesOn(room, component);
            }
        }
    },
    GARBAGE_FOR_AN_ANSWER(WitnessedRoom.H264) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            byte[] garbage = new byte[4_000];
            new Random(7).nextBytes(garbage);
            try (ScriptedCamera camera = new ScriptedCamera().withTcpOnly()) {
                String component = room.addCamera(camera.uri());
                room.awaitPackets(component, SOME);
                camera.on("GET_PARAMETER", (_, to) -> to.raw(garbage));
                camera.await("two connections more", ComponentScene.SOON, seen -> seen.accepted() >= 3);
                camera.on("GET_PARAMETER", (request, to) -> to.reply(request, "200 OK", "", ""));
                return livesOn(room, component);
            }
        }
    },
    GARBAGE_FOR_MEDIA(WitnessedRoom.H264) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            Random random = new Random(11);
            AtomicInteger changes = new AtomicInteger();
            try (ScriptedCamera camera = new ScriptedCamera()) {
                String component = room.addCamera(camera.uri());
                room.awaitPackets(component, SOME);
                camera.tampering(packet -> {
                    // Some are no RTP, some are RTP with payloads that are no H.264, some are short.
                    byte[] changed = new byte[random.nextInt(1_400)];
                    random.nextBytes(changed);
                    System.arraycopy(packet, 0, changed, 0, Math.min(random.nextInt(14), changed.length));
                    changes.incrementAndGet();
                    return changed;
                });
                camera.await("a while of garbage", ComponentScene.SOON, _ -> changes.get() > 2 * SOME);
                camera.tampering(packet -> packet);
                Optional<Duration> took = livesOn(room, component);
                assertThat(camera.accepted()).as("the session has gone on").isOne();
                return took;
            }
        }
    },
    WRONG_PASSWORD(WitnessedRoom.H264) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            try (ScriptedCamera camera = new ScriptedCamera().withDigest("user", "right")) {
                String component = room.addCamera(camera.uri("user", "wrong"));
                camera.await("three tries", ComponentScene.SOON, seen -> seen.accepted() >= 3);
                room.assertLives(component, false);
                assertThat(camera.requests().size())
                        .as("two questions a try")
                        .isLessThanOrEqualTo(2 * camera.accepted());
                assertThat(scene.server.log()).doesNotContain("wrong@").doesNotContain(":wrong");
                room.remove(component);
                return Optional.empty();
            }
        }
    },
    WRONG_CODEC(WitnessedRoom.H264) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws IOException {
            try (ScriptedCamera camera = new ScriptedCamera().withCodec("JPEG")) {
                String component = room.addCamera(camera.uri());
                Duration took = room.awaitCrashed(
                        component, false, "The camera cannot be used: its video is JPEG, where H264 is expected");
                assertThat(camera.accepted()).isOne();
                return Optional.of(took);
            }
        }
    },
    REFUSED_ADDRESS(WitnessedRoom.H264) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) {
            String component = room.addCamera("rtsp://169.254.169.254:8554/live");
            return Optional.of(room.awaitCrashed(component, false, "The camera's address may not be used: link-local"));
        }
    },
    /** Everything is silent for longer than a component may be. */
    SERVER_STANDS_STILL(WitnessedRoom.H264) {
        @Override
        Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws Exception {
            try (ScriptedCamera camera = new ScriptedCamera()) {
                String file = room.addFile(scene.sources.video(LONG));
                String live = room.addCamera(camera.uri());
                room.awaitPackets(file, SOME);
                room.awaitPackets(live, SOME);
                Standstill.of(scene.server, STILL);
                Duration took = room.awaitPackets(file, SOME)
                        .plus(room.awaitPackets(live, SOME))
                        .plus(room.awaitResumed());
                room.judge();
                for (String component : List.of(file, live)) {
                    room.assertLives(component, true);
                    room.remove(component);
                }
                return Optional.of(took);
            }
        }
    };

    /** Files that a quarter of the server's heap has no room for: each takes 29 MB of it. */
    private static final int MOST_LARGE = 16;

    /** Packets after which something is under way. */
    private static final int SOME = 30;

    private static final String UNANSWERED = "The camera did not answer GET_PARAMETER in time";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration STILL =
            Duration.ofNanos(ComponentLife.HANG_NANOS).plusSeconds(2);

    private static final Set<ComponentFault> ALONE = Set.of(
            MEMORY_IS_FULL,
            VANISHED_FILE,
            FILE_THAT_HANGS,
            READ_ERROR,
            CAMERA_KILLED_AND_BACK,
            CAMERA_STANDS_STILL,
            SERVER_STANDS_STILL);

    private final String codec;

    ComponentFault(String codec) {
        this.codec = codec;
    }

    /** Whether it needs the server for itself: memory, a debugger, the disk, a camera whose port nobody else may take, or all of it. */
    boolean isAlone() {
        return ALONE.contains(this);
    }

    /** Of the room that it happens in, as JSON. */
    String codec() {
        return codec;
    }

    /**
     * Makes it happen and checks what comes of the component.
     *
     * @return from the fault to the crash, or from its end to media again, where one of them follows
     */
    abstract Optional<Duration> happen(ComponentScene scene, WitnessedRoom room) throws Exception;

    /** By what is in the file, as the metrics say too. */
    private static Optional<Duration> crashes(ComponentScene scene, WitnessedRoom room, String file, String reason) {
        double before = scene.crashes(CrashCause.SOURCE_UNUSABLE);
        Duration took = room.awaitCrashed(room.addFile(file), true, reason);
        assertThat(scene.crashes(CrashCause.SOURCE_UNUSABLE)).isGreaterThan(before);
        return Optional.of(took);
    }

    private static Optional<Duration> livesOn(WitnessedRoom room, String component) {
        Duration took = room.awaitPackets(component, SOME);
        room.assertLives(component, true);
        room.remove(component);
        return Optional.of(took);
    }

    private interface Change {
        void make() throws IOException, InterruptedException;
    }

    /** Adds a file that changes between the answer and its opening; the component's id. */
    private static String addAndReplace(ComponentScene scene, WitnessedRoom room, Path file, Change change)
            throws Exception {
        try (Breakpoint opening =
                Breakpoint.atThread(scene.server, "dev.ephyra.server.components.SourceFolder", "open")) {
            String component = room.addFile(file.getFileName().toString());
            opening.await(ComponentScene.SOON, () -> true);
            change.make();
            return component;
        }
    }

    private static void replaceByPipe(Path file) throws IOException, InterruptedException {
        Files.delete(file);
        Program made = Program.run(List.of("mkfifo", file.toString()), Map.of(), Duration.ofSeconds(10));
        assertThat(made.exitCode()).as(made.output()).isZero();
    }
}
