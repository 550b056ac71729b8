package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a checkout of its own, with a JDK and a Maven wrapper that only say how they were called. */
class LauncherTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    // Hides every place where a JDK may be, for this process and its children only.
    private static final String HIDDEN = "for place in /usr/lib/jvm /usr/local/lib/jvm /opt; do"
            + " [ ! -d $place ] || mount -t tmpfs none $place || exit 77; done; exec \"$0\" version";

    @TempDir
    Path home;

    private Path launcher;
    private Path jdk;

    @BeforeEach
    void checkOut() throws IOException {
        launcher = Files.copy(Path.of("../ephyra"), home.resolve("ephyra"));
        jdk = home.resolve("jdk");
        Files.createDirectories(jdk.resolve("bin"));
        Files.createDirectories(home.resolve("server/src/main"));
        Files.createFile(home.resolve("pom.xml"));
        Files.createFile(home.resolve("server/pom.xml"));
        script(jdk.resolve("bin/java"), "echo \"started $*\"");
        script(jdk.resolve("bin/javac"), "");
        // Makes the jar that the launcher wants, whatever version it has.
        script(
                home.resolve("mvnw"),
                "mkdir -p server/target/lib; touch \"server/target/"
                        + "$(sed -n 's/.*\\(ephyra-server-[^\"]*jar\\)\"$/\\1/p' ephyra)\"");
        release("25.0.1");
    }

    @Test
    void buildsWithOneLineOfProgressWhatIsMissingAndThenWhatIsStale() throws IOException, InterruptedException {
        String progress = "Building Ephyra with " + jdk;

        Program first = launch();
        Program second = launch();
        Path source = Files.createFile(home.resolve("server/src/main/Changed.java"));
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
        Program third = launch();

        assertThat(List.of(first, second, third)).allSatisfy(run -> {
            assertThat(run.exitCode()).as(run.output()).isZero();
            assertThat(run.output()).containsPattern("started .*dev\\.ephyra\\.server\\.Main version");
        });
        assertThat(first.output()).containsOnlyOnce(progress);
        assertThat(second.output()).doesNotContain(progress);
        assertThat(third.output()).containsOnlyOnce(progress);
    }

    @Test
    void saysInOneLineWhatToInstallWhenNoJdkIsOfTheRightVersion() throws IOException, InterruptedException {
        release("21.0.4");
        Program launched =
                Program.run(List.of("unshare", "-m", "sh", "-c", HIDDEN, launcher.toString()), environment(), SOON);
        boolean hidden = launched.exitCode() != 77 && !launched.output().startsWith("unshare:");
        assumeTrue(hidden, "may not mount: " + launched.output());

        assertThat(launched.exitCode()).as(launched.output()).isEqualTo(1);
        assertThat(launched.output().lines()).singleElement().asString().contains("needs a JDK 25", "JAVA_HOME");
    }

    private Program launch() throws IOException, InterruptedException {
        return Program.run(List.of(launcher.toString(), "version"), environment(), SOON);
    }

    private Map<String, String> environment() {
        return Map.of("JAVA_HOME", jdk.toString(), "HOME", "/nonexistent", "PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    }

    private void release(String version) throws IOException {
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
