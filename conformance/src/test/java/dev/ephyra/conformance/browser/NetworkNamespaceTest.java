package dev.ephyra.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ephyra.conformance.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Not run where namespaces are not allowed. */
class NetworkNamespaceTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void whatAKilledRunLeftIsTakenAway() throws IOException, InterruptedException {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        String name = "ephyra-" + ended.pid();
        String cable = "eph" + ended.pid();
        boolean isLeft = ip("netns", "add", name).exitCode() == 0
                && ip("link", "add", cable, "type", "veth", "peer", "name", cable + "b")
                                .exitCode()
                        == 0
                && ip("link", "set", cable + "b", "netns", name).exitCode() == 0
                && ip("addr", "add", NetworkNamespace.HERE + "/30", "dev", cable)
                                .exitCode()
                        == 0;

        Optional<NetworkNamespace> made = NetworkNamespace.make();
        String left = ip("netns", "list").output() + ip("link", "show").output();
        made.ifPresent(NetworkNamespace::close);

        assumeTrue(isLeft, "may not make a network namespace with a cable");
        assertThat(made).isPresent();
        assertThat(left)
                .doesNotContain(name, cable)
                .contains("eph" + ProcessHandle.current().pid());
    }

    private static Program ip(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        return Program.run(command, Map.of(), SOON);
    }
}
