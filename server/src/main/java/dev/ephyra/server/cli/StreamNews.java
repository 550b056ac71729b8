package dev.ephyra.server.cli;

import dev.ephyra.server.cli.client.Received;
import dev.ephyra.server.cli.client.ReceivedEvent;

/** What happens to the connection of a stream, on the error output, so that it never mixes with events. Stateless. */
final class StreamNews {
    private StreamNews() {}

    static void print(Terminal terminal, Received received) {
        switch (received) {
            case Received.Lost(String why, long pauseMillis) ->
                terminal.err().println("Connection lost (" + why + "); trying again in " + pauseMillis + " ms");
            case Received.Resumed() -> terminal.err().println("Connected again; nothing was missed");
            case Received.Missing(String what) -> terminal.err().println("MISSING: " + what);
            case Received.Notified(ReceivedEvent _) -> {}
        }
    }
}
