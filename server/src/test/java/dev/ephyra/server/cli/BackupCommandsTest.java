package dev.ephyra.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupCommandsTest {
    @TempDir
    Path folder;

    @Test
    void printsWhereTheBackupIsAndWhatItHasNotGot() throws IOException {
        try (FakeServer server = new FakeServer()) {
            server.answers(
                    "POST /ephyra/v1/backup", 201, "{\"path\":\"/data/backups/x\",\"warning\":\"3 to 4 are lost\"}");

            CommandRun run = CommandRun.of(server, "backup");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).isEqualTo("/data/backups/x\n");
            assertThat(run.err()).isEqualTo("3 to 4 are lost\n");
        }
    }

    @Test
    void refusesAFolderThatIsNoBackup() throws IOException {
        Path data = folder.resolve("data");

        CommandRun run = restore(
                data,
                "--accept-damage",
                Files.createDirectory(folder.resolve("no")).toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("is no backup", "`ephyra backup` printed");
        assertThat(data).doesNotExist();
    }

    private static CommandRun restore(Path data, String... arguments) {
        String[] line = new String[arguments.length + 1];
        line[0] = "restore";
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return CommandRun.of(Map.of("EPHYRA_DATA_DIR", data.toString()), new CommandRun.Nobody(), line);
    }
}
