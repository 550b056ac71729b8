package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java that {@code docs/sdk} shows, compiled as it stands there; the first program is run, too. */
@Timeout(120)
class SdkPagesTest {
    private static final Path PAGES = Path.of("..", "docs", "sdk");
    private static final Path JDK = Path.of(System.getProperty("java.home"), "bin");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern BLOCK = Pattern.compile("(?s)```java\n(.*?)```");
    private static final Pattern JAVADOC_EXAMPLE = Pattern.compile("(?s)<pre>\\{@code\n(.*?)\n *\\* *}</pre>");
    private static final List<String> USERS_JAVA =
            List.of("--release", "17", "-Xlint:all,-path,-classfile,-processing", "-Werror");
    private static final Pattern RECIPE = Pattern.compile("(?m)^## \\d+\\. .+$");

    /** What the pages promise to be imported. */
    private static final String IMPORTS = """
            import dev.ephyra.sdk.*;
            import dev.ephyra.sdk.metrics.*;
            import dev.ephyra.sdk.notification.*;
            import dev.ephyra.sdk.notifier.*;
            import dev.ephyra.sdk.testing.*;
            import dev.ephyra.sdk.webhook.*;
            import dev.ephyra.sdk.notification.RoomNotification.*;
            import java.net.URI;
            import java.net.http.HttpClient;
            import java.nio.file.Path;
            import java.sql.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.function.Function;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.ExtendWith;
            import org.junit.jupiter.api.extension.RegisterExtension;
            import static org.junit.jupiter.api.Assertions.assertEquals;
            """;

    /** What the pages leave to the reader. */
    private static final String YOURS = """
            abstract class Yours {
                interface Queue {
                    CompletableFuture<Void> send(byte[] message);
                }

                interface Request {
                    String getHeader(String name);
                }

                interface Application {
                    void openRoom(String id);
                }

                record Lobby(String address, String token) {
                    void open(String room) {}
                }

                static final String address = "localhost:5002";
                static final String token = "development";
                static javax.sql.DataSource myDatabase;
                static Queue myQueue;

                static Application application;
                static Component component;
                static EphyraServer server;
                static Executor executor;
                static HttpClient client;
                static Request request;
                static MetricsReport report;
                static Notification notification;
                static RoomApi rooms;
                static String peerId;
                static String secret;
                static String secretBefore;
                static byte[] body;
                static com.sun.net.httpserver.Headers headers;
                static com.sun.net.httpserver.HttpExchange exchange;
                static com.sun.net.httpserver.HttpServer http;
                static java.util.logging.Logger log;

                static void admit(String roomId, String peerId) {}
                static void alert(HealthNotification told) {}
                static void askTheServerForItsRooms() {}
                static void gauge(String roomId, String peerId, OptionalDouble bandwidth) {}
                static void handle(ServerNotification told) {}
                static void moveElsewhere(String roomId) {}
                static void myAdmit(String roomId, String peerId) {}
                static void myAskForTheRooms() {}
                static void myWork() {}
                static void send(String token) {}
                static void sendToBrowser(URI url, String secret) {}
                static void show(String componentId) {}
                static void mySendToBrowser(URI url, String secret) {}
                static void mySave(String roomId) {}
                static void myBill(Connection connection, String roomId, String peerId) throws SQLException {}
                static void myHandle(ServerNotification told) {}
                static void myReplaceModel(List<Room> rooms) {}
                static void myLog(String text) {}
                static void myAlert(String text) {}
            }
            """;

    @TempDir
    Path home;

    @Test
    void everyRecipeCompiles() throws IOException, InterruptedException {
        String page = Files.readString(PAGES.resolve("cookbook.md"));
        List<String> recipes = blocks(page);
        assertThat(recipes).hasSize(10);
        assertThat(RECIPE.matcher(page).results().map(MatchResult::group)).hasSize(10);

        List<Path> sources = new ArrayList<>();
        sources.add(source("Yours", IMPORTS + YOURS));
        for (int number = 1; number <= recipes.size(); number++) {
            String recipe = recipes.get(number - 1);
            sources.add(source("Recipe" + number, unit("Recipe" + number, recipe)));
        }

        compile(sources, USERS_JAVA);
    }

