package dev.ephyra.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;

/** One command line run to its end against a server, with what it printed. */
record CommandRun(int exitCode, String out, String err) {
    static CommandRun of(FakeServer server, String... arguments) {
        return of(Map.of("EPHYRA_URL", server.url(), "FJ_SERVER_API_TOKEN", FakeServer.TOKEN), new Nobody(), arguments);
    }

    static CommandRun of(Map<String, String> environment, Terminal.Person person, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new HashMap<>(environment), new PrintWriter(out, true), new PrintWriter(err, true), person);
        int code = new CommandLineEntry(
                        settings -> {
                            throw new IOException("no server is started here");
                        },
                        terminal)
                .run(arguments);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** Nobody looks and nobody interrupts. */
    record Nobody() implements Terminal.Person {
        @Override
        public boolean looks() {
            return false;
        }

        @Override
        public void interrupts(Thread thread) {}
    }
}
