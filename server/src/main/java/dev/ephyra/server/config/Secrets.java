package dev.ephyra.server.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Secrets that were not given: generated once and kept in the data folder, readable by the server's user alone, so that peer
 * tokens and encrypted secrets outlive a restart. Edge to the file system, used once at the start.
 */
public final class Secrets {
    /** The file of the key peer tokens are signed with. */
    public static final String SECRET_KEY_BASE_FILE = "secret_key_base";

    /** The file of the key that stored secrets are encrypted with. */
    public static final String ENCRYPTION_KEY_FILE = "encryption_key";

    private static final int MAX_FILE_BYTES = 4096;
    private static final String LOSS_OF_ENCRYPTION_KEY = "the secrets of webhook endpoints in use become unreadable";

    private Secrets() {}

    /** Where a new secret comes from: a text of at least 256 bits that nobody can guess. */
    @FunctionalInterface
    public interface SecretSource {
        String next();
    }

    /**
     * The key peer tokens are signed with: the given one, else the one of the data folder, else a new one that is kept there.
     *
     * @throws IOException if the folder cannot be written or the file in it cannot be what we wrote
     */
    public static Secret secretKeyBase(Settings settings, SecretSource source) throws IOException {
        if (settings.secretKeyBase().isPresent()) {
            return settings.secretKeyBase().get();
        }
        Path file = file(settings, SECRET_KEY_BASE_FILE);
        return readOrCreate(file, source, "peer tokens in use become invalid");
    }

    /**
     * The key that stored secrets are encrypted with: the given one, else the one of the data folder, else a new one that is
     * kept there.
     *
     * @throws IOException as for {@link #secretKeyBase}
     */
    public static EncryptionKey encryptionKey(Settings settings, SecureRandom random) throws IOException {
        if (settings.encryptionKey().isPresent()) {
            return settings.encryptionKey().get();
        }
        Path file = file(settings, ENCRYPTION_KEY_FILE);
        byte[] fresh = new byte[EncryptionKey.BYTES];
        random.nextBytes(fresh);
        SecretSource source = () -> Base64.getEncoder().encodeToString(fresh);
        return encryptionKey(file, readOrCreate(file, source, LOSS_OF_ENCRYPTION_KEY));
    }

    /**
     * The encryption key that {@code folder} holds, a data folder or a backup; empty if it holds none. Makes none.
     *
     * @throws IOException if it cannot be read or is not what we wrote
     */
    public static Optional<EncryptionKey> keptEncryptionKey(Path folder) throws IOException {
        Path file = folder.resolve(ENCRYPTION_KEY_FILE);
        try {
            return Optional.of(encryptionKey(file, read(file, LOSS_OF_ENCRYPTION_KEY)));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static EncryptionKey encryptionKey(Path file, Secret kept) throws IOException {
        return EncryptionKey.parse(kept.value(), file.toString())
                .orElseThrow(() -> new IOException(
                        file + " is not a key of ours: expected " + EncryptionKey.BYTES + " bytes in base64"));
    }

    private static Path file(Settings settings, String name) throws IOException {
        Path folder = settings.data().folder();
        Files.createDirectories(folder);
        return folder.resolve(name);
    }

    private static Secret readOrCreate(Path file, SecretSource source, String lossOfIt) throws IOException {
        try {
            return read(file, lossOfIt);
        } catch (NoSuchFileException absent) {
            return create(file, source, lossOfIt);
        }
    }

    private static Secret read(Path file, String lossOfIt) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IOException(file + " is not a secret of ours: larger than " + MAX_FILE_BYTES + " bytes");
        }
        String text = Files.readString(file).strip();
        if (text.isEmpty()) {
            throw new IOException(file + " is empty; remove it to have a new secret (" + lossOfIt + ")");
        }
        return new Secret(text);
    }

    /**
     * Writes beside and links into place: a crash leaves the whole file or none, and of two servers that start at once the
     * first one's secret is taken by both.
     */
    private static Secret create(Path file, SecretSource source, String lossOfIt) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(folder, file.getFileName().toString(), ".new", onlyOwner());
        try {
            try (FileChannel channel = FileChannel.open(fresh, EnumSet.of(StandardOpenOption.WRITE))) {
                ByteBuffer bytes = ByteBuffer.wrap((source.next() + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException overtaken) {
            return read(file, lossOfIt);
        } finally {
            Files.deleteIfExists(fresh);
        }
        return read(file, lossOfIt);
    }

    private static FileAttribute<Set<PosixFilePermission>> onlyOwner() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }
}
