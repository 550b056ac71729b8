package dev.ephyra.sdk.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.sdk.UnreachableException;
import dev.ephyra.sdk.notification.RoomNotification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The starter without JUnit's extension, and what it says when something is missing. */
@Timeout(120)
class EphyraServerTest {
    @TempDir
    Path folder;

    @Test
    void startsAJar() throws Exception {
        try (EphyraServer server = EphyraServer.builder()
                        .server(ServerOfTheBuild.jar(folder))
                        .environment("EPHYRA_MAX_ROOMS", "1000")
                        .start();
                ReceivedNotifications received = server.listen()) {
            assertThat(server.rooms().getAllRooms()).isEmpty();
            assertThatThrownBy(() -> server.trigger("nonsense"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nonsense");
            assertThatThrownBy(() ->
                            received.await(RoomNotification.RoomCreated.class, any -> true, Duration.ofMillis(10)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("no such RoomCreated");
            assertThat(server.log())
                    .contains(server.address().substring(server.address().indexOf(':')));
        }
    }

    @Test
    void twoHaveDifferentPortsTokensAndData() throws Exception {
        Path launcher = ServerOfTheBuild.launcher(folder);
        try (EphyraServer one = EphyraServer.builder().server(launcher).start();
                EphyraServer other = EphyraServer.builder().server(launcher).start()) {
            one.rooms().createRoom();
            assertThat(other.address()).isNotEqualTo(one.address());
            assertThat(other.token()).isNotEqualTo(one.token());
            assertThat(other.rooms().getAllRooms()).isEmpty();
        }
    }

    @Test
    void saysWhatTheServerPrintedThatDoesNotStart() throws IOException {
        Path broken = Files.writeString(folder.resolve("ephyra"), "#!/bin/sh\necho no JDK here\nexit 3\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));

        assertThatThrownBy(() -> EphyraServer.builder().server(broken).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended with 3")
                .hasMessageContaining("no JDK here");
    }

    @Test
    void saysWhatToSetWhenNothingNamesAServer() {
        assertThatThrownBy(() -> InstalledServer.find(null, name -> null, name -> null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ephyra.server")
                .hasMessageContaining("EPHYRA_SERVER");
    }

    @Test
    void saysWhereItLookedInVain() {
        Path nowhere = folder.resolve("nowhere");

        assertThatThrownBy(() -> InstalledServer.find(nowhere, name -> null, name -> null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(nowhere.toString());
    }

    @Test
    void leavesNothingBehindWhereNothingCanBeLaunched() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> before = foldersOfServers(temporary);

        assertThatThrownBy(() -> ServerProcess.start(
                        List.of(folder.resolve("nowhere").toString()),
                        Map.of(ServerProcess.TOKEN, "t"),
                        Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class);

        assertThat(foldersOfServers(temporary)).isEqualTo(before);
    }

    private static List<Path> foldersOfServers(Path temporary) throws IOException {
        try (Stream<Path> folders = Files.list(temporary)) {
            return folders.filter(file -> file.getFileName().toString().startsWith("ephyra-test-"))
                    .sorted()
                    .toList();
        }
    }

    /** It prints half of a letter, as a server does that is killed, and stays. */
    @Test
    void showsALogWhoseLastLetterIsHalf() throws IOException {
        Path silent = Files.writeString(folder.resolve("ephyra"), "#!/bin/sh\nprintf 'za\\305'\nexec sleep 60\n");
        Files.setPosixFilePermissions(silent, PosixFilePermissions.fromString("rwx------"));

        assertThatThrownBy(() -> EphyraServer.builder()
                        .server(silent)
                        .readyWithin(Duration.ofSeconds(1))
                        .start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not ready within PT1S")
                .hasMessageEndingWith("za\ufffd");
    }

    @Test
    void closesOnceAndAlsoWhenItsThreadIsInterrupted() throws Exception {
        EphyraServer server =
                EphyraServer.builder().server(ServerOfTheBuild.launcher(folder)).start();

        Thread.currentThread().interrupt();
        assertThatThrownBy(server::listen).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        server.close();

        assertThat(Thread.interrupted()).isTrue();
        server.close();
        assertThatThrownBy(() -> server.rooms().getAllRooms()).isInstanceOf(UnreachableException.class);
    }

    @Test
    void whatIsBlankSaysNothing() throws IOException {
        Path launcher = ServerOfTheBuild.launcher(folder);

        assertThat(InstalledServer.find(
                        null, Map.of("ephyra.server", " ")::get, Map.of("EPHYRA_SERVER", launcher.toString())::get))
                .isEqualTo(List.of(launcher.toString()));
    }

    @Test
    void thePropertyComesBeforeTheVariable() throws IOException {
        Path launcher = ServerOfTheBuild.launcher(folder);
        Path jar = ServerOfTheBuild.jar(folder);

        assertThat(InstalledServer.find(
                        null,
                        Map.of("ephyra.server", launcher.toString())::get,
                        Map.of("EPHYRA_SERVER", jar.toString())::get))
                .isEqualTo(List.of(launcher.toString()));
        assertThat(InstalledServer.find(
                        null,
                        Map.of("ephyra.server.java", "/a/java")::get,
                        Map.of("EPHYRA_SERVER", jar.toString())::get))
                .startsWith("/a/java")
                .contains(jar + ":" + folder.resolve("lib").resolve("*"));
    }
}
