package dev.ephyra.webrtc.ice;

import dev.ephyra.webrtc.stun.StunKey;
import org.jspecify.annotations.Nullable;

/** The credentials between two ICE restarts. Owned by its agent. */
final class IceGeneration {
    private final String prefix;
    private final StunKey key;
    private @Nullable String username;

    IceGeneration(IceCredentials local) {
        this.prefix = local.ufrag() + IceUfragReader.SEPARATOR;
        this.key = StunKey.shortTerm(local.password());
    }

    void setRemoteUfrag(String ufrag) {
        username = prefix + ufrag;
    }

    /** Whether a check with that USERNAME is meant for us; any ufrag of theirs is taken until it is known. */
    boolean isNamed(String text) {
        return username == null ? text.startsWith(prefix) : text.equals(username);
    }

    StunKey key() {
        return key;
    }
}
