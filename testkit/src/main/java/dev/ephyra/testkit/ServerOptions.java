package dev.ephyra.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a {@link ServerProcess} is started.
 *
 * @param home folder of this server alone: working directory, log and, as {@code data}, its data
 * @param environment what the process sees beside the inherited variables; wins over what the test kit sets
 * @param launcher command words before {@code java}, such as {@code unshare -m}; must end by becoming that java
 * @param readyWithin how long a start may take on a busy machine
 */
public record ServerOptions(Path home, Map<String, String> environment, List<String> launcher, Duration readyWithin) {

    public ServerOptions {
        environment = Map.copyOf(environment);
        launcher = List.copyOf(launcher);
    }

    public static ServerOptions in(Path home) {
        return new ServerOptions(home, Map.of(), List.of(), Duration.ofSeconds(30));
    }

    public ServerOptions with(String variable, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(variable, value);
        return new ServerOptions(home, more, launcher, readyWithin);
    }

    public ServerOptions launchedBy(String... words) {
        return new ServerOptions(home, environment, List.of(words), readyWithin);
    }

    public Path data() {
        return home.resolve("data");
    }
}
