package dev.ephyra.conformance.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.conformance.Program;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A server that the system gives no turn for a while, as when its machine sleeps. Any thread. */
final class Standstill {
    private Standstill() {}

    /** Returns once it may go on. */
    static void of(ServerProcess server, Duration time) throws IOException, InterruptedException {
        signal(server, "STOP");
        try {
            Pause.of(time);
        } finally {
            signal(server, "CONT");
        }
    }

    private static void signal(ServerProcess server, String signal) throws IOException, InterruptedException {
        Program kill = Program.run(
                List.of("kill", "-" + signal, Long.toString(server.pid())), Map.of(), Duration.ofSeconds(5));
        assertThat(kill.exitCode()).as(kill.output()).isZero();
    }
}
