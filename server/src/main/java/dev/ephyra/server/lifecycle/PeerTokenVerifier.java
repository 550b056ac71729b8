package dev.ephyra.server.lifecycle;

import dev.ephyra.api.PeerTokens;
import dev.ephyra.signaling.TokenVerifier;

/** The peer tokens of the API, for peer sockets. Thread-safe. */
record PeerTokenVerifier(PeerTokens tokens) implements TokenVerifier {
    @Override
    public Verdict verify(String token) {
        return switch (tokens.verify(token, System.currentTimeMillis())) {
            case PeerTokens.Check.Valid(var room, var peer) -> new Verdict.Valid(room, peer);
            case PeerTokens.Check.Missing() -> new Verdict.Missing();
            case PeerTokens.Check.Invalid() -> new Verdict.Invalid();
            case PeerTokens.Check.Expired() -> new Verdict.Expired();
        };
    }
}
