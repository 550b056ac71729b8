package dev.ephyra.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.api.operator.Backups;
import dev.ephyra.journal.Draft;
import dev.ephyra.journal.FileDisk;
import dev.ephyra.journal.GroupCommitJournal;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalBackup;
import dev.ephyra.journal.JournalClock;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.server.config.EncryptionKey;
import dev.ephyra.server.config.Secrets;
import dev.ephyra.server.lifecycle.RestoredData.RestoreException;
import dev.ephyra.server.secret.SecretBox;
import dev.ephyra.server.store.SealedKeys;
import dev.ephyra.server.store.SqliteStore;
import dev.ephyra.server.store.StoreChange;
import dev.ephyra.server.store.StoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Backup and restore of a whole data folder, with a journal and a database on a real disk. */
class RestoredDataTest {
    private static final int RECORDS = 20;

    @TempDir
    Path folder;

    private Path backup = Path.of("");
    private Path target = Path.of("");

    @BeforeEach
    void backUp() throws Exception {
        backup = Path.of(written(backUpOf(folder.resolve("data"))).path());
        target = folder.resolve("target");
    }

    private Backups.Result backUpOf(Path data) throws Exception {
        try (Journal journal = journal(data)) {
            Files.writeString(data.resolve("encryption_key"), "a key\n");
            return new DataBackup(data, journal, copy -> database(copy, journal.logEpoch()))
                    .write()
                    .toCompletableFuture()
                    .get();
        }
    }

    private static Backups.Result.Written written(Backups.Result result) {
        assertThat(result).isInstanceOf(Backups.Result.Written.class);
        return (Backups.Result.Written) result;
    }

    private static Journal journal(Path data) throws IOException, JournalException {
        boolean isNew = Files.notExists(data);
        Files.createDirectories(data);
        Journal journal = GroupCommitJournal.open(
                FileDisk.open(data.resolve("journal")), JournalOptions.defaults(), JournalClock.system());
        long last = 0;
        for (int seq = 1; isNew && seq <= RECORDS; seq++) {
            last = journal.append(List.of(new Draft(
                    "room",
                    new UUID(7, 1),
                    seq,
                    new UUID(0, seq),
                    1_000,
                    Lifecycle.CONTINUES,
                    new byte[] {1},
                    new byte[] {1})));
        }
        while (journal.durable() < last) {
            Thread.onSpinWait();
        }
        return journal;
    }

    private static CompletableFuture<Void> database(Path file, UUID logEpoch) {
        try (SqliteStore store = SqliteStore.open(file)) {
            store.load(logEpoch);
            store.apply(List.of(new StoreChange.Scanned(7), new StoreChange.ConsumerMoved("billing", 5)));
            return CompletableFuture.allOf();
        } catch (SQLException | StoreException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    private JournalBackup.Restored restore() throws RestoreException {
        return RestoredData.restore(backup, target, false, Optional.empty()).journal();
    }

    private void assertRestored(JournalBackup.Restored restored) throws Exception {
        RestoredData.requireFinished(target);
        try (Journal journal = journal(target);
                SqliteStore store = SqliteStore.open(target.resolve("ephyra.db"))) {
            assertThat(journal.durable()).isEqualTo(RECORDS);
            assertThat(journal.logEpoch()).isEqualTo(restored.newLogEpoch());
            assertThat(store.load(journal.logEpoch()).scannedThrough()).isEqualTo(7);
            assertThat(store.load(journal.logEpoch()).consumers()).containsEntry("billing", 5L);
        }
        assertThat(target.resolve("encryption_key")).hasContent("a key");
        assertThat(names(target)).containsOnly("journal", "ephyra.db", "encryption_key", "native");
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("ephyra.db-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void bringsBackWhatWasSavedForItsOwnerAlone() throws Exception {
        JournalBackup.Restored restored = restore();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("ephyra.db"))))
                .isEqualTo("rw-------");
        assertRestored(restored);
    }

    @Test
    void leavesNothingBehindWhenTheDatabaseIsNoDatabase() throws Exception {
        Files.writeString(backup.resolve("ephyra.db"), "this was a database once. ".repeat(1_000));

        assertThatThrownBy(this::restore)
                .isInstanceOf(RestoreException.class)
                .hasMessageContaining("Not restored")
                .hasMessageContaining("ephyra.db");

        assertThat(names(target)).containsOnly("native");
    }

    /** Where a kill may stop a restore: what it leaves in its folder and in the data folder. */
    enum Kill {
        BEFORE_ANYTHING_IS_COPIED("", ""),
        WHILE_THE_JOURNAL_IS_COPIED("journal.restoring", ""),
        WHILE_NAMES_ARE_GIVEN("journal ephyra.db encryption_key", "encryption_key"),
        BEFORE_THE_JOURNAL_MOVES("journal ephyra.db encryption_key", "encryption_key ephyra.db"),
        BEFORE_THE_LAST_STEP("ephyra.db encryption_key", "encryption_key ephyra.db journal");

        private final String made;
        private final String placed;

        Kill(String made, String placed) {
            this.made = made;
            this.placed = placed;
        }

        /** Makes it of what a complete one has made. */
        void leave(Path complete, Path target) throws IOException {
            Path stage = Files.createDirectories(target.resolve(RestoredData.STAGE));
            for (String name : words(made)) {
                Files.move(complete.resolve(name.replace(".restoring", "")), stage.resolve(name));
            }
            for (String name : words(placed)) {
                if (Files.exists(stage.resolve(name))) {
                    Files.createLink(target.resolve(name), stage.resolve(name));
                } else {
                    Files.move(complete.resolve(name), target.resolve(name));
                }
            }
        }

