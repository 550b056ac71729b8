package dev.ephyra.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every name of the SDK that an application sees has a comment. The build itself checks what the comments say of links, tags and HTML; it
 * does not ask for tags that would only repeat the sentence above them.
 */
class SdkDocumentationTest {
    @TempDir
    Path classes;

    @Test
    void everyNameOfTheSdkHasAComment() throws IOException {
        assertThat(withoutComment("sdk")).isEmpty();
    }

    @Test
    void everyNameOfTheTestingKitHasAComment() throws IOException {
        assertThat(withoutComment("sdk-testing")).isEmpty();
    }

    private List<String> withoutComment(String module) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        Path sources = Path.of("..", module, "src", "main", "java");
        try (StandardJavaFileManager files =
                        compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8);
                Stream<Path> all = Files.walk(sources)) {
            List<Path> java =
                    all.filter(file -> file.toString().endsWith(".java")).toList();
            boolean compiled = compiler.getTask(
                            null,
                            files,
                            found,
                            List.of(
                                    "--release",
                                    "17",
                                    "-proc:none",
                                    "-Xdoclint:missing/protected",
                                    "-Xmaxwarns",
                                    "10000",
                                    "--module-path",
                                    modulePath(module),
                                    "-d",
                                    classes.toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(java))
                    .call();
            assertThat(compiled).as(() -> found.getDiagnostics().toString()).isTrue();
        }
        assertThat(found.getDiagnostics()).as("doclint is at work").isNotEmpty();
        return found.getDiagnostics().stream()
                .filter(SdkDocumentationTest::isSeen)
                .map(Diagnostic::toString)
                .filter(text -> text.contains("no comment") || text.contains("default constructor"))
                .toList();
    }

    /** The package of JSON is not exported. */
    private static boolean isSeen(Diagnostic<? extends JavaFileObject> found) {
        JavaFileObject source = found.getSource();
        return source == null || !source.getName().contains("/sdk/json/");
    }

    /** Without the classes of the module itself, which would be found twice. */
    private static String modulePath(String module) {
        return String.join(
                File.pathSeparator,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(entry -> !entry.matches(".*[/\\\\]" + module + "[/\\\\]target[/\\\\].*"))
                        .filter(entry ->
                                entry.matches(".*(gson|protobuf-java|jspecify|junit|opentest|apiguardian|wire|sdk).*"))
                        .toList());
    }
}
