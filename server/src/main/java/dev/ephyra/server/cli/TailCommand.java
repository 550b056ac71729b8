package dev.ephyra.server.cli;

import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.client.NotificationStream;
import dev.ephyra.server.cli.client.Received;
import dev.ephyra.server.cli.client.ReceivedEvent;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ephyra tail}: what happens, as it happens, one line each, across restarts of the server. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Prints each event as it happens, one line each, across lost connections and restarts.",
        footer = ExitCode.HELP)
final class TailCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final StreamOptions options = new StreamOptions();

    @Mixin
    private final ColourOption colour = new ColourOption();

    @Option(names = "--json", description = "One JSON object a line, as GET /ephyra/v1/events has them.")
    private boolean json;

    TailCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ClientFailure, InterruptedException {
        long limit = options.limit();
        ApiClient api = connection.api(terminal);
        EventLine line = new EventLine(colour.palette(terminal), ZoneId.systemDefault());
        terminal.person().interrupts(Thread.currentThread());
        try (NotificationStream stream = options.open(api, true)) {
            return follow(stream, line, limit);
        }
    }

    private int follow(NotificationStream stream, EventLine line, long limit) throws ClientFailure {
        try {
            for (long printed = 0; printed < limit && !terminal.isGone(); ) {
                switch (stream.next()) {
                    case Received.Notified(ReceivedEvent event) -> {
                        if (options.wants(event)) {
                            terminal.out().println(json ? TailJson.of(event) : line.of(event));
                            printed++;
                        }
                    }
                    case Received.Lost lost -> StreamNews.print(terminal, lost);
                    case Received.Resumed resumed -> StreamNews.print(terminal, resumed);
                    case Received.Missing missing -> StreamNews.print(terminal, missing);
                }
            }
            return ExitCode.OK;
        } catch (InterruptedException asked) {
            StreamNews.printEnd(terminal, stream.cursor());
            return ExitCode.INTERRUPTED;
        }
    }
}