    @Test
    void everyBlockOfTheOtherPagesCompiles() throws IOException, InterruptedException {
        List<Path> sources = new ArrayList<>();
        sources.add(source("Yours", IMPORTS + YOURS));
        for (String page : List.of("rooms.md", "notifications.md")) {
            for (String block : blocks(Files.readString(PAGES.resolve(page)))) {
                String name = "Block" + sources.size();
                sources.add(source(name, unit(name, block)));
            }
        }
        assertThat(sources).hasSizeGreaterThan(4);

        compile(sources, USERS_JAVA);
    }

    /** With the Java of the tests: one shows a {@code switch} of Java 21. */
    @Test
    void everyExampleOfTheJavadocCompiles() throws IOException, InterruptedException {
        List<Path> sources = new ArrayList<>();
        sources.add(source("Yours", IMPORTS + YOURS));
        for (String module : List.of("sdk", "sdk-testing")) {
            for (String example : javadocExamples(Path.of("..", module, "src", "main"))) {
                String name = "Example" + sources.size();
                sources.add(source(name, unit(name, example)));
            }
        }
        assertThat(sources).hasSizeGreaterThan(15);

        compile(sources, List.of("-Xlint:none"));
    }

    /** Beside the SDK itself, as a user's build gets them. */
    @Test
    void theSdkNeedsTheJarsThatThePageNames() throws IOException {
        String page = Files.readString(PAGES.resolve("README.md"));
        try (Stream<Path> jars = Files.list(Path.of("..", "sdk", "target", "lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString().replaceFirst("-[0-9.]+\\.jar$", "")))
                    .as("clean the build if jars of an older one are left here")
                    .hasSize(4)
                    .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        }
    }

    private static List<String> blocks(String page) {
        return BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
    }

    private static List<String> javadocExamples(Path folder) throws IOException {
        List<String> examples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                Matcher example = JAVADOC_EXAMPLE.matcher(Files.readString(file));
                while (example.find()) {
                    examples.add(example.group(1).replaceAll("(?m)^ *\\* ?", "").replaceAll("(?m)^ *\\.\\.\\.$", ""));
                }
            }
        }
        return examples;
    }

    /** A class around members, statements or an expression. */
    private static String unit(String name, String block) {
        String code = block.strip();
        boolean members = code.startsWith("@")
                || code.startsWith("final class")
                || code.startsWith("/**")
                || code.startsWith("static ");
        boolean statements = code.endsWith(";") || code.endsWith("}");
        String body = members
                ? code
                : "void run() throws Exception {\n" + (statements ? code : "Object made = " + code + ";") + "\n}\n";
        return IMPORTS + "class " + name + " extends Yours {\n" + body + "}\n";
    }

    @Test
    void theFirstProgramHearsOfItsRoom() throws IOException, InterruptedException {
        String page = Files.readString(PAGES.resolve("README.md"));
        String program = BLOCK.matcher(page)
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains("class FirstRoom"))
                .findFirst()
                .orElseThrow();
        compile(List.of(source("FirstRoom", program)), USERS_JAVA);

        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home))) {
            Program run = Program.run(
                    List.of(
                            JDK.resolve("java").toString(),
                            "-cp",
                            home + ":" + System.getProperty("java.class.path"),
                            "FirstRoom",
                            server.address(),
                            ServerProcess.TOKEN),
                    Map.of(),
                    SOON);

            assertThat(run.exitCode()).as(run.output()).isZero();
            List<String> shown = SampleOutput.of(
                    // The launcher's server is reached by the address that it listens on, that of the tests has a name.
                    page.replace("127.0.0.1:5002", "localhost:" + server.port()),
                    "RoomCreated[",
                    "a browser",
                    "PeerAdded[",
                    "PeerDeleted[",
                    "RoomDeleted[");
            assertThat(shown).hasSize(5);
            SampleOutput.assertPrinted(shown, run.output());
        }
    }

    private Path source(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name + ".java"), text);
    }

    private void compile(List<Path> sources, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                JDK.resolve("javac").toString(),
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                home.toString()));
        command.addAll(options);
        sources.forEach(source -> command.add(source.toString()));
        Program compiler = Program.run(command, Map.of(), SOON);
        assertThat(compiler.exitCode()).as(compiler.output()).isZero();
    }
}
