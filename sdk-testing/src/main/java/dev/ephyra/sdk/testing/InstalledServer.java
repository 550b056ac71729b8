package dev.ephyra.sdk.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What to call for a server: found once, before anything is started. */
final class InstalledServer {
    private static final String PROPERTY = "ephyra.server";
    private static final String VARIABLE = "EPHYRA_SERVER";
    private static final String JAVA_PROPERTY = "ephyra.server.java";
    private static final String JAVA_VARIABLE = "EPHYRA_SERVER_JAVA";
    private static final int JAVA_OF_THE_SERVER = 25;

    private InstalledServer() {}

    /**
     * The words of the command, without the one that says {@code server}.
     *
     * @param given the launcher or jar; null if the property or the variable say it
     * @throws IllegalStateException if nothing says it, or it is not there; the message says what to do
     */
    static List<String> find(@Nullable Path given) {
        return find(given, System::getProperty, System::getenv);
    }

    static List<String> find(
            @Nullable Path given,
            UnaryOperator<@Nullable String> properties,
            UnaryOperator<@Nullable String> variables) {
        Path server = given == null ? named(properties, variables) : given.toAbsolutePath();
        if (!Files.isRegularFile(server)) {
            throw new IllegalStateException("There is no Ephyra server at " + server + ". " + advice());
        }
        if (!server.toString().endsWith(".jar")) {
            if (!Files.isExecutable(server)) {
                throw new IllegalStateException(server + " is neither an executable launcher nor a jar. " + advice());
            }
            return List.of(server.toString());
        }
        Path libraries = server.resolveSibling("lib");
        return List.of(
                java(properties, variables),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                server + System.getProperty("path.separator") + libraries.resolve("*"),
                "dev.ephyra.server.Main");
    }

    private static Path named(UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> variables) {
        String name = said(properties, PROPERTY)
                .or(() -> said(variables, VARIABLE))
                .orElseThrow(() -> new IllegalStateException("Nothing says where the Ephyra server is. " + advice()));
        return Path.of(name).toAbsolutePath();
    }

    private static String java(UnaryOperator<@Nullable String> properties, UnaryOperator<@Nullable String> variables) {
        Optional<String> named = said(properties, JAVA_PROPERTY).or(() -> said(variables, JAVA_VARIABLE));
        if (named.isPresent()) {
            return named.get();
        }
        if (Runtime.version().feature() < JAVA_OF_THE_SERVER) {
            throw new IllegalStateException("The server's jar needs Java " + JAVA_OF_THE_SERVER
                    + " and the tests run on "
                    + Runtime.version().feature() + ": name a java of it in the system property " + JAVA_PROPERTY
                    + " or the variable " + JAVA_VARIABLE + ", or name the launcher, which finds one.");
        }
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What is blank says nothing: builds pass on properties that nobody has set. */
    private static Optional<String> said(UnaryOperator<@Nullable String> names, String name) {
        return Optional.ofNullable(names.apply(name)).filter(text -> !text.isBlank());
    }

    private static String advice() {
        return "Set the system property " + PROPERTY + " or the environment variable " + VARIABLE
                + " to the launcher `ephyra` of a checkout, or to its server jar with the folder lib beside it.";
    }
}
