package dev.ephyra.server.cli.listen;

import dev.ephyra.notify.signature.WebhookSecret;
import dev.ephyra.server.cli.client.ClientFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;

/**
 * What {@code listen} signs with: the given secret, else one that is generated once for this user and kept, so that a
 * receiver can be configured with it. Edge to the file system; stateless.
 */
public final class ListenSecret {
    private static final String VARIABLE = "EPHYRA_WEBHOOK_SECRET";
    private static final String FILE = "listen_secret";
    private static final int BYTES = 32;
    private static final int MAX_FILE_BYTES = 4096;

    private ListenSecret() {}

    /** @param origin where it came from, for people */
    public record Found(WebhookSecret secret, String origin) {}

    /** @throws ClientFailure if the one that is given or kept cannot sign */
    public static Found find(Map<String, String> environment) throws ClientFailure {
        String given = environment.getOrDefault(VARIABLE, "");
        if (!given.isEmpty()) {
            return new Found(parse(given, VARIABLE), VARIABLE);
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        WebhookSecret fresh = WebhookSecret.generate(random);
        try {
            Path file = folder(environment).resolve(FILE);
            return new Found(kept(file, fresh), file.toString());
        } catch (IOException unwritable) {
            return new Found(fresh, "this run alone, because none can be kept: " + unwritable.getMessage());
        }
    }

    /** The one of the file, which is made if there is none. */
    private static WebhookSecret kept(Path file, WebhookSecret fresh) throws IOException, ClientFailure {
        try {
            return read(file);
        } catch (NoSuchFileException absent) {
            Files.createDirectories(file.toAbsolutePath().getParent());
        }
        // Written beside and linked into place: who starts at the same time sees the whole file or none.
        Path beside = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".new", onlyOwner());
        try {
            Files.writeString(beside, fresh.text() + "\n", StandardOpenOption.WRITE);
            Files.createLink(file, beside);
        } catch (FileAlreadyExistsException overtaken) {
            return read(file);
        } finally {
            Files.deleteIfExists(beside);
        }
        return fresh;
    }

    private static WebhookSecret read(Path file) throws IOException, ClientFailure {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new ClientFailure(ClientFailure.Kind.USAGE, file + " is too large for a secret; remove it");
        }
        return parse(Files.readString(file).strip(), file.toString());
    }

    private static WebhookSecret parse(String text, String origin) throws ClientFailure {
        return switch (WebhookSecret.parse(text)) {
            case WebhookSecret.Parsed.Accepted(WebhookSecret secret) -> secret;
            case WebhookSecret.Parsed.Rejected(String why) ->
                throw new ClientFailure(ClientFailure.Kind.USAGE, origin + " holds no secret: " + why);
        };
    }

    /** As the XDG base directories have it. */
    private static Path folder(Map<String, String> environment) throws IOException {
        String config = environment.getOrDefault("XDG_CONFIG_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (config.isEmpty() && home.isEmpty()) {
            throw new IOException("neither XDG_CONFIG_HOME nor HOME is set");
        }
        return config.isEmpty() ? Path.of(home, ".config", "ephyra") : Path.of(config, "ephyra");
    }

    private static FileAttribute<Set<PosixFilePermission>> onlyOwner() {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    }
}
