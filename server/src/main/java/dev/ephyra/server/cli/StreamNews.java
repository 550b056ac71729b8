package dev.ephyra.server.cli;

import dev.ephyra.server.cli.client.Received;
import dev.ephyra.server.cli.client.ReceivedEvent;
import java.util.Optional;

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

    /** How to go on where a stream ended. */
    static void printEnd(Terminal terminal, Optional<String> cursor) {
        cursor.ifPresent(place -> terminal.err().println("Go on from here with --after " + place));
    }
}
