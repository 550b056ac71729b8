package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ephyra.conformance.Camera;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.opentest4j.TestAbortedException;

/** The short form of the faults of components; the long one is rows 47 to 50 and 52 of {@code ./campaign}. */
class ComponentFaultTest {
    private static final String CAMERAS = "CAMERA_.*|GARBAGE_.*|WRONG_.*|REFUSED_.*";
    private static final String NO_FILES = CAMERAS + "|SERVER_.*";

    @TempDir
    static Path home;

    private static ComponentScene scene;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        scene = ComponentScene.start(home);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    /** One after the other: a debugger and a broken disk meet every file that is opened or read. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = NO_FILES)
    void aFileThatBreaksHurtsItsComponentAndNothingElse(ComponentFault fault) throws Exception {
        happen(fault);
        scene.awaitNothingLeft();
    }

    @Test
    void aServerThatStandsStillGoesOnWithAllItsComponents() throws Exception {
        happen(ComponentFault.SERVER_STANDS_STILL);
        scene.awaitNothingLeft();
    }

    /** All at once, each in a room of its own: most of them wait. Those that cannot be done abort the test, with names. */
    @Test
    void camerasThatBreakHurtTheirComponentsAndNothingElse() throws IOException, InterruptedException {
        Map<ComponentFault, Throwable> broken = new ConcurrentHashMap<>();
        Map<ComponentFault, String> skipped = new ConcurrentHashMap<>();
        Set<ComponentFault> done = ConcurrentHashMap.newKeySet();
        List<Thread> threads = Stream.of(ComponentFault.values())
                .filter(fault -> fault.name().matches(CAMERAS))
                .map(fault -> Thread.ofPlatform().name(fault.name()).start(() -> {
                    try {
                        happen(fault);
                        done.add(fault);
                    } catch (TestAbortedException missing) {
                        skipped.put(fault, missing.getMessage());
                    } catch (Throwable failure) {
                        broken.put(fault, failure);
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(threads).hasSize(8);
        broken.values().forEach(Throwable::printStackTrace);
        assertThat(broken).isEmpty();
        // Two need a real camera.
        assertThat(done).hasSize(Camera.isAvailable() ? 8 : 6);
        scene.awaitNothingLeft();
        assumeThat(skipped).as("faults that could not be done here").isEmpty();
    }

    private static void happen(ComponentFault fault) throws Exception {
        try (WitnessedRoom room = scene.room(fault.codec())) {
            fault.happen(scene, room);
            room.judge();
        }
    }
}
