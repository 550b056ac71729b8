package dev.ephyra.server.config;

import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import java.util.Optional;

/** Reads what the webhooks of rooms are signed with. Stateless. */
final class WebhookSecrets {
    private WebhookSecrets() {}

    static Optional<SigningKeys> read(GivenValues given, TypedValues typed) throws BadSetting {
        Optional<WebhookSecret> current = secret(given, typed, SettingTable.WEBHOOK_SECRET);
        Optional<WebhookSecret> previous = secret(given, typed, SettingTable.WEBHOOK_SECRET_PREVIOUS);
        if (current.isEmpty() && previous.isPresent()) {
            throw new BadSetting("EPHYRA_WEBHOOK_SECRET_PREVIOUS has been set but EPHYRA_WEBHOOK_SECRET remains unset");
        }
        return current.map(secret -> previous.filter(old -> !old.equals(secret))
                .map(old -> SigningKeys.of(secret, old))
                .orElseGet(() -> SigningKeys.of(secret)));
    }

    private static Optional<WebhookSecret> secret(GivenValues given, TypedValues typed, Setting setting)
            throws BadSetting {
        Optional<String> text = given.optional(setting);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return switch (WebhookSecret.parse(text.get())) {
            case WebhookSecret.Parsed.Accepted(WebhookSecret secret) -> Optional.of(secret);
            case WebhookSecret.Parsed.Rejected(String why) -> throw typed.bad(setting, "Not usable: " + why + ".");
        };
    }
}
