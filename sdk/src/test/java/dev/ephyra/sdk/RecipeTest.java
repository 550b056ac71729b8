package dev.ephyra.sdk;

import static dev.ephyra.sdk.ScriptedServer.error;
import static dev.ephyra.sdk.ScriptedServer.json;
import static dev.ephyra.sdk.ScriptedServer.text;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipe 2 of the cookbook, as it stands there, against a server that answers badly. */
class RecipeTest {
    private static final Pattern RECIPE = Pattern.compile("(?s)\n## 2\\. .*?```java\n(.*?)```");
    private static final String EXISTS = "Cannot add room with id \"blue\" - room already exists";
    private static final String MISSING = "Room blue does not exist";

    @TempDir
    Path folder;

    private URLClassLoader classes;
    private Method roomOf;

    @BeforeEach
    void compile() throws Exception {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("mvnw"))) {
            root = requireNonNull(root.getParent(), "the tests run inside a checkout");
        }
        Matcher recipe = RECIPE.matcher(Files.readString(root.resolve("docs/sdk/cookbook.md")));
        assertThat(recipe.find()).isTrue();
        Path source = Files.writeString(
                folder.resolve("Recipe.java"),
                "import dev.ephyra.sdk.*;\npublic class Recipe {\nstatic void myLog(String text) {}\npublic "
                        + recipe.group(1)
                                .replaceFirst("(?s)^/\\*\\*.*?\\*/", "")
                                .strip() + "\n}\n");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(failed).isZero();
        classes = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
        roomOf = classes.loadClass("Recipe").getMethod("roomOf", RoomApi.class, String.class);
    }

    @AfterEach
    void close() throws IOException {
        classes.close();
    }

    @Test
    void findsTheRoomThatAnAttemptMadeBehindItsLostAnswer() throws Throwable {
        try (ScriptedServer server = ScriptedServer.start(
                text(504, "<html>gateway timeout</html>"),
                error(404, MISSING),
                error(400, EXISTS),
                json(200, Recorded.body("room.json")))) {
            assertThat(roomOf(server).id()).isEqualTo("blue");
            assertThat(server.asked())
                    .extracting(ScriptedServer.Asked::line)
                    .containsExactly("POST /room", "GET /room/blue", "POST /room", "GET /room/blue");
        }
    }

    @Test
    void asksNoMoreThanOnceIfAllIsWell() throws Throwable {
        try (ScriptedServer server = ScriptedServer.start(json(201, Recorded.body("created-room.json")))) {
            assertThat(roomOf(server).peers()).isEmpty();
            assertThat(server.asked()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 409})
    void doesNotAskAgainForWhatIsRefused(int status) {
        try (ScriptedServer server = ScriptedServer.start(error(status, "no"))) {
            assertThatThrownBy(() -> roomOf(server))
                    .isInstanceOfSatisfying(
                            ApiException.class,
                            refused -> assertThat(refused.status()).isEqualTo(status));
            assertThat(server.asked()).hasSize(1);
        }
    }

    private Room roomOf(ScriptedServer server) throws Throwable {
        try {
            return (Room) requireNonNull(roomOf.invoke(null, server.rooms(), "blue"));
        } catch (InvocationTargetException thrown) {
            throw requireNonNull(thrown.getCause());
        }
    }
}
