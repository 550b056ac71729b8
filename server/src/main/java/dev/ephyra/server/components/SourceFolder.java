package dev.ephyra.server.components;

import dev.ephyra.api.ComponentFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The folder whose files may be played: {@code file_component_sources} of the resources. Stateless; looks at each time anew. */
final class SourceFolder implements ComponentFiles {
    private static final String NAME = "file_component_sources";

    private final Path folder;
    private final Executor disk;

    /** @param disk where the disk is asked, which may take long */
    SourceFolder(Path resources, Executor disk) {
        this.folder = resources.resolve(NAME).toAbsolutePath().normalize();
        this.disk = disk;
    }

    @Override
    public CompletionStage<Verdict> find(String path) {
        return CompletableFuture.supplyAsync(() -> verdict(path), disk);
    }

    private Verdict verdict(String path) {
        Optional<Path> within = within(path);
        if (within.isEmpty()) {
            return Verdict.OUTSIDE;
        }
        if (!Files.isRegularFile(within.get())) {
            return Verdict.ABSENT;
        }
        try {
            return real(within.get()).isPresent() ? Verdict.FOUND : Verdict.OUTSIDE;
        } catch (IOException _) {
            // It went away meanwhile, or may not be looked at.
            return Verdict.ABSENT;
        }
    }

    /**
     * The file itself, behind all links.
     *
     * @throws IOException if it is not there, or not in the folder; the message is for people
     */
    Path open(String path) throws IOException {
        Optional<Path> within = within(path);
        Optional<Path> real = within.isPresent() ? real(within.get()) : Optional.empty();
        return real.orElseThrow(() -> new IOException("The file is not in the folder of sources: " + path));
    }

    /** What a client calls the path; empty if that leads out of the folder. */
    private Optional<Path> within(String path) {
        try {
            Path resolved = folder.resolve(withoutSlashes(path)).normalize();
            return resolved.startsWith(folder) ? Optional.of(resolved) : Optional.empty();
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static String withoutSlashes(String path) {
        int at = 0;
        while (at < path.length() && path.charAt(at) == '/') {
            at++;
        }
        return path.substring(at);
    }

    /** Empty if a link leads out of the folder. */
    private Optional<Path> real(Path within) throws IOException {
        Path real = within.toRealPath();
        return real.startsWith(folder.toRealPath()) ? Optional.of(real) : Optional.empty();
    }
}
