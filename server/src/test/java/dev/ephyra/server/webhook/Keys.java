package dev.ephyra.server.webhook;

import dev.ephyra.server.config.SettingsReader;
import dev.ephyra.server.config.SettingsResult;
import dev.ephyra.server.secret.SecretBox;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** The key that tests keep secrets under. */
final class Keys {
    private Keys() {}

    static SecretBox box() {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        var read = (SettingsResult.Accepted) SettingsReader.read(Map.of("EPHYRA_ENCRYPTION_KEY", key));
        return new SecretBox(read.settings().encryptionKey().orElseThrow(), new SecureRandom());
    }
}
