package dev.ephyra.server.components;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.api.ComponentFiles.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
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
    void aDiskThatHangsIsNotWaitedForAndNotAskedWithoutBound() {
        folder = new SourceFolder(resources, _ -> {}, 1);
        assertThat(verdict("deep/er/a.ogg")).isEqualTo(Verdict.UNANSWERED);

        CountDownLatch recovered = new CountDownLatch(1);
        ExecutorService threads = SourceFolder.threads();
        try {
            for (int i = 0; i < SourceFolder.MAX_LOOKUPS; i++) {
                threads.execute(() -> hang(recovered));
            }
            folder = new SourceFolder(resources, threads);
            assertThat(folder.find("deep/er/a.ogg")).isCompletedWithValue(Verdict.UNANSWERED);
        } finally {
            recovered.countDown();
            threads.close();
        }
    }

    private static void hang(CountDownLatch recovered) {
        try {
            recovered.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
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
