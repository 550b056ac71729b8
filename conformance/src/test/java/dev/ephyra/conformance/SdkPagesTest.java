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
import java.util.regex.Pattern;
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
    private static final Pattern RECIPE = Pattern.compile("(?m)^## \\d+\\. .+$");

    /** What the pages promise to be imported. */
    private static final String IMPORTS = """
            import dev.ephyra.sdk.*;
            import dev.ephyra.sdk.metrics.*;
            import dev.ephyra.sdk.notification.*;
            import dev.ephyra.sdk.notifier.*;
            import dev.ephyra.sdk.testing.*;
            import dev.ephyra.sdk.webhook.*;
            import java.net.URI;
            import java.nio.file.Path;
            import java.sql.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import org.junit.jupiter.api.Test;
            import org.junit.jupiter.api.extension.ExtendWith;
            """;

    /** What the pages leave to the reader. */
    private static final String YOURS = """
            abstract class Yours {
                interface Queue {
                    CompletableFuture<Void> send(byte[] message);
                }

                static final String address = "localhost:5002";
                static final String token = "development";
                static javax.sql.DataSource myDatabase;
                static Queue myQueue;

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
        List<String> recipes =
                BLOCK.matcher(page).results().map(block -> block.group(1)).toList();
        assertThat(recipes).hasSize(10);
        assertThat(RECIPE.matcher(page).results().map(MatchResult::group)).hasSize(10);

        List<Path> sources = new ArrayList<>();
        sources.add(source("Yours", IMPORTS + YOURS));
        for (int number = 1; number <= recipes.size(); number++) {
            String recipe = recipes.get(number - 1);
            boolean declares = recipe.startsWith("@") || recipe.startsWith("final class");
            String body = declares ? recipe : "void cook() throws Exception {\n" + recipe + "}\n";
            String name = "Recipe" + number;
            sources.add(source(name, IMPORTS + "class " + name + " extends Yours {\n" + body + "}\n"));
        }

        compile(sources);
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
        compile(List.of(source("FirstRoom", program)));

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
            assertThat(run.output()).contains("RoomCreated[", "PeerAdded[", "PeerDeleted[", "RoomDeleted[");
        }
    }

    private Path source(String name, String text) throws IOException {
        return Files.writeString(home.resolve(name + ".java"), text);
    }

    private void compile(List<Path> sources) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                JDK.resolve("javac").toString(),
                "--release",
                "17",
                "-Xlint:all,-path,-classfile,-processing",
                "-Werror",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                home.toString()));
        sources.forEach(source -> command.add(source.toString()));
        Program compiler = Program.run(command, Map.of(), SOON);
        assertThat(compiler.exitCode()).as(compiler.output()).isZero();
    }
}
