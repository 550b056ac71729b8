package dev.ephyra.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The code under the rules: compiled classes, and sources. */
final class Code {
    private Code() {}

    private static final class Ours implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return location.contains("dev/ephyra/") && !location.contains("/test-classes/");
        }
    }

    /** All production classes of the project, generated ones included. */
    static JavaClasses classes() {
        return new ClassFileImporter().withImportOption(new Ours()).importPackages("dev.ephyra");
    }

    /** The root of the checkout: the nearest folder above the working directory that holds the launcher. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
        }
        return Objects.requireNonNull(folder, "the tests run inside a checkout");
    }

    /** All Java sources below {@code src/<kind>/java} of every module. */
    static List<Path> sources(String kind) {
        try (Stream<Path> modules = Files.list(root())) {
            return modules.map(module -> module.resolve("src/" + kind + "/java"))
                    .filter(Files::isDirectory)
                    .flatMap(Code::javaFiles)
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static List<String> lines(Path source) {
        try {
            return Files.readAllLines(source);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
