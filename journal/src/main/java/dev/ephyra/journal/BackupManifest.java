package dev.ephyra.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a backup says of itself. Written last: a folder without it is a backup that was not finished. A value.
 *
 * @param logEpoch of the log that was copied
 * @param oldest its oldest record
 * @param durable its newest record
 */
record BackupManifest(UUID logEpoch, long oldest, long durable) {
    static final String FILE = "backup.manifest";

    private static final String UNFINISHED = FILE + ".tmp";
    private static final Pattern TEXT = Pattern.compile(
            "ephyra-journal-backup 1\nlog-epoch ([0-9a-f-]{36})\noldest ([0-9]{1,18})\ndurable ([0-9]{1,18})\n");

    /** Puts it into a folder at once, whole. */
    void write(Disk folder) throws IOException {
        String text =
                "ephyra-journal-backup 1\nlog-epoch " + logEpoch + "\noldest " + oldest + "\ndurable " + durable + "\n";
        DiskCopy.write(folder, UNFINISHED, text.getBytes(StandardCharsets.UTF_8));
        folder.rename(UNFINISHED, FILE);
        folder.forceDirectory();
    }

    /** The one of a folder; nothing if there is none that is whole. */
    static Optional<BackupManifest> read(Disk folder) throws IOException {
        byte[] bytes = SegmentFiles.readAll(folder, FILE);
        return bytes == null ? Optional.empty() : parse(new String(bytes, StandardCharsets.UTF_8));
    }

    static Optional<BackupManifest> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BackupManifest(
                    UUID.fromString(parts.group(1)), Long.parseLong(parts.group(2)), Long.parseLong(parts.group(3))));
        } catch (IllegalArgumentException noUuid) {
            return Optional.empty();
        }
    }
}