        private static List<String> words(String text) {
            return Stream.of(text.split(" ", -1))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void beginsAgainWhereAKillStoppedItAndNoServerStartsBefore(Kill kill) throws Exception {
        Path complete = folder.resolve("complete");
        RestoredData.restore(backup, complete, false, Optional.empty());
        kill.leave(complete, target);

        assertThatThrownBy(() -> RestoredData.requireFinished(target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ephyra restore");
        assertRestored(restore());
    }

    @Test
    void isCompleteOnceItsFolderIsRenamed() throws Exception {
        JournalBackup.Restored restored = restore();
        Path left = Files.createDirectory(target.resolve(".restored"));
        Files.createLink(left.resolve("ephyra.db"), target.resolve("ephyra.db"));

        RestoredData.requireFinished(target);
        assertThatThrownBy(this::restore).hasMessageContaining("journal exists");
        assertRestored(restored);
    }

    @Test
    void warnsOfSecretsThatTheKeyDoesNotOpen() throws Exception {
        Path key = backup.resolve("encryption_key");
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
        Files.writeString(other.resolve("encryption_key"), Base64.getEncoder().encodeToString(new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8
        }));
        Optional<EncryptionKey> right = Secrets.keptEncryptionKey(backup);
        SecretBox box = new SecretBox(right.orElseThrow(), new SecureRandom());
        try (SqliteStore store = SqliteStore.open(backup.resolve("ephyra.db"))) {
            store.apply(List.of(new StoreChange.KeysSaved(
                    "ep_1", new SealedKeys(box.seal("ep_1", "whsec_x"), Optional.empty(), 0, 0))));
        }

        assertThat(warning("right", Optional.empty())).isEmpty();
        assertThat(warning("wrong", Secrets.keptEncryptionKey(other)))
                .contains("secrets of 1 of 1 endpoints cannot be opened", "another one");
        Files.delete(key);
        assertThat(warning("given", right)).isEmpty();
        assertThat(warning("none", Optional.empty()))
                .contains("cannot be opened: the backup has no encryption_key", "EPHYRA_ENCRYPTION_KEY", "rotated");
    }

    private String warning(String name, Optional<EncryptionKey> given) throws RestoreException {
        return RestoredData.restore(backup, folder.resolve(name), false, given).warning();
    }

    @Test
    void restoresAJournalThatLostItsEndWhenToldTo() throws Exception {
        try (RandomAccessFile segment = new RandomAccessFile(
                backup.resolve("journal/00000000000000000001.log").toFile(), "rw")) {
            segment.setLength(1024);
        }

        assertThatThrownBy(this::restore)
                .hasMessageContaining("records 1 to 20 are lost")
                .hasMessageContaining("--accept-damage");
        assertRestored(
                RestoredData.restore(backup, target, true, Optional.empty()).journal());
    }

    @Test
    void keepsWhatIsNotItsOwnAfterAKill() throws Exception {
        Files.createDirectories(target.resolve(RestoredData.STAGE).resolve("journal"));
        Files.writeString(target.resolve(RestoredData.STAGE).resolve("ephyra.db"), "half a copy");
        Files.writeString(target.resolve("ephyra.db"), "an operator's");

        assertThatThrownBy(this::restore).hasMessageContaining("ephyra.db exists");

        assertThat(target.resolve("ephyra.db")).hasContent("an operator's");
    }

    @Test
    void refusesAFolderWithDataOrAnotherKey() throws Exception {
        Files.createDirectories(target);
        Files.writeString(target.resolve("encryption_key"), "another key\n");
        assertThatThrownBy(this::restore).hasMessageContaining("encryption_key is not the backup's");

        Files.delete(target.resolve("encryption_key"));
        Files.createDirectories(target.resolve("journal/quarantine"));
        assertThatThrownBy(this::restore).hasMessageContaining("journal exists");
        assertThat(names(target)).containsOnly("journal");

        Files.delete(target.resolve("journal/quarantine"));
        Files.writeString(target.resolve("encryption_key"), "a key\n");
        assertRestored(restore());
    }

    @Test
    void restoresADamagedJournalWhenToldToAndTheBackupWarnsOfIt() throws Exception {
        Path data = folder.resolve("data");
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".log")).toList()) {
                flip(file, 1024 + 100);
            }
        }
        Backups.Result.Written damaged = written(backUpOf(data));
        assertThat(damaged.warning()).contains("has lost records 1 to 1", "--accept-damage");

        assertThatThrownBy(() -> RestoredData.restore(Path.of(damaged.path()), target, false, Optional.empty()))
                .hasMessageContaining("records 1 to 1 are lost")
                .hasMessageContaining("--accept-damage");
        assertRestored(RestoredData.restore(Path.of(damaged.path()), target, true, Optional.empty())
                .journal());
    }

    private static void flip(Path file, long position) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(position);
            int before = bytes.read();
            bytes.seek(position);
            bytes.write(before ^ 1);
        }
    }

    @Test
    void tellsOfABackupThatBreaksAndTakesTheNext() throws Exception {
        Path data = folder.resolve("data");
        try (Journal journal = journal(data)) {
            DataBackup backups = new DataBackup(data, journal, copy -> {
                if (Files.notExists(folder.resolve("broken"))) {
                    throw new IllegalStateException("broken");
                }
                return database(copy, journal.logEpoch());
            });

            assertThat(backups.write().toCompletableFuture())
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withMessageContaining("broken");
            Files.createFile(folder.resolve("broken"));
            written(backups.write().toCompletableFuture().get());
        }
    }
}
