package dev.ephyra.sdk.notifier;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** One line in a file. Owned by one notifier. */
final class FileCursorStore implements CursorStore {
    private static final Logger LOG = System.getLogger("dev.ephyra.sdk");

    /** Ours have 60. */
    private static final int MAX_BYTES = 4_096;

    private final Path path;
    private final Path next;

    FileCursorStore(Path path) {
        this.path = path.toAbsolutePath();
        this.next = this.path.resolveSibling(path.getFileName() + ".next");
    }

    @Override
    public Optional<String> load() throws IOException {
        String cursor;
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new IOException(path + " holds more than a cursor");
            }
            cursor = Files.readString(path, StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException none) {
            // Only this says that nothing was kept: one that cannot be read now may hold a cursor.
            return Optional.empty();
        }
        if (cursor.isEmpty()) {
            throw new IOException(path + " is empty: delete it to begin with what happens from now on");
        }
        return Optional.of(cursor);
    }

    @Override
    public void save(String cursor) throws IOException {
        try (FileChannel file = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap((cursor + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        try {
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException unsupported) {
            Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
        }
        forceFolder();
    }

    /** Without it a crash of the machine brings back the cursor before. Where folders cannot be opened, as on Windows, so be it. */
    private void forceFolder() {
        Path folder = path.getParent();
        if (folder == null) {
            return;
        }
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true);
        } catch (IOException unsupported) {
            LOG.log(Level.DEBUG, "A folder cannot be forced", unsupported);
        }
    }
}
