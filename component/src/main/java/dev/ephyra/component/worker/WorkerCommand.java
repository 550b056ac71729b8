package dev.ephyra.component.worker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a worker process is started. Immutable.
 *
 * @param arguments behind the executable; other users of the machine can read them, so they hold no secrets
 * @param environment all that it sees of an environment
 * @param niceness how much it lets others go first, 0 to {@link #MAX_NICENESS}; without meaning where there is no {@code nice}
 */
public record WorkerCommand(Path executable, List<String> arguments, Map<String, String> environment, int niceness) {
    /** The least that a process can get (POSIX {@code nice}). */
    public static final int MAX_NICENESS = 19;

    private static final List<Path> NICE = List.of(Path.of("/usr/bin/nice"), Path.of("/bin/nice"));

    public WorkerCommand {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        if (niceness < 0 || niceness > MAX_NICENESS) {
            throw new IllegalArgumentException("a niceness is 0 to " + MAX_NICENESS + ", not " + niceness);
        }
    }

    /**
     * A worker in Java, on the JVM of this process: with a heap of its own, at whose end it ends, without files that a killed
     * or broken process would leave, and with nothing on its output that is not its own.
     *
     * @param arguments of its {@code main}
     */
    public static WorkerCommand ofJava(
            String mainClass, String classPath, int heapMebibytes, List<String> arguments, int niceness) {
        List<String> all = new ArrayList<>(List.of(
                "-Xmx" + heapMebibytes + "m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:+ErrorFileToStderr",
                "-XX:-CreateCoredumpOnCrash",
                "-cp",
                classPath,
                mainClass));
        all.addAll(arguments);
        return new WorkerCommand(Path.of(System.getProperty("java.home"), "bin", "java"), all, Map.of(), niceness);
    }

    /** The words of the command, {@code nice} before them where there is one. It becomes the executable, process id and all. */
    List<String> words() {
        Optional<Path> nice = niceness == 0
                ? Optional.empty()
                : NICE.stream().filter(Files::isExecutable).findFirst();
        Stream<String> before =
                nice.stream().flatMap(path -> Stream.of(path.toString(), "-n", Integer.toString(niceness)));
        return Stream.concat(before, Stream.concat(Stream.of(executable.toString()), arguments.stream()))
                .toList();
    }

    /** The environment may hold secrets. */
    @Override
    public String toString() {
        return "WorkerCommand[" + executable + "]";
    }
}
