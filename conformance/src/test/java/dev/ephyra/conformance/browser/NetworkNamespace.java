package dev.ephyra.conformance.browser;

import dev.ephyra.conformance.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A network of its own for a browser, with one cable to the machine. Needs the right to make one (on Linux,
 * {@code CAP_NET_ADMIN}). Used by one test thread; {@link #close()} takes everything away.
 */
final class NetworkNamespace implements AutoCloseable {
    /** This machine's end of the cable, in a range for documentation (RFC 5737) that nothing else uses. */
    static final String HERE = "198.51.100.1";

    private static final String THERE = "198.51.100.2";
    private static final Duration SOON = Duration.ofSeconds(10);

    /** What it is called by: the process that made it, so that the next can tell what nobody takes away any more. */
    private static final Pattern NAME = Pattern.compile("^ephyra-(\\d+)\\b", Pattern.MULTILINE);
    // Names of interfaces have 15 characters.
    private static final Pattern CABLE = Pattern.compile("^\\d+: eph(\\d+)@", Pattern.MULTILINE);

    private final String name;
    private final String cable;

    private NetworkNamespace(long pid) {
        name = "ephyra-" + pid;
        cable = "eph" + pid;
    }

    /** Makes one; empty where that is not allowed or the kernel cannot. */
    static Optional<NetworkNamespace> make() throws IOException, InterruptedException {
        removeLeftOvers();
        NetworkNamespace made = new NetworkNamespace(ProcessHandle.current().pid());
        String farEnd = made.cable + "b";
        boolean isMade = succeeds("netns", "add", made.name)
                && succeeds("link", "add", made.cable, "type", "veth", "peer", "name", farEnd)
                && succeeds("link", "set", farEnd, "netns", made.name)
                && succeeds("addr", "add", HERE + "/30", "dev", made.cable)
                && succeeds("link", "set", made.cable, "up")
                && succeeds("-n", made.name, "addr", "add", THERE + "/30", "dev", farEnd)
                && succeeds("-n", made.name, "link", "set", farEnd, "up")
                && succeeds("-n", made.name, "link", "set", "lo", "up");
        if (!isMade) {
            made.close();
        }
        return isMade ? Optional.of(made) : Optional.empty();
    }

    /** A test run that was killed took nothing away; its cable has the address that the next one wants. */
    private static void removeLeftOvers() throws IOException, InterruptedException {
        String listed = ip("netns", "list").output();
        String cables = ip("-o", "link", "show", "type", "veth").output();
        Stream.concat(NAME.matcher(listed).results(), CABLE.matcher(cables).results())
                .map(found -> Long.parseLong(found.group(1)))
                .distinct()
                .filter(pid -> ProcessHandle.of(pid).isEmpty())
                .forEach(pid -> new NetworkNamespace(pid).close());
    }

    /** Words before a command that is to run inside. */
    List<String> launcher() {
        return List.of("ip", "netns", "exec", name);
    }

    /** Pulls the cable. */
    void down() throws IOException, InterruptedException {
        must("link", "set", cable, "down");
    }

    /** Plugs it in again. */
    void up() throws IOException, InterruptedException {
        must("link", "set", cable, "up");
    }

    @Override
    public void close() {
        try {
            // The other end goes with this one. What could not be made cannot be taken away.
            succeeds("link", "del", cable);
            succeeds("netns", "del", name);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void must(String... words) throws IOException, InterruptedException {
        Program program = ip(words);
        if (program.exitCode() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + program.output());
        }
    }

    private static boolean succeeds(String... words) throws IOException, InterruptedException {
        return ip(words).exitCode() == 0;
    }

    private static Program ip(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        return Program.run(command, Map.of(), SOON);
    }
}
