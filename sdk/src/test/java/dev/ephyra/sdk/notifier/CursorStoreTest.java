package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CursorStoreTest {
    @TempDir
    Path folder;

    @Test
    void keepsTheLatestInAFile() throws IOException {
        Path file = folder.resolve("cursor");
        CursorStore store = CursorStore.file(file);

        assertThat(store.load()).isEmpty();
        store.save("one");
        store.save("two");

        assertThat(CursorStore.file(file).load()).contains("two");
        assertThat(folder).isDirectoryContaining(entry -> entry.equals(file));
        try (var entries = Files.list(folder)) {
            assertThat(entries).containsExactly(file);
        }
    }

    @Test
    void startsNowhereWhenItCannotKnow() throws IOException {
        Path file = folder.resolve("cursor");
        Files.writeString(file, "\n");
        assertThatThrownBy(() -> CursorStore.file(file).load()).isInstanceOf(IOException.class);
        Files.writeString(file, "x".repeat(5_000));
        assertThatThrownBy(() -> CursorStore.file(file).load()).isInstanceOf(IOException.class);
        Path loop = Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertThatThrownBy(() -> CursorStore.file(loop).load())
                .as("there is something that cannot be read")
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> CursorStore.file(folder.resolve("none/cursor")).save("one"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void keepsTheLatestInMemory() throws IOException {
        CursorStore store = CursorStore.memory();

        assertThat(store.load()).isEmpty();
        store.save("one");
        assertThat(store.load()).contains("one");
    }
}
