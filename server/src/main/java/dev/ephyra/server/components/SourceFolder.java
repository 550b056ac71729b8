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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The folder whose files may be played: {@code file_component_sources} of the resources. Stateless; looks at each time anew. */
final class SourceFolder implements ComponentFiles {
    private static final String NAME = "file_component_sources";

    /** A disk that hangs holds a thread with each, for as long as it hangs; beyond them look-ups fail at once. */
    static final int MAX_LOOKUPS = 32;

    /** A network's file system that is merely slow takes below a second; whoever asked waits no longer than this. */
    static final long LOOKUP_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path folder;
    private final Executor disk;
    private final long deadlineNanos;

    /** @param disk where the disk is asked, which may take for ever; may refuse */
    SourceFolder(Path resources, Executor disk) {
        this(resources, disk, LOOKUP_DEADLINE_NANOS);
    }

    SourceFolder(Path resources, Executor disk, long deadlineNanos) {
        this.folder = resources.resolve(NAME).toAbsolutePath().normalize();
        this.disk = disk;
        this.deadlineNanos = deadlineNanos;
    }

    /** Threads for a disk that may hang: such a call cannot be interrupted. */
    static ExecutorService threads() {
        return new ThreadPoolExecutor(
                0,
                MAX_LOOKUPS,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("file-lookup-", 0).factory());
    }

    @Override
    public CompletionStage<Verdict> find(String path) {
        try {
            return CompletableFuture.supplyAsync(() -> verdict(path), disk)
                    .completeOnTimeout(Verdict.UNANSWERED, deadlineNanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException | OutOfMemoryError _) {
            // All threads hang, or the machine gives no more.
            return CompletableFuture.completedFuture(Verdict.UNANSWERED);
        }
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
