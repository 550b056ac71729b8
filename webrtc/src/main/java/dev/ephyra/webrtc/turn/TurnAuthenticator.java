package dev.ephyra.webrtc.turn;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunError;
import dev.ephyra.webrtc.stun.StunKey;
import dev.ephyra.webrtc.stun.StunMessage;
import java.util.Optional;

/** The long-term credential mechanism, the server's side (RFC 8489 section 9.2.4). Owned by its server. */
final class TurnAuthenticator {
    /** Whether a request may be served. */
    sealed interface Verdict {
        /** It comes from that peer; answers are signed with the key. */
        record Granted(String username, String peerId, StunKey key) implements Verdict {}

        record Refused(StunError error) implements Verdict {}
    }

    private final TurnConfig config;
    private final NonceMint nonces;

    TurnAuthenticator(TurnConfig config, NonceMint nonces) {
        this.config = config;
        this.nonces = nonces;
    }

    Verdict authenticate(StunMessage request, FiveTuple client, long nowNanos) {
        if (!request.hasIntegrity()) {
            return new Verdict.Refused(StunError.UNAUTHENTICATED);
        }
        Optional<String> username = request.text(StunAttribute.USERNAME);
        Optional<String> realm = request.text(StunAttribute.REALM);
        Optional<String> nonce = request.text(StunAttribute.NONCE);
        if (username.isEmpty() || realm.isEmpty() || nonce.isEmpty()) {
            return new Verdict.Refused(StunError.BAD_REQUEST);
        } else if (!nonces.isFresh(nonce.get(), client, nowNanos)) {
            // Before all dearer work: only who received something from us at that address gets further.
            return new Verdict.Refused(StunError.STALE_NONCE);
        } else if (!realm.get().equals(config.realm())) {
            return new Verdict.Refused(StunError.UNAUTHENTICATED);
        }
        return authenticate(request, username.get());
    }

    private Verdict authenticate(StunMessage request, String username) {
        Optional<String> peerId = TurnCredentials.peerIdOf(username);
        if (peerId.isEmpty()) {
            return new Verdict.Refused(StunError.UNAUTHENTICATED);
        }
        String password = TurnCredentials.passwordOf(config.secret(), username);
        StunKey key = StunKey.longTerm(username, config.realm(), password);
        return request.isAuthentic(key)
                ? new Verdict.Granted(username, peerId.get(), key)
                : new Verdict.Refused(StunError.UNAUTHENTICATED);
    }
}
