package dev.ephyra.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A {@link Disk} in a folder of the file system. The edge of the journal: it only passes on. */
public final class FileDisk implements Disk {
    private static final String LOCK_FILE = "journal.lock";

    private final Path folder;

    private FileDisk(Path folder) {
        this.folder = folder;
    }

    /**
     * Opens the folder, creating it if it is missing.
     *
     * @throws JournalException of kind UNUSABLE if it cannot be created or is no folder
     */
    public static FileDisk open(Path folder) throws JournalException {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
        return new FileDisk(folder);
    }

    /** The folder if it is there, to look at only. */
    public static FileDisk existing(Path folder) throws JournalException {
        if (!Files.isDirectory(folder)) {
            throw new JournalException(JournalException.Kind.UNUSABLE, "there is no journal folder at " + folder);
        }
        return new FileDisk(folder);
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .toList();
        }
    }

    @Override
    public List<String> list(String below) throws IOException {
        Path inside = folder.resolve(below);
        if (!Files.isDirectory(inside)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(inside)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> below + "/" + file.getFileName())
                    .toList();
        }
    }

    @Override
    public boolean link(String name, Disk target) throws IOException {
        if (!(target instanceof FileDisk other)) {
            return false;
        }
        try {
            Files.createLink(other.folder.resolve(name), folder.resolve(name));
            return true;
        } catch (NoSuchFileException gone) {
            throw gone;
        } catch (FileSystemException | UnsupportedOperationException otherFileSystem) {
            return false;
        }
    }

    @Override
    public DiskFile open(String name, Access access) throws IOException {
        Path path = folder.resolve(name);
        if (access == Access.CREATE) {
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
        }
        Set<StandardOpenOption> how = switch (access) {
            case READ -> Set.of(StandardOpenOption.READ);
            case WRITE -> Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
            case CREATE ->
                Set.of(
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        };
        return new ChannelFile(FileChannel.open(path, how));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                folder.resolve(from),
                folder.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void forceDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Lock lock() throws JournalException {
        Path path = folder.resolve(LOCK_FILE);
        try {
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String holder = Files.readString(path).strip();
                channel.close();
                throw new JournalException(
                        JournalException.Kind.LOCKED,
                        "the data folder " + folder + " is used by another process (pid " + holder
                                + "); stop it or choose another folder");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return () -> closeQuietly(channel);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    @Override
    public String place() {
        return folder.toString();
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException lockGoesWithTheProcess) {
            // The operating system drops the lock when the process ends; nothing depends on more.
        }
    }

    private static JournalException unusable(Path folder, IOException e) {
        return new JournalException(
                JournalException.Kind.UNUSABLE, "the data folder " + folder + " cannot be used: " + e, e);
    }

    private record ChannelFile(FileChannel channel) implements DiskFile {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            int total = 0;
            while (target.hasRemaining()) {
                int read = channel.read(target, position + total);
                if (read < 0) {
                    break;
                }
                total += read;
            }
            return total;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            long at = position;
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
        }

        @Override
        public void force() throws IOException {
            // Without times: fdatasync still writes a changed size.
            channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
