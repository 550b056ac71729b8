package dev.ephyra.server.webhook;

import dev.ephyra.server.config.SettingsReader;
import dev.ephyra.server.config.SettingsResult;
import dev.ephyra.server.secret.SecretBox;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;

/** The key that tests keep secrets under. */
final class Keys {
    private Keys() {}

    static SecretBox box() {
        return box(new byte[32]);
    }

    /** Opens nothing that {@link #box} has sealed. */
    static SecretBox otherBox() {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 1);
        return box(bytes);
    }

    private static SecretBox box(byte[] bytes) {
        String key = Base64.getEncoder().encodeToString(bytes);
        var read = (SettingsResult.Accepted) SettingsReader.read(Map.of("EPHYRA_ENCRYPTION_KEY", key));
        return new SecretBox(read.settings().encryptionKey().orElseThrow(), new SecureRandom());
    }
}
