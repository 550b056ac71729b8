package dev.ephyra.server.components;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.api.ComponentFiles.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceFolderTest {
    @TempDir
    private Path resources;

    private SourceFolder folder;

    @BeforeEach
    void fill() throws IOException {
        folder = new SourceFolder(resources, Runnable::run);
        Path sources = Files.createDirectories(resources.resolve("file_component_sources/deep/er"));
        Files.write(sources.resolve("a.ogg"), new byte[] {1});
        Files.write(resources.resolve("secret"), new byte[] {2});
    }

    private Verdict verdict(String path) {
        return folder.find(path).toCompletableFuture().join();
    }

    @Test
    void findsFilesInFoldersAndWithSlashesInFront() throws IOException {
        assertThat(verdict("deep/er/a.ogg")).isEqualTo(Verdict.FOUND);
        assertThat(verdict("//deep/er/a.ogg")).isEqualTo(Verdict.FOUND);
        assertThat(verdict("deep/../deep/er/a.ogg")).isEqualTo(Verdict.FOUND);
        assertThat(folder.open("deep/er/a.ogg")).hasBinaryContent(new byte[] {1});
    }

    @Test
    void foldersAndNothingAreNoFiles() {
        assertThat(verdict("deep")).isEqualTo(Verdict.ABSENT);
        assertThat(verdict("")).isEqualTo(Verdict.ABSENT);
        assertThat(verdict("b.ogg")).isEqualTo(Verdict.ABSENT);
    }

    @Test
    void nothingLeadsOut() throws IOException {
        Path sources = resources.resolve("file_component_sources");
        Files.createSymbolicLink(sources.resolve("out.ogg"), resources.resolve("secret"));
        Files.createSymbolicLink(sources.resolve("up"), resources);
        Files.createSymbolicLink(sources.resolve("in.ogg"), sources.resolve("deep/er/a.ogg"));

        assertThat(verdict("../secret")).isEqualTo(Verdict.OUTSIDE);
        assertThat(verdict("deep/../../secret")).isEqualTo(Verdict.OUTSIDE);
        assertThat(verdict("a\0b")).isEqualTo(Verdict.OUTSIDE);
        assertThat(verdict("out.ogg")).isEqualTo(Verdict.OUTSIDE);
        assertThat(verdict("up/secret")).isEqualTo(Verdict.OUTSIDE);
        assertThat(verdict("in.ogg")).isEqualTo(Verdict.FOUND);
        assertThatThrownBy(() -> folder.open("out.ogg"))
                .isInstanceOf(IOException.class)
                .hasMessage("The file is not in the folder of sources: out.ogg");
    }
}
