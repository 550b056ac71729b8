package dev.ephyra.server.cli;

import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.client.NotificationStream;
import dev.ephyra.server.cli.client.Received;
import dev.ephyra.server.cli.client.ReceivedEvent;
import dev.ephyra.server.cli.listen.Forwarder;
import dev.ephyra.server.cli.listen.ListenSecret;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ephyra listen}: a server's webhooks at a receiver that the server cannot reach, over an outgoing socket. */
@Command(
        name = "listen",
        mixinStandardHelpOptions = true,
        description = {
            "Forwards each event to a receiver as a webhook would bring it: same body, same headers, signed.",
            "The connection goes out from here, so the receiver may be on this machine alone."
        },
        footer = ExitCode.HELP)
final class ListenCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final StreamOptions options = new StreamOptions();

    @Mixin
    private final ColourOption colour = new ColourOption();

    @Option(names = "--forward-to", paramLabel = "URL", description = "The receiver, as in http://localhost:3000/hook.")
    private Optional<String> target = Optional.empty();

    @Option(
            names = "--print-secret",
            description = "Prints what the requests are signed with; without --forward-to only that."
                    + " It is EPHYRA_WEBHOOK_SECRET, or one kept for this user.")
    private boolean printSecret;

    @Option(names = "--format", paramLabel = "FORMAT", description = "protobuf (default) or json.")
    private String format = BodyFormat.PROTOBUF.text();

    ListenCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ClientFailure, InterruptedException {
        if (target.isEmpty() && !printSecret) {
            throw new ClientFailure(ClientFailure.Kind.USAGE, "Say where to: listen --forward-to URL");
        }
        long limit = options.limit();
        ListenSecret.Found secret = ListenSecret.find(terminal.environment());
        if (printSecret) {
            terminal.out().println(secret.secret().text());
        }
        if (target.isEmpty()) {
            return ExitCode.OK;
        }
        Forwarder forwarder = new Forwarder(target.get(), bodyFormat(), secret.secret(), Forwarder.PAUSES);
        ApiClient api = connection.api(terminal);
        terminal.person().interrupts(Thread.currentThread());
        try (NotificationStream stream = options.open(api, false)) {
            terminal.err()
                    .println("Forwarding from " + api.location() + " to " + target.get()
                            + ", signed with the secret of " + secret.origin());
            return new Forwarding(stream, forwarder, limit).run();
        }
    }

    private BodyFormat bodyFormat() throws ClientFailure {
        return BodyFormat.of(format)
                .filter(known -> known != BodyFormat.FISHJAM_JSON)
                .orElseThrow(() -> new ClientFailure(
                        ClientFailure.Kind.USAGE, "There is no format " + format + "; there are protobuf and json"));
    }

    /** One run until it is interrupted or has forwarded enough. */
    private final class Forwarding {
        private final NotificationStream stream;
        private final Forwarder forwarder;
        private final long limit;
        private final Palette palette = colour.palette(terminal);
        private final EventLine line = new EventLine(palette, ZoneId.systemDefault());
        private Optional<String> handled;
        private long forwarded;
        private long givenUp;

        Forwarding(NotificationStream stream, Forwarder forwarder, long limit) {
            this.stream = stream;
            this.forwarder = forwarder;
            this.limit = limit;
            this.handled = stream.cursor();
        }

        int run() throws ClientFailure {
            try {
                while (forwarded < limit && !terminal.isGone()) {
                    take(stream.next());
                }
                return givenUp == 0 ? ExitCode.OK : ExitCode.FAILED;
            } catch (InterruptedException asked) {
                // What was under way has not been taken, so it comes again.
                StreamNews.printEnd(terminal, handled);
                return ExitCode.INTERRUPTED;
            }
        }

        private void take(Received received) throws InterruptedException {
            switch (received) {
                case Received.Notified(ReceivedEvent event) -> {
                    if (options.wants(event)) {
                        forwarded++;
                        givenUp += forwarder.forward(event, this::print) ? 0 : 1;
                    }
                    handled = Optional.of(event.meta().getCursor());
                }
                case Received.Lost lost -> StreamNews.print(terminal, lost);
                case Received.Resumed resumed -> StreamNews.print(terminal, resumed);
                case Received.Missing missing -> {
                    StreamNews.print(terminal, missing);
                    forwarder.lost();
                    handled = stream.cursor();
                }
            }
        }

        private void print(ReceivedEvent event, Forwarder.Attempt attempt, boolean last) {
            String what = attempt.failure().isEmpty() ? Integer.toString(attempt.status()) : attempt.failure();
            String result = what + " (" + attempt.millis() + " ms)";
            if (attempt.isTaken()) {
                result = palette.good(result);
            } else {
                String next = last ? ", given up after " + attempt.number() + " attempts" : ", trying again";
                result = palette.bad(EventLine.printable(result) + next);
            }
            terminal.out().println(line.of(event) + " → " + result);
        }
    }
}
