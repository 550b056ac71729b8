package dev.ephyra.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.ephyra.server.cli.client.ApiClient;
import dev.ephyra.server.cli.client.ClientFailure;
import dev.ephyra.server.cli.doctor.Examination;
import dev.ephyra.server.cli.doctor.Finding;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ephyra doctor}: what is wrong on this machine, or would be at the next start. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Looks at settings, ports, media, limits, clock, disk, secrets and endpoints; run it as the server's user.",
            "It changes nothing and sends nothing to endpoints."
        },
        footer = "Exit codes: 0 nothing is wrong (there may be warnings), 1 something is, 2 wrong usage.")
final class DoctorCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private final ColourOption colour = new ColourOption();

    @Option(names = "--json", description = "One JSON array.")
    private boolean json;

    DoctorCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Finding> findings = Examination.of(connection.settings(terminal), api());
        if (json) {
            printJson(findings);
        } else {
            findings.forEach(this::print);
        }
        boolean sick = findings.stream().anyMatch(finding -> finding.level() == Finding.Level.FAIL);
        return sick ? ExitCode.FAILED : ExitCode.OK;
    }

    /** Empty if the settings are refused, which is a finding of its own. */
    private Optional<ApiClient> api() {
        try {
            return Optional.of(connection.api(terminal));
        } catch (ClientFailure unknown) {
            return Optional.empty();
        }
    }

    private void printJson(List<Finding> findings) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Finding finding : findings) {
            array.addObject()
                    .put("level", finding.level().text().toLowerCase(java.util.Locale.ROOT))
                    .put("what", finding.what())
                    .put("why", finding.why())
                    .put("todo", finding.todo());
        }
        terminal.out().println(array);
    }

    private void print(Finding finding) {
        Palette palette = colour.palette(terminal);
        String padded = (finding.level().text() + "    ").substring(0, 5);
        String level = switch (finding.level()) {
            case OK -> palette.good(padded);
            case WARN -> palette.doubtful(padded);
            case FAIL -> palette.bad(padded);
        };
        String todo = finding.todo().isEmpty() ? "" : " — " + finding.todo();
        terminal.out().println(level + EventLine.printable(finding.what() + " — " + finding.why() + todo));
    }
}
