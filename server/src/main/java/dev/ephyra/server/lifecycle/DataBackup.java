package dev.ephyra.server.lifecycle;

import dev.ephyra.api.operator.Backups;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalBackup;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.Recovery;
import dev.ephyra.server.config.Secrets;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Copies what a running server keeps: first the database and then the journal, so that no position in the copy is ahead of
 * the journal in it; and the secrets that were generated, without which neither can be used. One at a time. Thread-safe.
 */
final class DataBackup implements Backups {
    /** Where the copies are, in the data folder. */
    static final String FOLDER = "backups";

    // The database is small; what takes long is a disk that does not answer.
    private static final long DATABASE_DEADLINE_SECONDS = 300;

    private static final int MOST_RANGES_SHOWN = 10;

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path data;
    private final Journal journal;
    private final DatabaseCopy database;
    private final AtomicBoolean busy = new AtomicBoolean();

    /** Copies the database to a file that does not exist. */
    interface DatabaseCopy {
        CompletionStage<Void> to(Path target);
    }

    DataBackup(Path data, Journal journal, DatabaseCopy database) {
        this.data = data;
        this.journal = journal;
        this.database = database;
    }

    @Override
    public CompletionStage<Result> write() {
        if (!busy.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(new Result.Failed("A backup is being written already"));
        }
        CompletableFuture<Result> written = new CompletableFuture<>();
        Thread.ofVirtual().name("backup").start(() -> {
            try {
                Result result = copy();
                busy.set(false);
                written.complete(result);
            } catch (RuntimeException broken) {
                // Containment point: who asked must hear of it, whatever it is.
                busy.set(false);
                written.completeExceptionally(broken);
            }
        });
        return written;
    }

    private Result copy() {
        Path backups = data.resolve(FOLDER);
        Path target = backups.resolve(NAME.format(Instant.now()));
        try {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(backups, ownerOnly);
            Files.createDirectory(target, ownerOnly);
            database.to(target.resolve(RestoredData.DATABASE))
                    .toCompletableFuture()
                    .orTimeout(DATABASE_DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .join();
            // SQLite forces what it commits, but not such a copy.
            force(target.resolve(RestoredData.DATABASE));
            JournalBackup.Taken taken = journal.backup(target.resolve(JournalOpening.FOLDER));
            for (String secret : List.of(Secrets.SECRET_KEY_BASE_FILE, Secrets.ENCRYPTION_KEY_FILE)) {
                copySecret(secret, target);
            }
            FileDisk.existing(target).forceDirectory();
            FileDisk.existing(backups).forceDirectory();
            return new Result.Written(target.toAbsolutePath().normalize().toString(), warning(taken.lost()));
        } catch (IOException | JournalException | CompletionException failed) {
            return new Result.Failed("The backup in " + target + " is not complete: " + failed.getMessage());
        }
    }

    private static String warning(List<Recovery.Quarantined> lost) {
        if (lost.isEmpty()) {
            return "";
        }
        String ranges = lost.stream()
                .limit(MOST_RANGES_SHOWN)
                .map(range -> range.fromOffset() + " to " + range.toOffset())
                .collect(Collectors.joining(", "));
        return "The journal is damaged: it has lost records " + ranges
                + (lost.size() > MOST_RANGES_SHOWN ? ", …" : "")
                + ", and the backup has not got them either. It is restored with --accept-damage only.";
    }

    private static void force(Path file) throws IOException {
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.READ)) {
            written.force(true);
        }
    }

    /** One that was given by the environment has no file. */
    private void copySecret(String name, Path target) throws IOException {
        try {
            Files.copy(data.resolve(name), target.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
            force(target.resolve(name));
        } catch (NoSuchFileException given) {
            // The operator has it, and gives it to the restored server too.
        }
    }
}
