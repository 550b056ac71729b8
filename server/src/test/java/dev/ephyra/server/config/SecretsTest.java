package dev.ephyra.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir
    Path folder;

    @Test
    void generatesOnceAndKeepsForTheOwnerAlone() throws IOException {
        Settings settings =
                settings(Map.of("EPHYRA_DATA_DIR", folder.resolve("data").toString()));

        assertThat(Secrets.secretKeyBase(settings, () -> "first")).isEqualTo(new Secret("first"));
        assertThat(Secrets.secretKeyBase(settings, () -> "second")).isEqualTo(new Secret("first"));

        Path file = folder.resolve("data").resolve(Secrets.SECRET_KEY_BASE_FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void prefersTheGivenOneAndWritesNothing() throws IOException {
        Path data = folder.resolve("data");
        Settings settings = settings(Map.of("EPHYRA_DATA_DIR", data.toString(), "FJ_SECRET_KEY_BASE", "given"));

        assertThat(Secrets.secretKeyBase(settings, () -> "new")).isEqualTo(new Secret("given"));
        assertThat(data).doesNotExist();
    }

    @Test
    void refusesAFileItCannotHaveWritten() throws IOException {
        Settings settings = settings(Map.of("EPHYRA_DATA_DIR", folder.toString()));
        Path file = folder.resolve(Secrets.SECRET_KEY_BASE_FILE);

        Files.writeString(file, "\n");
        assertThatThrownBy(() -> Secrets.secretKeyBase(settings, () -> "new")).hasMessageContaining("is empty");
        Files.writeString(file, "x".repeat(5000));
        assertThatThrownBy(() -> Secrets.secretKeyBase(settings, () -> "new")).hasMessageContaining("larger than");
    }

    @Test
    void keepsAnEncryptionKeyBesideIt() throws IOException {
        Settings settings = settings(Map.of("EPHYRA_DATA_DIR", folder.toString()));

        EncryptionKey made = Secrets.encryptionKey(settings, new SecureRandom());
        EncryptionKey kept = Secrets.encryptionKey(settings, new SecureRandom());

        Path file = folder.resolve(Secrets.ENCRYPTION_KEY_FILE);
        assertThat(made.bytes()).hasSize(32).isEqualTo(kept.bytes());
        assertThat(kept.origin()).isEqualTo(file.toString());
        assertThat(kept.toString()).doesNotContain(Files.readString(file).strip());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesAnEncryptionKeyOfAnotherSizeAndNamesItsFile() throws IOException {
        Settings settings = settings(Map.of("EPHYRA_DATA_DIR", folder.toString()));
        Files.writeString(folder.resolve(Secrets.ENCRYPTION_KEY_FILE), "c2hvcnQ=");

        assertThatThrownBy(() -> Secrets.encryptionKey(settings, new SecureRandom()))
                .hasMessageContaining(Secrets.ENCRYPTION_KEY_FILE)
                .hasMessageContaining("32 bytes in base64")
                .hasMessageNotContaining("c2hvcnQ");
    }

    private static Settings settings(Map<String, String> environment) {
        return ((SettingsResult.Accepted) SettingsReader.read(environment)).settings();
    }
}
