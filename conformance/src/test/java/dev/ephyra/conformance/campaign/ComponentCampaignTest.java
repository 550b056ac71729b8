package dev.ephyra.conformance.campaign;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** Files and cameras that break, each many times on one server: its rooms are told once, its peers lose nothing. */
class ComponentCampaignTest {
    /** Most faults wait most of the time. Each of these threads may keep a connection of REST, which the scene lets pass. */
    private static final int ROOMS_AT_ONCE = 4;

    @TempDir
    Path home;

    @CampaignRow(value = 47, fault = "a file component is given malformed H.264")
    void malformedVideo(RowRecord row) throws Exception {
        repeat(row, ComponentFault.MALFORMED_VIDEO, 20, 3);
    }

    @CampaignRow(value = 47, fault = "a file component is given malformed Ogg")
    void malformedSound(RowRecord row) throws Exception {
        repeat(row, ComponentFault.MALFORMED_SOUND, 20, 3);
    }

    @CampaignRow(value = 47, fault = "a file component meets a unit beyond its limit of 4 MiB")
    void endlessUnit(RowRecord row) throws Exception {
        repeat(row, ComponentFault.ENDLESS_UNIT, 20, 3);
    }

    @CampaignRow(value = 47, fault = "files whose pictures are too large for the memory of all components")
    void memoryIsFull(RowRecord row) throws Exception {
        repeat(row, ComponentFault.MEMORY_IS_FULL, 5, 1);
        row.note("one crash a run: the files that found their memory play on");
    }

    @CampaignRow(value = 48, fault = "a file is gone when its component opens it")
    void vanishedFile(RowRecord row) throws Exception {
        repeat(row, ComponentFault.VANISHED_FILE, 20, 2);
    }

    @CampaignRow(value = 48, fault = "a file is removed while it plays")
    void fileThatVanishes(RowRecord row) throws Exception {
        repeat(row, ComponentFault.FILE_VANISHES_WHILE_IT_PLAYS, 20, 2);
        row.note("no crash: an open file is there until it is closed, so it plays to its end");
    }

    @CampaignRow(value = 48, fault = "a file is cut off while it plays")
    void fileThatIsCut(RowRecord row) throws Exception {
        repeat(row, ComponentFault.FILE_IS_CUT_WHILE_IT_PLAYS, 20, 2);
        row.note("no crash: a shorter file ends earlier");
    }

    @CampaignRow(value = 48, fault = "a file is a pipe that nobody writes to when its component opens it")
    void fileThatHangs(RowRecord row) throws Exception {
        repeat(row, ComponentFault.FILE_THAT_HANGS, 3, 1);
        row.note("the thread waits in the kernel, is left alone and counted, and goes once somebody opens the pipe");
    }

    @CampaignRow(value = 48, fault = "EIO on a read while a file plays")
    void readError(RowRecord row) throws Exception {
        repeat(row, ComponentFault.READ_ERROR, 10, 2);
    }

    @CampaignRow(value = 49, fault = "a camera is killed and comes back")
    void cameraKilled(RowRecord row) throws Exception {
        repeat(row, ComponentFault.CAMERA_KILLED_AND_BACK, 10, 2);
    }

    @CampaignRow(value = 49, fault = "a camera stands still (SIGSTOP), then goes on")
    void cameraStandsStill(RowRecord row) throws Exception {
        repeat(row, ComponentFault.CAMERA_STANDS_STILL, 5, 1);
    }

    @CampaignRow(value = 49, fault = "a camera's connections are reset, and it is away")
    void cameraGone(RowRecord row) throws Exception {
        repeat(row, ComponentFault.CAMERA_GONE_AND_BACK, 20, 2);
    }

    @CampaignRow(value = 50, fault = "a camera answers with random bytes")
    void garbageForAnAnswer(RowRecord row) throws Exception {
        repeat(row, ComponentFault.GARBAGE_FOR_AN_ANSWER, 20, 2);
    }

    @CampaignRow(value = 50, fault = "a camera sends random bytes for media")
    void garbageForMedia(RowRecord row) throws Exception {
        repeat(row, ComponentFault.GARBAGE_FOR_MEDIA, 20, 2);
    }

    @CampaignRow(value = 50, fault = "a camera refuses the password")
    void wrongPassword(RowRecord row) throws Exception {
        repeat(row, ComponentFault.WRONG_PASSWORD, 20, 2);
        row.note("no crash and no track: tried again after each delay, twice a connection at most");
    }

    @CampaignRow(value = 50, fault = "a camera has JPEG instead of H.264")
    void wrongCodec(RowRecord row) throws Exception {
        repeat(row, ComponentFault.WRONG_CODEC, 20, 3);
    }

    @CampaignRow(value = 50, fault = "a camera's address is one that is never connected to")
    void refusedAddress(RowRecord row) throws Exception {
        repeat(row, ComponentFault.REFUSED_ADDRESS, 20, 3);
    }

    @CampaignRow(value = 52, fault = "SIGSTOP of a server whose components play, then SIGCONT")
    void serverThatStandsStill(RowRecord row) throws Exception {
        repeat(row, ComponentFault.SERVER_STANDS_STILL, 5, 1);
        row.note("no crash: nobody was silent by himself; what the system did not keep of the peers' packets while the"
                + " server stood still is not counted as lost, what came later is");
    }

    /** So often on one server, in new rooms; what the server holds is looked at whenever they are gone. */
    private void repeat(RowRecord row, ComponentFault fault, int whole, int quick) throws Exception {
        int runs = CampaignScale.count(whole, quick);
        int rooms = fault.isAlone() ? 1 : ROOMS_AT_ONCE;
        long counted = 0;
        try (ComponentScene scene = ComponentScene.start(home)) {
            for (int run = 0; run < runs; run += rooms) {
                for (Hurt hurt : hurt(scene, fault, Math.min(rooms, runs - run))) {
                    hurt.took().ifPresent(row::recovered);
                    counted += hurt.packets();
                    row.events(hurt.events());
                    row.runs(1);
                }
                scene.awaitNothingLeft();
            }
            row.measured("packets of the room's peers", counted + ", none lost");
            row.measured("held while idle", scene.held());
        }
    }

    /**
     * What came of one room.
     *
     * @param packets that its peers counted
     * @param events told of its components
     */
    private record Hurt(Optional<Duration> took, long packets, long events) {}

    private static List<Hurt> hurt(ComponentScene scene, ComponentFault fault, int rooms) throws Exception {
        Callable<Hurt> one = () -> hurt(scene, fault);
        List<Hurt> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(rooms)) {
            for (Future<Hurt> hurt : threads.invokeAll(Collections.nCopies(rooms, one))) {
                all.add(hurt.get());
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TestAbortedException missing) {
                throw missing;
            }
            throw failed;
        }
        return all;
    }

    private static Hurt hurt(ComponentScene scene, ComponentFault fault) throws Exception {
        try (WitnessedRoom room = scene.room(fault.codec())) {
            Optional<Duration> took = fault.happen(scene, room);
            return new Hurt(took, room.judge(), room.events());
        }
    }
}
