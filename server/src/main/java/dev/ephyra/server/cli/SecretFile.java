package dev.ephyra.server.cli;

import dev.ephyra.server.cli.client.ClientFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A token or secret in a file, which the list of processes does not show. Edge to the file system; stateless. */
final class SecretFile {
    private static final int MAX_BYTES = 4096;

    private SecretFile() {}

    /** Its only line. */
    static String read(Path file) throws ClientFailure {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ClientFailure(ClientFailure.Kind.USAGE, file + " is too large for a secret");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new ClientFailure(ClientFailure.Kind.USAGE, "Cannot read the secret in " + unreadable.getMessage());
        }
    }
}
