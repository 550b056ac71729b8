package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** How a command prints an answer of the server. */
final class OutputOptions {
    @Option(names = "--json", description = "The server's own JSON on one line.")
    private boolean json;

    /** Prints {@code answer} if JSON was asked for, and says whether. */
    boolean printedAsJson(Terminal terminal, JsonNode answer) {
        if (json) {
            terminal.out().println(answer.isMissingNode() ? "{}" : answer.toString());
        }
        return json;
    }
}
