package dev.ephyra.conformance.campaign;

import dev.ephyra.server.rooms.WorkerFault;
import dev.ephyra.server.rooms.WorkerRoom;

/** Worker processes that break, many of each kind beside one call. No server is started: none has workers to break yet. */
class WorkerCampaignTest {
    @CampaignRow(value = 51, fault = "a worker process is killed (kill -9)")
    void killed(RowRecord row) throws Exception {
        repeat(row, WorkerFault.KILLED, 20, 3);
    }

    @CampaignRow(value = 51, fault = "a worker process stands still (SIGSTOP)")
    void standsStill(RowRecord row) throws Exception {
        repeat(row, WorkerFault.STANDS_STILL, 5, 1);
    }

    @CampaignRow(value = 51, fault = "a worker process babbles")
    void babbles(RowRecord row) throws Exception {
        repeat(row, WorkerFault.BABBLES, 20, 3);
    }

    @CampaignRow(value = 51, fault = "a worker process fills its memory")
    void fillsItsMemory(RowRecord row) throws Exception {
        repeat(row, WorkerFault.FILLS_ITS_MEMORY, 20, 3);
    }

    @CampaignRow(value = 51, fault = "a worker process ends by itself, before its work is done")
    void endsItself(RowRecord row) throws Exception {
        repeat(row, WorkerFault.ENDS_ITSELF, 20, 3);
    }

    /** So often in one room, beside one call; what this process holds is looked at each time. */
    private static void repeat(RowRecord row, WorkerFault fault, int whole, int quick) throws Exception {
        try (WorkerRoom room = WorkerRoom.open()) {
            for (int run = 0; run < CampaignScale.count(whole, quick); run++) {
                row.recovered(room.suffer(fault));
                row.events(room.told());
                row.runs(1);
            }
            row.measured("packets of the call", room.packets() + ", none lost");
            row.measured("held", room.held());
            row.note("room and engine in the JVM of the test, the worker a process of its own");
        }
    }
}
