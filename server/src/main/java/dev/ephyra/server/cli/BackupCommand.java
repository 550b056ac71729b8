package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.server.cli.client.ClientFailure;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ephyra backup}: a copy of what a running server keeps, taken while it runs. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Has a running server write a backup into its own data folder, and prints where it is.",
            "Copy it elsewhere; bring it back with: ephyra restore PATH"
        },
        footer = ExitCode.HELP)
final class BackupCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final OutputOptions output = new OutputOptions();

    BackupCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ClientFailure, InterruptedException {
        JsonNode answer = connection.api(terminal).backup();
        if (!output.printedAsJson(terminal, answer)) {
            terminal.out().println(JsonView.text(answer, "path"));
        }
        if (answer.path("warning").isTextual()) {
            terminal.err().println(answer.path("warning").asText());
        }
        return ExitCode.OK;
    }
}
