package dev.ephyra.server.webhook;

import dev.ephyra.notify.signature.Signer;
import dev.ephyra.notify.signature.SigningKeys;
import dev.ephyra.notify.signature.WebhookSecret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each endpoint's POSTs are signed with: its own secret if it is registered, else the one of the deployment, if there is
 * one. Owned by the dispatcher's context.
 */
final class EndpointKeys {
    private final Optional<Signer> ofRooms;
    private final Map<String, Signer> signers = new HashMap<>();

    /** @param ofRooms for the {@code webhookUrl} of rooms */
    EndpointKeys(Optional<SigningKeys> ofRooms) {
        this.ofRooms = ofRooms.map(Signer::new);
    }

    void put(String endpointId, SigningKeys keys) {
        signers.put(endpointId, new Signer(keys));
    }

    void remove(String endpointId) {
        signers.remove(endpointId);
    }

    Optional<SigningKeys> keys(String endpointId) {
        return Optional.ofNullable(signers.get(endpointId)).map(Signer::keys);
    }

    /** @param registered whether it has a secret of its own */
    Optional<Signer> signer(String endpointId, boolean registered) {
        return registered ? Optional.ofNullable(signers.get(endpointId)) : ofRooms;
    }

    /** What must not be shown where an answer is. */
    List<String> secrets(String endpointId, boolean registered) {
        List<String> secrets = new ArrayList<>();
        signer(endpointId, registered).ifPresent(signer -> {
            secrets.add(signer.keys().current().text());
            signer.keys().previous().map(WebhookSecret::text).ifPresent(secrets::add);
        });
        return secrets;
    }
}
